import MailAddressing
import MailForwarding
import Testing

@Suite struct SenderRewriterReversalTests {
    typealias Samples = SenderRewritingSamples

    /// The address of `ada@example.net` on the day of the samples.
    static let direct = "SRS0=i9uk=7U=example.net=ada"
    /// The address of `SRS0=Hsh4=7U=c.test=bob@b.test`.
    static let guarded = "SRS1=agLz=b.test==Hsh4=7U=c.test=bob"

    @Test(arguments: [
        "ada@example.net", "Ada.L+tag@Example.NET", "a=b=c@example.net", "=@example.net", "====@example.net",
        "+a@example.net", "-a@example.net", "\"a b\"@example.net", "\"a\\\"b\\\\c\"@example.net", "\" \"@example.net",
        "\"a@b\"@example.net", "\".a..b.\"@example.net", "\"\\\"\"@example.net", "zo\u{EB}@b\u{FC}cher.test",
        "zoe\u{308}@example.net", "\u{301}ada@example.net", "\u{1F4EE}@example.net", "ada@a-b.example",
        "SRS0=Hsh4=7U=c.test=bob@b.test", "SRS0+x@b.test", "SRS0-@b.test", "\"SRS0=a b\"@b.test", "SRS0==@b.test",
        "SRS0=\u{301}@b.test",
    ])
    func whatIsRewrittenComesBack(_ sender: String) throws {
        let original = try Mailbox(sender)
        for separator in SenderRewritingSeparator.allCases {
            let rewriter = try Samples.rewriter(hashLength: 6, separator: separator)
            let mailbox = try Samples.mailbox(rewriter.rewritten(original, at: Samples.noon))
            #expect(mailbox.host == .domain(rewriter.domain))
            // As it is sent and read again.
            let read = try Mailbox(mailbox.description)
            #expect(rewriter.reversed(read, at: Samples.noon) == .original(original))
            guard case .original(let back) = rewriter.reversed(read, at: Samples.noon) else { continue }
            // Mailboxes are equal where Unicode calls them so; these have the same octets.
            #expect(Array(back.localPart.utf8) == Array(original.localPart.utf8))
        }
    }

    /// The addresses were made apart from this code, with Python's `hmac`.
    @Test func aChainOfForwardersLeadsBack() throws {
        let secrets = try ["aaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbb", "cccccccccccccccc"].map { try Samples.secret($0) }
        let first = try Samples.rewriter("a.test", secrets: [secrets[0]])
        let second = try Samples.rewriter("b.test", secrets: [secrets[1]])
        let third = try Samples.rewriter("c.test", secrets: [secrets[2]])
        let ada = try Mailbox("ada@example.net")
        let one = try Samples.mailbox(first.rewritten(ada, at: Samples.noon))
        let two = try Samples.mailbox(second.rewritten(one, at: Samples.noon))
        let three = try Samples.mailbox(third.rewritten(two, at: Samples.noon))
        #expect(one.description == "SRS0=a4tU=7U=example.net=ada@a.test")
        #expect(two.description == "SRS1=xUX7=a.test==a4tU=7U=example.net=ada@b.test")
        #expect(three.description == "SRS1=fa3L=a.test==a4tU=7U=example.net=ada@c.test")
        #expect(third.reversed(three, at: Samples.noon) == .original(one))
        #expect(second.reversed(two, at: Samples.noon) == .original(one))
        #expect(first.reversed(one, at: Samples.noon) == .original(ada))
        // An `SRS1` address has no day; the first forwarder knows.
        let late = Samples.noon + 22 * Samples.day
        #expect(third.reversed(three, at: late) == .original(one))
        #expect(first.reversed(one, at: late) == .expired(ada))
        // None takes the address of another.
        #expect(second.reversed(three, at: Samples.noon) == .notRewritten)
        let moved = try Mailbox("\(three.localPart)@b.test")
        #expect(second.reversed(moved, at: Samples.noon) == .forged)
    }

