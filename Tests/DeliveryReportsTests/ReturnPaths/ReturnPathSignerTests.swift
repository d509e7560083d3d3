import DeliveryReports
import MailAddressing
import Testing

@Suite struct ReturnPathSignerTests {
    /// 15 January 2026, noon in UTC.
    static let noon: Int64 = 1_768_478_400
    static let day: Int64 = 86_400

    static func key(_ identifier: UInt8, fill: UInt8 = 7) throws -> ReturnPathKey {
        try ReturnPathKey(identifier: identifier, secret: [UInt8](repeating: fill, count: 32))
    }

    static func signer(_ keys: [ReturnPathKey]? = nil, prefix: String = "bounces") throws -> ReturnPathSigner {
        try ReturnPathSigner(
            prefix: prefix, domain: DomainName("example.test"), keys: keys ?? [try key(1)])
    }

    @Test(arguments: [0, 1, 2, 3, 4, 5, 8, 16, 19])
    func whatIsSignedIsValidUntilItsDayIsOver(_ length: Int) throws {
        let signer = try Self.signer()
        let value = (0..<length).map { UInt8(truncatingIfNeeded: $0 * 37 + 200) }
        let mailbox = try signer.mailbox(carrying: value, expiry: Self.noon)
        #expect(mailbox.localPart.hasPrefix("bounces+"))
        #expect(mailbox.localPart.utf8.count <= Mailbox.maximumLocalPartLength)
        #expect(mailbox.localPart == mailbox.localPart.lowercased())
        for (time, verdict) in [
            (Int64.min, ReturnPathVerdict.valid(value: value)), (0, .valid(value: value)),
            (Self.noon, .valid(value: value)), (Self.noon + Self.day / 2 - 1, .valid(value: value)),
            (Self.noon + Self.day / 2, .expired(value: value)), (.max, .expired(value: value)),
        ] {
            #expect(signer.check(mailbox, now: time) == verdict, "at \(time)")
        }
        let shouted = try Mailbox("\(mailbox.localPart.uppercased())@EXAMPLE.test")
        #expect(signer.check(shouted, now: Self.noon) == .valid(value: value))
    }

    @Test func theSameValuesGiveTheSameAddress() throws {
        let signer = try Self.signer()
        let mailbox = try signer.mailbox(carrying: [1, 2, 3], expiry: Self.noon)
        #expect(mailbox == (try signer.mailbox(carrying: [1, 2, 3], expiry: Self.noon + 60)))
        #expect(mailbox != (try signer.mailbox(carrying: [1, 2, 4], expiry: Self.noon)))
        #expect(mailbox != (try signer.mailbox(carrying: [1, 2, 3], expiry: Self.noon + Self.day)))
    }

    /// Made apart from this code, with Python's `hmac` and `base64`.
    @Test func theFormIsTheOneThatIsDocumented() throws {
        let key = try ReturnPathKey(identifier: 3, secret: Array("0123456789abcdef".utf8))
        let signer = try ReturnPathSigner(domain: DomainName("example.test"), keys: [key])
        let mailbox = try signer.mailbox(carrying: [0xDE, 0xAD, 0xBE, 0xEF], expiry: Self.noon)
        #expect(mailbox.description == "bounces+aebu75g6vw7o6zu7lkwdqcuqcvmxa7x5@example.test")
    }

    @Test func anyChangedCharacterIsForgedOrMalformed() throws {
        let signer = try Self.signer()
        let mailbox = try signer.mailbox(carrying: Array("message-7".utf8), expiry: Self.noon)
        let original = Array(mailbox.localPart.utf8)
        for place in 8..<original.count {
            for replacement in "a7z0".utf8 where replacement != original[place] {
                var changed = original
                changed[place] = replacement
                let text = String(decoding: changed, as: UTF8.self)
                let verdict = signer.check(try Mailbox("\(text)@example.test"), now: Self.noon)
                switch verdict {
                case .forged, .malformed, .unknownKey: break
                default: Issue.record("\(verdict) for \(text)")
                }
            }
        }
        for length in 8..<original.count {
            let text = String(decoding: original[..<length], as: UTF8.self)
            let verdict = signer.check(try Mailbox("\(text)@example.test"), now: Self.noon)
            #expect(verdict == .forged || verdict == .malformed, "\(text)")
        }
    }

    @Test(arguments: [
        ("ada@example.test", ReturnPathVerdict.otherAddress), ("bounces@example.test", .otherAddress),
        ("bounces-x@example.test", .otherAddress), ("bounce+x@example.test", .otherAddress),
        ("bounces+x@other.test", .otherAddress), ("bounces+x@[192.0.2.1]", .otherAddress),
        ("bounces+ada=b.test@example.test", .malformed), ("\"bounces+\"@example.test", .malformed),
        ("bounces+aaaa@example.test", .malformed), ("bounces+\u{E9}aaa@example.test", .malformed),
        ("bounces+aebaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab@example.test", .malformed),
        ("bounces+aiaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@example.test", .malformed),
    ])
    func otherAddressesAndBrokenOnesAreToldApart(_ address: String, _ verdict: ReturnPathVerdict) throws {
        #expect(try Self.signer().check(Mailbox(address), now: Self.noon) == verdict)
    }

