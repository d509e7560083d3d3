import MailAddressing
import MailForwarding
import Testing

@Suite struct SenderRewriterTests {
    typealias Samples = SenderRewritingSamples

    /// Made apart from this code, with Python's `hmac`.
    @Test(arguments: [
        ("ada@example.net", "SRS0=i9uk=7U=example.net=ada@relay.test"),
        ("ada@EXAMPLE.net", "SRS0=i9uk=7U=example.net=ada@relay.test"),
        ("ADA@example.net", "SRS0=i9uk=7U=example.net=ADA@relay.test"),
        ("Ada.L+tag@example.net", "SRS0=oD2f=7U=example.net=Ada.L+tag@relay.test"),
        ("a=b=c@example.net", "SRS0=A3DJ=7U=example.net=a=b=c@relay.test"),
        ("=a@example.net", "SRS0=jq/u=7U=example.net==a@relay.test"),
        ("\"a b\"@example.net", "\"SRS0=oui4=7U=example.net=a b\"@relay.test"),
        ("\"a\\\"b\\\\c\"@example.net", "\"SRS0=GP3i=7U=example.net=a\\\"b\\\\c\"@relay.test"),
        ("\"a@b\"@example.net", "\"SRS0=oi9K=7U=example.net=a@b\"@relay.test"),
        ("zo\u{EB}@b\u{FC}cher.test", "SRS0=OY0w=7U=xn--bcher-kva.test=zo\u{EB}@relay.test"),
        ("srs2-x@example.net", "SRS0=SpDQ=7U=example.net=srs2-x@relay.test"),
        ("SRS0=Hsh4=7U=c.test=bob@b.test", "SRS1=agLz=b.test==Hsh4=7U=c.test=bob@relay.test"),
        ("srs0+Hsh4=7U=c.test=bob@b.test", "SRS1=HqQB=b.test=+Hsh4=7U=c.test=bob@relay.test"),
        ("SRS1=Hsh4=b.test==Hsh4=7U=c.test=bob@d.test", "SRS1=agLz=b.test==Hsh4=7U=c.test=bob@relay.test"),
        ("SRS1-Hsh4=b.test=-Hsh4=7U=c.test=bob@d.test", "SRS1=N3eh=b.test=-Hsh4=7U=c.test=bob@relay.test"),
    ])
    func theFormIsTheOneOfTheScheme(_ sender: String, _ address: String) throws {
        let verdict = try Samples.rewriter().rewritten(Mailbox(sender), at: Samples.noon)
        #expect(try Samples.mailbox(verdict).description == address)
    }

    /// The address that PostSRSd's own tests expect.
    @Test func anotherProgramGivesTheSameAddress() throws {
        let secret = try SenderRewritingSecret(line: "tops3cr3t\n", minimumLength: 1)
        let rewriter = try Samples.rewriter("example.com", secrets: [secret])
        let sender = try Mailbox("test@otherdomain.com")
        let mailbox = try Samples.mailbox(rewriter.rewritten(sender, at: 1_577_836_860))
        #expect(mailbox.description == "SRS0=vmyz=2W=otherdomain.com=test@example.com")
        #expect(rewriter.reversed(mailbox, at: 1_577_836_860) == .original(sender))
    }

    /// Made apart from this code, with Python's `hmac`.
    @Test func separatorsHashesAndSecretsOfOtherLengthsGiveTheirForms() throws {
        let ada = try Mailbox("ada@example.net")
        for separator in SenderRewritingSeparator.allCases {
            let rewriter = try Samples.rewriter(hashLength: 8, separator: separator)
            let mailbox = try Samples.mailbox(rewriter.rewritten(ada, at: Samples.noon))
            #expect(mailbox.description == "SRS0\(separator.rawValue)i9ukHY9e=7U=example.net=ada@relay.test")
        }
        let longest = try Samples.rewriter(hashLength: 27)
        let mailbox = try Samples.mailbox(longest.rewritten(Mailbox("a@b.test"), at: Samples.noon))
        #expect(mailbox.description == "SRS0=tNvPCgXN+tAaerV08nbk7+o1U3A=7U=b.test=a@relay.test")
        #expect(try longest.reversed(mailbox, at: Samples.noon) == .original(Mailbox("a@b.test")))
        let long = try Samples.rewriter(secrets: [Samples.secret(String(repeating: "k", count: 100))])
        let other = try Samples.mailbox(long.rewritten(ada, at: Samples.noon))
        #expect(other.description == "SRS0=mM11=7U=example.net=ada@relay.test")
    }

