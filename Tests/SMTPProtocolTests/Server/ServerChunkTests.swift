import SMTPProtocol
import TestSupport
import Testing

@Suite("A message in chunks")
struct ServerChunkTests {
    /// The octets of each chunk; the last one says LAST.
    static let messages: [[String]] = [
        ["Subject: hello\r\n\r\ntext\r\n"], [""], ["", ""], ["", "", "text\r\n"], ["text\r\n", ""],
        ["te", "xt\r", "\n"],
        ["text", "\r\n"], ["no line's end"], ["\r\n"], ["\r", "\n\r", "\n"],
        // What would mean something to DATA, or as a command, is text.
        [".\r\n"], ["text\r\n.\r\n"], ["text\r\n", ".", "\r\n"], ["..", "\r\n..\r\n"],
        ["RSET\r\n", "QUIT\r\n", "BDAT 5 LAST\r\n"], ["STARTTLS\r\nMAIL FROM:<evil@example.com>\r\n", "NOOP"],
        ["\u{E9}\u{7528}\u{7F}\t\u{1}\r\n"],
    ]

    @Test(
        "is put together of any number of them, however they are cut on the wire",
        arguments: ServerChunkTests.messages, Chunking.all)
    func whole(_ chunks: [String], _ chunking: Chunking) {
        var driver = ServerDriver(at: .recipient, .chunking())
        var stream: [UInt8] = []
        for (index, text) in chunks.enumerated() { stream += chunk(text, isLast: index == chunks.count - 1) }
        let answers = driver.answers(to: stream + octets("NOOP\r\n"), chunking)
        #expect(answers == Array(repeating: "250 2.0.0", count: chunks.count + 1))
        let message = chunks.joined()
        #expect(driver.messages == [octets(message)])
        #expect(driver.questions.suffix(2) == [.data(.chunks), .message(size: message.utf8.count)])
        #expect(driver.pending.isEmpty)
    }

    @Test("of any size is read as it is sent, chunk by chunk", arguments: 0..<200 as Range<UInt64>)
    func random(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let message = generator.message()
        var stream: [UInt8] = []
        var start = 0
        while start < message.count {
            let end = min(message.count, start + Int.random(in: 0...200, using: &generator))
            stream += chunk(Array(message[start..<end]))
            start = end
        }
        stream += chunk([], isLast: true)
        var driver = ServerDriver(at: .recipient, .chunking())
        driver.receive(stream + octets("QUIT\r\n"), .random(seed: seed))
        #expect(driver.messages == [message])
        #expect(driver.replies.last?.code == 221)
    }

    @Test(
        "has its sizes in digits and LAST in any case, white space between them",
        arguments: [
            "BDAT 5", "BDAT 05", "bdat 5", "BdAt   5 ", "BDAT 00000000000000000005", "BDAT 5 LAST", "bdat 5 last",
            "BDAT  5   Last  ", "BDAT 5\t", "BDAT 5 LAST \t",
        ])
    func forms(line: String) {
        let isLast = line.uppercased().contains("LAST")
        for chunking in Chunking.all {
            var driver = ServerDriver(at: .recipient, .chunking())
            let rest = isLast ? "" : "BDAT 0 LAST\r\n"
            let answers = driver.answers(to: octets("\(line)\r\nHello\(rest)QUIT\r\n"), chunking)
            #expect(answers.allSatisfy { $0.hasPrefix("2") })
            #expect(driver.messages == [octets("Hello")])
            #expect(driver.isClosed)
        }
    }

    @Test(
        "whose next size cannot be read ends the session, since nobody knows how many octets follow",
        arguments: [
            "BDAT", "BDAT ", "BDAT x", "BDAT -5", "BDAT +5", "BDAT 5x", "BDAT 0x5", "BDAT 5.0", "BDAT 5,LAST",
            "BDAT 5LAST", "BDAT 5 LASTS", "BDAT 5 LAST LAST", "BDAT 5 FIRST", "BDAT LAST", "BDAT LAST 5", "BDAT 5 5",
            "BDAT 5\tLAST", "BDAT 000000000000000000005", "BDAT \u{665}", "BDAT 5\0", "bdat 5 \u{7F}", "BDAT \r5",
        ])
    func unreadable(line: String) {
        for point in [QuestionPoint.hello, .mail, .recipient] {
            for chunking in Chunking.all {
                var driver = ServerDriver(at: point, .chunking())
                let before = driver.questions.count
                let answers = driver.answers(
                    to: octets(line + "\r\nRSET\r\nMAIL FROM:<evil@example.com>\r\n"), chunking)
                let isControl = line.utf8.contains { $0 < 32 && $0 != 9 || $0 == 127 }
                #expect(answers == [isControl ? "500 5.5.2" : "501 5.5.4"])
                #expect(driver.isClosed)
                #expect(driver.pending.isEmpty)
                #expect(driver.questions.count == before)
            }
        }
    }

