import SMTPProtocol
import Testing

@Suite("A limit of the server on messages")
struct ServerMessageLimitTests {
    /// A header of so many octets, the empty line at its end counted.
    private static func header(_ count: Int) -> String {
        "Subject: " + String(repeating: "x", count: count - 13) + "\r\n\r\n"
    }

    private static let body = String(repeating: "body\r\n", count: 8)

    /// Messages and whether their header is within forty octets.
    static let headers: [(text: String, isWithin: Bool)] = [
        (header(40) + body, true), (header(41) + body, false), (header(39) + body, true), (header(40), true),
        // Without an empty line all of it is header.
        ("Subject: 012345678901234567890123456789\r\n", false),
        ("Subject: 01234567890123456789012345678\r\n", true), ("Subject: 01234567890123456789012345678", true),
        ("a: b\r\nc: d\r\ne: f\r\ng: h\r\ni: j\r\nk: lmno\r\n\r\n" + body, false),
        ("a: b\r\nc: d\r\ne: f\r\ng: h\r\ni: j\r\nk: lmn\r\n\r\n" + body, true),
        // An empty one.
        ("\r\n" + body, true), ("", true),
        // A line of white space is none.
        ("a: b\r\n \r\n" + body, false), (body, false),
    ]

    @Test(
        "on the header counts its octets and those of the empty line, in DATA and in chunks",
        arguments: ServerMessageLimitTests.headers, Chunking.all)
    func header(_ row: (text: String, isWithin: Bool), _ chunking: Chunking) {
        let expected = row.isWithin ? "250 2.0.0" : "552 5.3.4"
        let configuration = SMTPServerConfiguration.chunking { $0.maximumHeaderSize = 40 }
        var byChunk = ServerDriver(at: .recipient, configuration)
        let stream = chunk(row.text, isLast: true) + octets("NOOP\r\n")
        #expect(byChunk.answers(to: stream, chunking) == [expected, "250 2.0.0"])
        #expect(byChunk.messages.count == (row.isWithin ? 1 : 0))

        var byChunks = ServerDriver(at: .recipient, configuration)
        let middle = row.text.utf8.count / 2
        let all = octets(row.text)
        let two = chunk(Array(all[..<middle])) + chunk(Array(all[middle...]), isLast: true)
        let answers = byChunks.answers(to: two, chunking)
        #expect(answers.contains(expected) && answers.contains("552 5.3.4") == !row.isWithin)

        // DATA adds the line's end that the message lacks.
        guard row.text.isEmpty || row.text.hasSuffix("\r\n") else { return }
        var byData = ServerDriver(at: .data, configuration)
        #expect(byData.answers(to: octets(row.text + ".\r\nNOOP\r\n"), chunking) == [expected, "250 2.0.0"])
        #expect(byData.messages.count == (row.isWithin ? 1 : 0))
        if !row.isWithin { #expect(byData.replies[5].description.contains("40 octets")) }
    }

    @Test("on the header does not count the doubled dots", arguments: Chunking.all)
    func stuffedHeader(_ chunking: Chunking) {
        var driver = ServerDriver(at: .data, .with { $0.maximumHeaderSize = 6 })
        let stream = octets("...:\r\n\r\n" + Self.body + ".\r\n")
        // Three dots are two, and with a colon and two lines' ends seven octets.
        #expect(driver.answers(to: stream, chunking) == ["552 5.3.4"])
        var other = ServerDriver(at: .data, .with { $0.maximumHeaderSize = 7 })
        #expect(other.answers(to: stream, chunking) == ["250 2.0.0"])
    }

    @Test("on refused octets lets a client hear why as long as it sends no more than them")
    func discarded() {
        let configuration = SMTPServerConfiguration.chunking {
            $0.maximumMessageSize = 10
            $0.maximumDiscardedOctets = 20
        }
        for (count, isCut) in [(9, false), (28, false), (29, true), (500, true)] {
            var driver = ServerDriver(at: .data, configuration)
            let text = octets(String(repeating: "x", count: count) + "\r\n")
            let answers = driver.answers(to: text + octets(".\r\nNOOP\r\n"), .single)
            #expect(answers.first == (count + 2 > 10 ? "552 5.3.4" : "250 2.0.0"), "\(count)")
            #expect(driver.isClosed == isCut, "\(count)")
            #expect(answers.count == (isCut ? 1 : 2), "\(count)")
        }
    }

    @Test("on refused octets cuts a client that goes on for ever, in any chunking", arguments: Chunking.all)
    func endless(_ chunking: Chunking) {
        let configuration = SMTPServerConfiguration.with {
            $0.maximumMessageSize = 1_000
            $0.maximumHeaderSize = 100
            $0.maximumDiscardedOctets = 200
        }
        for (start, expected) in [("", "552 5.3.4"), ("\r\n", "552 5.3.4"), ("\n", "550 5.6.0"), ("\0", "550 5.6.0")] {
            for line in ["x", "x\r\n", "\r\n", "..", "..\r\n", "x\ny\r\n", "\0", "\rx"] {
                var driver = ServerDriver(at: .data, configuration)
                let text = octets(start) + Array(repeatElement(octets(line), count: 1_500).joined())
                let answers = driver.answers(to: text, chunking)
                let isMalformed = expected.hasPrefix("550") || !["x", "x\r\n", "\r\n", "..", "..\r\n"].contains(line)
                #expect(answers == [isMalformed ? "550 5.6.0" : "552 5.3.4"])
                #expect(driver.isClosed)
                #expect(driver.pending.isEmpty)
            }
        }
    }

    @Test("on refused octets cuts a chunk that is larger before it is read")
    func discardedChunk() {
        let configuration = SMTPServerConfiguration.chunking { $0.maximumDiscardedOctets = 20 }
        let data = String(repeating: "x", count: 20)
        var taken = ServerDriver(at: .hello, configuration)
        #expect(taken.answers(to: chunk(data) + octets("NOOP\r\n")) == ["503 5.5.1", "250 2.0.0"])
        var cut = ServerDriver(at: .hello, configuration)
        #expect(cut.answers(to: octets("BDAT 21\r\n")) == ["503 5.5.1"])
        #expect(cut.isClosed)
        // All chunks of a refused message together.
        var several = ServerDriver(at: .recipient, configuration)
        let stream = chunk("\n123456789") + chunk("0123456789") + octets("BDAT 1\r\n")
        #expect(several.answers(to: stream) == ["550 5.6.0", "503 5.5.1", "503 5.5.1"])
        #expect(several.isClosed)
    }

    @Test("on their number ends the session at the MAIL that is one too many", arguments: [1, 2, 5])
    func messages(limit: Int) {
        var driver = ServerDriver(.with { $0.maximumMessages = limit })
        driver.say("EHLO client.example")
        for number in 0..<limit {
            driver.say(["MAIL FROM:<ada@example.com>", "RCPT TO:<bob@example.test>"], expecting: [250, 250])
            // A transaction that was dropped counts as well (RFC 9422, section 4.1).
            driver.say(
                number % 2 == 0 ? ["DATA", "text", "."] : ["RSET"], expecting: number % 2 == 0 ? [354, 250] : [250])
        }
        driver.say("NOOP", expecting: "250")
        driver.say("MAIL FROM:<ada@example.com>", expecting: "421 4.7.0")
        #expect(driver.isClosed)
    }

    @Test("on their number is none by default")
    func manyMessages() {
        var driver = ServerDriver()
        driver.say("EHLO client.example")
        for _ in 0..<300 {
            driver.say(
                ["MAIL FROM:<>", "RCPT TO:<bob@example.test>", "DATA", "text", "."], expecting: [250, 250, 354, 250])
        }
        #expect(driver.messages.count == 300)
    }

    @Test(
        "on the time they are held counts from now (RFC 4865, section 4)",
        arguments: [
            ("HOLDFOR=1", true), ("HOLDFOR=3600", true), ("HOLDFOR=3601", false), ("HOLDFOR=999999999", false),
            ("HOLDUNTIL=2026-12-24T19:00:00Z", true), ("HOLDUNTIL=2026-12-24T19:00:01Z", false),
            ("HOLDUNTIL=2026-12-24T20:00:00+01:00", true), ("HOLDUNTIL=2026-12-24T18:00:01-01:00", false),
            ("HOLDUNTIL=9999-12-31T23:59:59-23:59", false),
        ])
    func hold(parameter: String, isTaken: Bool) {
        var driver = ServerDriver(
            .with {
                $0.extensions.insert(.futureRelease)
                $0.maximumHold = 3_600
            })
        driver.machine.unixTime = 1_798_135_200
        driver.say("EHLO client.example")
        driver.say("MAIL FROM:<> " + parameter, expecting: isTaken ? "250 2.1.0" : "501 5.5.4")
        if case .mail(let mail)? = driver.questions.last {
            #expect(isTaken && mail.options.futureRelease != nil)
        } else {
            #expect(!isTaken)
        }
    }

    @Test(
        "on deadlines is for those after which the message comes back (RFC 2852, section 4)",
        arguments: [
            ("BY=60;R", true), ("BY=59;R", false), ("BY=1;RT", false), ("BY=999999999;RT", true), ("BY=59;N", true),
            ("BY=0;N", true), ("BY=-5;NT", true),
        ])
    func deadline(parameter: String, isTaken: Bool) {
        var driver = ServerDriver(
            .with {
                $0.extensions.insert(.deliverBy)
                $0.minimumDeliverBy = 60
            })
        driver.say("EHLO client.example")
        driver.say("MAIL FROM:<> " + parameter, expecting: isTaken ? "250 2.1.0" : "501 5.5.4")
    }
}