    @Test func keysAreChangedWithoutLosingWhatIsUnderway() throws {
        let before = try Self.signer([Self.key(1, fill: 1)])
        let during = try Self.signer([Self.key(2, fill: 2), Self.key(1, fill: 1)])
        let after = try Self.signer([Self.key(2, fill: 2)])
        let old = try before.mailbox(carrying: [9], expiry: Self.noon)
        let new = try during.mailbox(carrying: [9], expiry: Self.noon)
        #expect(during.check(old, now: Self.noon) == .valid(value: [9]))
        #expect(during.check(new, now: Self.noon) == .valid(value: [9]))
        #expect(after.check(new, now: Self.noon) == .valid(value: [9]))
        #expect(after.check(old, now: Self.noon) == .unknownKey(identifier: 1))
        #expect(before.check(new, now: Self.noon) == .unknownKey(identifier: 2))
        // The number is not the secret, and of what is forged nothing is told.
        let stranger = try Self.signer([Self.key(1, fill: 3)])
        #expect(stranger.check(old, now: Self.noon) == .forged)
        #expect(stranger.check(old, now: .max) == .forged)
    }

    @Test func aCodeCountsForItsOwnPrefixAndDomain() throws {
        let signer = try Self.signer()
        let mailbox = try signer.mailbox(carrying: [1], expiry: Self.noon)
        let token = mailbox.localPart.dropFirst("bounces+".count)
        let other = try Self.signer(prefix: "returns")
        #expect(other.check(try Mailbox("returns+\(token)@example.test"), now: Self.noon) == .forged)
        let elsewhere = try ReturnPathSigner(domain: DomainName("b.test"), keys: [Self.key(1)])
        #expect(elsewhere.check(try Mailbox("bounces+\(token)@b.test"), now: Self.noon) == .forged)
    }

    @Test func mistakesOfTheCallerAreErrors() throws {
        let domain = try DomainName("example.test")
        #expect(throws: ReturnPathError.secretTooShort) {
            try ReturnPathKey(identifier: 0, secret: [UInt8](repeating: 0, count: 15))
        }
        #expect(throws: ReturnPathError.noKey) { try ReturnPathSigner(domain: domain, keys: []) }
        #expect(throws: ReturnPathError.repeatedKey(identifier: 1)) {
            try Self.signer([Self.key(1), Self.key(2), Self.key(1, fill: 9)])
        }
        for prefix in ["", "a b", "a+b", ".a", "a..b", "\u{E9}", "a@b", String(repeating: "a", count: 17)] {
            #expect(throws: ReturnPathError.malformedPrefix) { try Self.signer(prefix: prefix) }
        }
        let label = String(repeating: "d", count: 60)
        let domains = ["_dmarc.example.test", "example.1", "\(label).\(label).\(label).long.test"]
        for domain in domains {
            #expect(throws: ReturnPathError.unusableDomain) {
                try ReturnPathSigner(domain: DomainName(domain), keys: [Self.key(1)])
            }
            #expect(throws: ReturnPathError.unusableDomain) { try VariableReturnPath(domain: DomainName(domain)) }
        }
        let signer = try Self.signer()
        #expect(signer.maximumValueLength == 19)
        #expect(throws: ReturnPathError.valueTooLong(limit: 19)) {
            try signer.mailbox(carrying: [UInt8](repeating: 0, count: 20), expiry: 0)
        }
        for expiry in [-1, Int64.min, 65_536 * Self.day, .max] {
            #expect(throws: ReturnPathError.expiryOutOfRange) { try signer.mailbox(carrying: [], expiry: expiry) }
        }
        #expect(try signer.check(signer.mailbox(carrying: [], expiry: 65_536 * Self.day - 1), now: 0).validValue == [])
    }

    @Test func theLongestPrefixStillHasRoom() throws {
        let signer = try Self.signer(prefix: "A.long-prefix_16")
        #expect(signer.prefix == "a.long-prefix_16")
        #expect(signer.maximumValueLength == 13)
        let value = [UInt8](repeating: 255, count: 13)
        let mailbox = try signer.mailbox(carrying: value, expiry: Self.noon)
        #expect(signer.check(mailbox, now: Self.noon).validValue == value)
    }

    @Test func aKeyDoesNotShowItsSecret() throws {
        let key = try ReturnPathKey(identifier: 4, secret: Array("0123456789abcdef".utf8))
        var dumped = ""
        dump(key, to: &dumped)
        for text in ["\(key)", String(reflecting: key), dumped, "\([key])"] {
            #expect(!text.contains("48") && !text.contains("0123"))
        }
    }
}