    @Test func aMessageThatComesRoundLeadsBackInTwoSteps() throws {
        let ours = try Samples.rewriter()
        let other = try Samples.rewriter("b.test", secrets: [Samples.secret("another secret of another host")])
        let ada = try Mailbox("ada@example.net")
        let one = try Samples.mailbox(ours.rewritten(ada, at: Samples.noon))
        let two = try Samples.mailbox(other.rewritten(one, at: Samples.noon))
        let three = try Samples.mailbox(ours.rewritten(two, at: Samples.noon))
        #expect(three.localPart.hasPrefix("SRS1="))
        #expect(ours.reversed(three, at: Samples.noon) == .original(one))
        #expect(ours.reversed(one, at: Samples.noon) == .original(ada))
    }

    @Test(arguments: [direct, guarded])
    func anyChangedCharacterIsForgedOrMalformed(_ localPart: String) throws {
        let rewriter = try Samples.rewriter()
        let original = Array(localPart.utf8)
        for place in 5..<original.count where original[place] != UInt8(ascii: "=") {
            // Case does not count.
            for replacement in "a7z0q.".utf8 where replacement | 0x20 != original[place] | 0x20 {
                var changed = original
                changed[place] = replacement
                let text = String(decoding: changed, as: UTF8.self)
                let mailbox = try Samples.own(text)
                for time in [Samples.noon, Samples.noon + 100 * Samples.day] {
                    let verdict = rewriter.reversed(mailbox, at: time)
                    #expect(verdict == .forged || verdict == .malformed, "\(text)")
                }
            }
        }
    }

    @Test(arguments: [direct, guarded])
    func aMissingCharacterIsNoticed(_ localPart: String) throws {
        let rewriter = try Samples.rewriter()
        let original = Array(localPart.utf8)
        let refusals: Set<SenderReversalVerdict> = [.forged, .malformed, .notRewritten]
        let withoutOne: [ArraySlice<UInt8>] = original.indices.map { original[..<$0] + original[($0 + 1)...] }
        let cut: [ArraySlice<UInt8>] = (1..<original.count).map { original[..<$0] }
        for shorter in withoutOne + cut {
            let text = String(decoding: shorter, as: UTF8.self)
            let verdict = rewriter.reversed(try Samples.own(text), at: Samples.noon)
            #expect(refusals.contains(verdict), "\(verdict) for \(text)")
        }
    }

    /// The scheme signs the fields one behind the other.
    @Test func theSignBeforeTheLocalPartIsNotSigned() throws {
        let moved = try Samples.own("SRS0=i9uk=7U=example.neta=da")
        #expect(try Samples.rewriter().reversed(moved, at: Samples.noon) == .original(Mailbox("da@example.neta")))
    }

    @Test(arguments: [1, 21, 512])
    func anAddressExpiresWhenItsLastDayIsOver(_ age: Int) throws {
        let rewriter = try Samples.rewriter(maximumAge: age)
        let ada = try Mailbox("ada@example.net")
        let mailbox = try Samples.own(Self.direct)
        let end = Samples.midnight + Int64(age + 1) * Samples.day
        let cycle = 1_024 * Samples.day
        let verdicts: [(Int64, SenderReversalVerdict)] = [
            (Samples.midnight, .original(ada)), (Samples.noon, .original(ada)),
            (end - 1, .original(ada)), (end, .expired(ada)), (end + 400 * Samples.day, .expired(ada)),
            // A day that is yet to come counts as one long ago.
            (Samples.midnight - 1, .expired(ada)), (Samples.midnight - 511 * Samples.day, .expired(ada)),
            // Days count anew.
            (Samples.midnight + cycle - 1, .expired(ada)), (Samples.midnight + cycle, .original(ada)),
            (end + cycle - 1, .original(ada)), (end + cycle, .expired(ada)),
        ]
        for (time, verdict) in verdicts {
            #expect(rewriter.reversed(mailbox, at: time) == verdict, "at \(time)")
        }
    }