    @Test(
        "with a size beyond every number ends the session with 552, as no octet of it is worth reading",
        arguments: [
            "9223372036854775806", "9223372036854775807", "9223372036854775808", "18446744073709551615",
            "18446744073709551621", "99999999999999999999",
        ])
    func overflow(size: String) {
        for isLast in ["", " LAST"] {
            var driver = ServerDriver(at: .recipient, .chunking())
            #expect(driver.answers(to: octets("BDAT \(size)\(isLast)\r\nQUIT\r\n")) == ["552 5.3.4"])
            #expect(driver.isClosed)
            // Together with what came before it, too.
            var second = ServerDriver(at: .recipient, .chunking())
            let stream = chunk("Hello") + octets("BDAT \(size)\(isLast)\r\nQUIT\r\n")
            #expect(second.answers(to: stream) == ["250 2.0.0", "552 5.3.4"])
            #expect(second.isClosed)
            #expect(second.messages.isEmpty)
        }
    }

    @Test("may be followed by the next one at once", arguments: Chunking.all)
    func pipelined(_ chunking: Chunking) {
        var driver = ServerDriver(.chunking())
        var stream = octets("EHLO client.example\r\n")
        for text in ["one", "two\r\n", ""] {
            stream += octets("MAIL FROM:<ada@example.com>\r\nRCPT TO:<bob@example.test>\r\n")
            stream += chunk(text) + chunk(text, isLast: true)
        }
        stream += octets("QUIT\r\n")
        driver.receive(stream, chunking)
        #expect(driver.messages.map { String(decoding: $0, as: UTF8.self) } == ["oneone", "two\r\ntwo\r\n", ""])
        #expect(driver.replies.last?.code == 221)
    }

    @Test("tells after each chunk how much has come")
    func progress() {
        var driver = ServerDriver(at: .recipient, .chunking())
        for (text, sum) in [("Hello", 5), ("", 5), ("World\r\n", 12)] {
            driver.receive(chunk(text))
            #expect(driver.replies.last?.description == "250 2.0.0 Chunk received, \(sum) octets so far")
        }
    }

    @Test("of BINARYMIME may have any octets at all (RFC 3030, section 3)", arguments: Chunking.all)
    func binary(_ chunking: Chunking) {
        let message = Array(0...255 as ClosedRange<UInt8>) + octets("\n.\n\r\r\0\r\n.\r")
        for cut in [0, 1, 10, 13, 200, message.count] {
            var driver = ServerDriver(at: .hello, .chunking())
            let envelope = "MAIL FROM:<> BODY=BINARYMIME\r\nRCPT TO:<bob@example.test>\r\n"
            let stream = chunk(Array(message[..<cut])) + chunk(Array(message[cut...]), isLast: true)
            driver.receive(octets(envelope) + stream, chunking)
            #expect(driver.messages == [message])
            // The next message is none of it.
            let plain = octets("MAIL FROM:<>\r\nRCPT TO:<bob@example.test>\r\n") + chunk("\n", isLast: true)
            #expect(driver.answers(to: plain, chunking) == ["250 2.1.0", "250 2.1.5", "550 5.6.0"])
        }
    }

    @Test("of BINARYMIME does not come by DATA (RFC 3030, section 3)")
    func binaryByData() {
        var driver = ServerDriver(at: .hello, .chunking())
        driver.say(["MAIL FROM:<> BODY=BINARYMIME", "RCPT TO:<bob@example.test>"], expecting: [250, 250])
        driver.say("DATA", expecting: "503 5.5.1")
        #expect(driver.answers(to: chunk("\0", isLast: true)) == ["250 2.0.0"])
        #expect(driver.messages == [[0]])
    }

    @Test("does not come where CHUNKING is not offered")
    func notOffered() {
        var plain = ServerDriver(at: .recipient, .usual)
        plain.say("BDAT 5 LAST", expecting: "500 5.5.1")
        // The octets that follow are on their way, and no commands.
        #expect(plain.isClosed)
        for lines in [
            [], ["HELO client.example"], ["HELO client.example", "MAIL FROM:<>", "RCPT TO:<bob@example.test>"],
        ] {
            var old = ServerDriver(.chunking())
            for line in lines { old.say(line) }
            old.say("BDAT 5", expecting: "500 5.5.1")
            #expect(old.isClosed)
        }
        // Nor is BINARYMIME offered then.
        var alone = ServerDriver(.with { $0.extensions.insert(.binaryMIME) })
        alone.say("EHLO client.example")
        #expect(alone.replies.last?.lines.contains("BINARYMIME") == false)
        alone.say("MAIL FROM:<> BODY=BINARYMIME", expecting: "501 5.5.4")
    }
}