    @Test(arguments: [0, 1, 1_024 * 86_400, 1_025 * 86_400 - 1] as [Int64])
    func theDayCountsAnew(_ time: Int64) throws {
        let verdict = try Samples.rewriter().rewritten(Mailbox("ada@example.net"), at: time)
        #expect(try Samples.mailbox(verdict).description == "SRS0=rN2m=AA=example.net=ada@relay.test")
    }

    @Test(arguments: [
        "ada@relay.test", "ada@RELAY.test", "SRS0=i9uk=7U=example.net=ada@relay.test", "SRS1=x@relay.test",
    ])
    func addressesOfOurOwnStay(_ sender: String) throws {
        #expect(try Samples.rewriter().rewritten(Mailbox(sender), at: Samples.noon) == .unneeded)
    }

    @Test(arguments: ["ada@[192.0.2.1]", "ada@[IPv6:2001:db8::1]", "SRS0=Hsh4=7U=c.test=bob@[192.0.2.1]"])
    func addressLiteralsHaveNoForm(_ sender: String) throws {
        let verdict = try Samples.rewriter().rewritten(Mailbox(sender), at: Samples.noon)
        #expect(verdict == .impossible(.addressLiteral))
    }

    @Test(arguments: [
        "SRS1=@d.test", "SRS1@d.test", "SRS1x=y@d.test", "SRS1==@d.test", "SRS1=Hsh4@d.test", "SRS1=Hsh4=b.test@d.test",
        "SRS1=Hsh4=b.test=@d.test", "SRS1==b.test==x@d.test", "SRS1=Hsh4===x@d.test", "SRS1=Hsh4=-b.test==x@d.test",
        "SRS1=Hsh4=b.test=x@d.test", "SRS1=Hsh4=b_c.test==x@d.test", "\"SRS1=Hsh4=[192.0.2.1]==x\"@d.test",
        "SRS0@d.test", "SRS0x@d.test", "SRS@d.test", "S@d.test",
    ])
    func whatOnlyLooksRewrittenIsASenderLikeAnother(_ sender: String) throws {
        let rewriter = try Samples.rewriter()
        let mailbox = try Samples.mailbox(rewriter.rewritten(Mailbox(sender), at: Samples.noon))
        #expect(mailbox.localPart.hasPrefix("SRS0="))
        #expect(try rewriter.reversed(mailbox, at: Samples.noon) == .original(Mailbox(sender)))
    }

    @Test func aLocalPartHasRoomForSixtyFourOctets() throws {
        let rewriter = try Samples.rewriter()
        func verdict(_ localPart: String) throws -> SenderRewritingVerdict {
            try rewriter.rewritten(Mailbox("\(localPart)@b.test"), at: Samples.noon)
        }
        let tooLong = SenderRewritingVerdict.impossible(.doesNotFit)
        // "SRS0=HHHH=TT=b.test=" has 20 octets, "SRS1=HHHH=b.test=" has 17.
        let fitting = String(repeating: "a", count: 44)
        #expect(try Samples.mailbox(verdict(fitting)).localPart.utf8.count == 64)
        #expect(try verdict(fitting + "a") == tooLong)
        // Quotes and backslashes count.
        let blank = " " + String(repeating: "a", count: 41)
        #expect(try Samples.mailbox(verdict("\"\(blank)\"")).localPart.utf8.count == 62)
        #expect(try verdict("\"\(blank)a\"") == tooLong)
        #expect(try verdict("\"\\\"\(blank)\"") == tooLong)
        let rest = "=" + String(repeating: "a", count: 46)
        #expect(try Samples.mailbox(verdict("SRS0" + rest)).localPart.utf8.count == 64)
        #expect(try verdict("SRS0" + rest + "a") == tooLong)
        // Letters beyond ASCII have more than one octet.
        let letters = String(repeating: "\u{EB}", count: 22)
        #expect(try Samples.mailbox(verdict(letters)).localPart.utf8.count == 64)
        #expect(try verdict(letters + "a") == tooLong)
    }

    @Test func mistakesOfTheCallerAreErrors() throws {
        #expect(throws: SenderRewritingError.noSecret) { try Samples.rewriter(secrets: []) }
        for length in [Int.min, -1, 0, 3, 28, .max] {
            #expect(throws: SenderRewritingError.hashLengthOutOfRange) { try Samples.rewriter(hashLength: length) }
        }
        for age in [Int.min, -1, 0, 513, 1_024, .max] {
            #expect(throws: SenderRewritingError.maximumAgeOutOfRange) { try Samples.rewriter(maximumAge: age) }
        }
        let label = String(repeating: "d", count: 60)
        for domain in ["_dmarc.example.test", "example.1", "\(label).\(label).\(label).long.test"] {
            #expect(throws: SenderRewritingError.unusableDomain) { try Samples.rewriter(domain) }
        }
    }
}