    @Test(arguments: [.min, -86_401, -1, 0, 20_479 * 86_400, 20_480 * 86_400 - 1, 20_480 * 86_400, .max] as [Int64])
    func anyTimeIsTaken(_ time: Int64) throws {
        let rewriter = try Samples.rewriter()
        let ada = try Mailbox("ada@example.net")
        let mailbox = try Samples.mailbox(rewriter.rewritten(ada, at: time))
        #expect(rewriter.reversed(mailbox, at: time) == .original(ada))
        guard (0..<Int64.max - 22 * Samples.day).contains(time) else { return }
        #expect(rewriter.reversed(mailbox, at: time + 21 * Samples.day) == .original(ada))
        #expect(rewriter.reversed(mailbox, at: time + 22 * Samples.day) == .expired(ada))
    }

    @Test func ofWhatIsForgedNothingIsTold() throws {
        let late = Samples.noon + 22 * Samples.day
        let rewriter = try Samples.rewriter()
        #expect(try rewriter.reversed(Samples.own(Self.direct), at: late) == .expired(Mailbox("ada@example.net")))
        #expect(try rewriter.reversed(Samples.own("SRS0=i9ul=7U=example.net=ada"), at: late) == .forged)
        let stranger = try Samples.rewriter(secrets: [Samples.secret("fedcba9876543210")])
        #expect(try stranger.reversed(Samples.own(Self.direct), at: late) == .forged)
        #expect(try stranger.reversed(Samples.own(Self.direct), at: Samples.noon) == .forged)
        #expect(try stranger.reversed(Samples.own(Self.guarded), at: Samples.noon) == .forged)
    }

    @Test(arguments: [
        ("SRS0=I9UK=7U=EXAMPLE.NET=ADA@RELAY.TEST", "ADA@example.net"),
        ("srs0=i9uk=7u=example.net=ada@relay.test", "ada@example.net"),
        ("sRs0+i9Uk=7u=Example.Net=aDa@Relay.Test", "aDa@example.net"),
        ("SRS0-i9uk=7U=example.net=ada@relay.test", "ada@example.net"),
        ("SRS1=AGLZ=B.TEST==HSH4=7U=C.TEST=BOB@RELAY.TEST", "SRS0=HSH4=7U=C.TEST=BOB@b.test"),
        ("srs1=aglz=b.test==hsh4=7u=c.test=bob@relay.test", "SRS0=hsh4=7u=c.test=bob@b.test"),
        ("srs1-aglz=b.test==hsh4=7u=c.test=bob@relay.test", "SRS0=hsh4=7u=c.test=bob@b.test"),
    ])
    func caseAndTheSeparatorDoNotCount(_ recipient: String, _ original: String) throws {
        let verdict = try Samples.rewriter().reversed(Mailbox(recipient), at: Samples.noon)
        #expect(try verdict == .original(Mailbox(original)))
    }

    @Test(arguments: [
        "ada@relay.test", "SRS0@relay.test", "SRS1@relay.test", "SRS0i9uk=7U=example.net=ada@relay.test",
        "SRS2=i9uk=7U=example.net=ada@relay.test", "xSRS0=i9uk=7U=example.net=ada@relay.test", "SRS@relay.test",
        "SRS0.i9uk=7U=example.net=ada@relay.test", "\" SRS0=i9uk=7U=example.net=ada\"@relay.test",
        "\u{405}RS0=i9uk=7U=example.net=ada@relay.test", "SRS0=i9uk=7U=example.net=ada@other.test",
        "SRS0=i9uk=7U=example.net=ada@mail.relay.test", "SRS0=i9uk=7U=example.net=ada@test",
        "SRS0=i9uk=7U=example.net=ada@[192.0.2.1]", "SRS1=agLz=b.test==Hsh4=7U=c.test=bob@other.test",
        "SRS0=@other.test",
    ])
    func otherAddressesAreNotOurs(_ recipient: String) throws {
        #expect(try Samples.rewriter().reversed(Mailbox(recipient), at: Samples.noon) == .notRewritten)
    }

    @Test(arguments: [
        "SRS0=", "SRS0==", "SRS0====", "SRS0=i9uk", "SRS0=i9uk=7U", "SRS0=i9uk=7U=example.net",
        "SRS0=i9uk=7U=example.net=", "SRS0==7U=example.net=ada", "SRS0=i9uk==example.net=ada", "SRS0=i9uk=7U==ada",
        "SRS0=i9uk=7=example.net=ada", "SRS0=i9uk=7UA=example.net=ada", "SRS0=i9uk=71=example.net=ada",
        "SRS0=i9uk=78=example.net=ada", "SRS0=i9uk=7\u{E9}=example.net=ada", "SRS0=i9uk=7U\u{301}=example.net=ada",
        "SRS0=i9uk=\u{E9}=example.net=ada", "SRS0=i9u=7U=example.net=ada", "SRS0=i9ukH=7U=example.net=ada",
        "SRS0=i9ukHY9e=7U=example.net=ada", "SRS0=i9uk=7U=-x.net=ada", "SRS0=i9uk=7U=example..net=ada",
        "SRS0=i9uk=7U=.=ada", "SRS0=i9uk=7U=example.net.=ada", "SRS0=i9uk=7U=a b=ada", "SRS0=i9uk=7U=b_c.net=ada",
        "SRS0=i9uk=7U=example.1=ada", "SRS0=i9uk=7U=[192.0.2]=ada", "SRS0=i9uk=7U=a@b=ada",
        "SRS1=", "SRS1==", "SRS1===", "SRS1====", "SRS1=agLz", "SRS1=agLz=b.test", "SRS1=agLz=b.test=",
        "SRS1==b.test==Hsh4=7U=c.test=bob", "SRS1=agLz===Hsh4=7U=c.test=bob", "SRS1=agLz=b.test=Hsh4=7U=c.test=bob",
        "SRS1=agL=b.test==Hsh4=7U=c.test=bob", "SRS1=agLzz=b.test==Hsh4=7U=c.test=bob",
        "SRS1=agLz=-b.test==Hsh4=7U=c.test=bob", "SRS1=agLz=b test==Hsh4=7U=c.test=bob",
    ])
    func brokenAddressesAreMalformed(_ localPart: String) throws {
        #expect(try Samples.rewriter().reversed(Samples.own(localPart), at: Samples.noon) == .malformed)
    }

    @Test(arguments: [
        "SRS0=aaaa=7U=example.net=ada", "SRS0=\u{E9}\u{E9}=7U=example.net=ada", "SRS0=    =7U=example.net=ada",
        "SRS0=i9uk=7T=example.net=ada", "SRS0=i9uk=7U=[192.0.2.1]=ada", "SRS0=i9uk=7U=example.net=\u{301}ada",
        "SRS0=i9uk=7U=example.net=ad\u{212A}", "SRS1=aaaa=b.test==Hsh4=7U=c.test=bob", "SRS1=agLz=b.test==",
        "SRS1=i9uk=7Uexample.net==ada",
    ])
    func wellMadeAddressesWithAnotherHashAreForged(_ localPart: String) throws {
        let verdict = try Samples.rewriter().reversed(Samples.own(localPart), at: Samples.noon)
        #expect(verdict == .forged)
    }

    @Test func secretsAreChangedWithoutLosingWhatIsUnderway() throws {
        let (old, new) = (try Samples.secret(), try Samples.secret("fedcba9876543210"))
        let before = try Samples.rewriter(secrets: [old])
        let during = try Samples.rewriter(secrets: [new, old])
        let after = try Samples.rewriter(secrets: [new])
        for sender in ["ada@example.net", "SRS0=Hsh4=7U=c.test=bob@b.test"] {
            let original = try Mailbox(sender)
            let first = try Samples.mailbox(before.rewritten(original, at: Samples.noon))
            let second = try Samples.mailbox(during.rewritten(original, at: Samples.noon))
            #expect(first != second)
            #expect(during.reversed(first, at: Samples.noon) == .original(original))
            #expect(during.reversed(second, at: Samples.noon) == .original(original))
            #expect(after.reversed(second, at: Samples.noon) == .original(original))
            #expect(after.reversed(first, at: Samples.noon) == .forged)
            #expect(before.reversed(second, at: Samples.noon) == .forged)
        }
    }
}
