import SMTPProtocol
import Testing

@Suite("A chunk that is refused")
struct ServerChunkRefusalTests {
    /// What a refused chunk holds: all of it would be commands.
    private static let commands = "RSET\r\nMAIL FROM:<evil@example.com>\r\nQUIT\r\n"

    @Test(
        "as no message is due is read to its end, and the session goes on (RFC 3030, section 2)",
        arguments: [
            (.hello, "503 5.5.1", "MAIL FROM:<ada@example.com>", "250 2.1.0"),
            (.mail, "554 5.5.1", "RCPT TO:<bob@example.test>", "250 2.1.5"),
            (.message, "503 5.5.1", "MAIL FROM:<ada@example.com>", "250 2.1.0"),
        ] as [(QuestionPoint, String, String, String)], Chunking.all)
    func outOfTurn(_ row: (point: QuestionPoint, refusal: String, next: String, reply: String), _ chunking: Chunking) {
        for isLast in [false, true] {
            var driver = ServerDriver(at: row.point, .chunking())
            let taken = driver.messages.count
            let before = driver.questions.count
            let two = chunk(Self.commands, isLast: isLast) + chunk("", isLast: isLast)
            #expect(driver.answers(to: two, chunking) == [row.refusal, row.refusal])
            #expect(driver.questions.count == before)
            #expect(driver.messages.count == taken)
            driver.say(row.next, expecting: row.reply)
        }
    }

    @Test("as it makes the message too large is read to its end, in any chunking", arguments: Chunking.all)
    func tooLarge(_ chunking: Chunking) {
        for (chunks, codes) in [
            (["0123456789"], ["250 2.0.0"]), (["01234", "56789"], ["250 2.0.0", "250 2.0.0"]),
            (["0123456789", ""], ["250 2.0.0", "250 2.0.0"]), (["0123456789a"], ["552 5.3.4"]),
            (["012345", "6789a"], ["250 2.0.0", "552 5.3.4"]), (["0123456789", "\r\n"], ["250 2.0.0", "552 5.3.4"]),
            (["012345", "6789a", "", "b"], ["250 2.0.0", "552 5.3.4", "503 5.5.1", "503 5.5.1"]),
            ([Self.commands, "x"], ["552 5.3.4", "503 5.5.1"]),
        ] as [([String], [String])] {
            var driver = ServerDriver(at: .recipient, .chunking { $0.maximumMessageSize = 10 })
            var stream: [UInt8] = []
            for (index, text) in chunks.enumerated() { stream += chunk(text, isLast: index == chunks.count - 1) }
            #expect(driver.answers(to: stream + octets("NOOP\r\n"), chunking) == codes + ["250 2.0.0"])
            #expect(driver.messages.count == (codes.last == "250 2.0.0" ? 1 : 0))
            #expect(driver.body.count <= 10)
            // The transaction is over.
            driver.say("MAIL FROM:<ada@example.com>", expecting: "250 2.1.0")
        }
    }

    @Test(
        "as it has a bare CR, a bare LF or a NUL is read to its end, and so are those behind it",
        arguments: ["\n", "a\nb", "\rb", "a\rb", "a\0b", "\r\r\n", "\n\r\n", "\0", "\r\n\n", "a\r\0\n"])
    func malformed(text: String) {
        for chunking in Chunking.all {
            var driver = ServerDriver(at: .recipient, .chunking())
            let stream = chunk("first\r\n") + chunk(text + "last") + chunk(Self.commands) + chunk("", isLast: true)
            let expected = ["250 2.0.0", "550 5.6.0", "503 5.5.1", "503 5.5.1", "250 2.0.0"]
            #expect(driver.answers(to: stream + octets("NOOP\r\n"), chunking) == expected)
            #expect(driver.messages.isEmpty)
            #expect(!driver.body.holds(octets("last")))
            // In the last chunk of all.
            var last = ServerDriver(at: .recipient, .chunking())
            let one = chunk(text + "last", isLast: true) + octets("NOOP\r\n")
            #expect(last.answers(to: one, chunking) == ["550 5.6.0", "250 2.0.0"])
            #expect(last.messages.isEmpty)
        }
    }

    @Test("as its message ends in a CR without its LF", arguments: Chunking.all)
    func cutLineEnd(_ chunking: Chunking) {
        for chunks in [["a\r"], ["a", "\r"], ["a\r", ""], ["\r", "", ""]] {
            var driver = ServerDriver(at: .recipient, .chunking())
            var stream: [UInt8] = []
            for (index, text) in chunks.enumerated() { stream += chunk(text, isLast: index == chunks.count - 1) }
            #expect(driver.answers(to: stream, chunking).last == "550 5.6.0")
            #expect(driver.messages.isEmpty)
        }
        // The LF may come in the next one, but nothing else.
        var other = ServerDriver(at: .recipient, .chunking())
        #expect(other.answers(to: chunk("a\r") + chunk("b\n"), chunking) == ["250 2.0.0", "550 5.6.0"])
    }

    @Test(
        "by the application is read to its end and answered in its words, and later ones with 503",
        arguments: ["450 4.7.1 later", "550 5.7.1 no"])
    func byApplication(text: String) {
        for chunking in Chunking.all {
            func isRefused(_ question: SMTPServerQuestion) -> Bool { question == .data(.chunks) }
            var driver = ServerDriver(at: .recipient, .chunking()) { isRefused($0) ? .reply(reply(text)) : .accept }
            let before = driver.replies.count
            driver.receive(chunk(Self.commands) + chunk("x") + chunk("y", isLast: true) + octets("NOOP\r\n"), chunking)
            #expect(driver.replies.dropFirst(before).map(\.code) == [UInt16(text.prefix(3)) ?? 0, 503, 503, 250])
            #expect(driver.replies[before].description == text)
            #expect(driver.body.isEmpty)
            #expect(driver.questions.count(where: isRefused) == 1)
            driver.say("MAIL FROM:<ada@example.com>", expecting: "250 2.1.0")
            // At once with LAST.
            driver.say("RCPT TO:<bob@example.test>", expecting: "250 2.1.5")
            driver.receive(chunk(Self.commands, isLast: true), chunking)
            #expect(driver.replies.last?.description == text)
            driver.say("MAIL FROM:<ada@example.com>", expecting: "250 2.1.0")
        }
    }

    @Test("by the application with 421 ends the session before the octets are read")
    func closing() {
        var driver = ServerDriver(at: .recipient, .chunking()) { question in
            question == .data(.chunks) ? .reply(reply("421 4.3.2 Shutting down")) : .accept
        }
        #expect(driver.answers(to: chunk(Self.commands)) == ["421 4.3.2"])
        #expect(driver.isClosed)
        #expect(driver.pending.isEmpty)
    }

    @Test("is a mistake among others, and the last of too many ends the session")
    func counted() {
        var driver = ServerDriver(at: .hello, .chunking { $0.maximumErrors = 3 })
        let stream = chunk("a") + chunk("b", isLast: true) + chunk("c") + octets("NOOP\r\n")
        #expect(driver.answers(to: stream) == ["503 5.5.1", "503 5.5.1", "421 4.7.0"])
        #expect(driver.isClosed)
    }

    @Test("does not hinder the next message", arguments: Chunking.all)
    func nextMessage(_ chunking: Chunking) {
        var driver = ServerDriver(at: .recipient, .chunking())
        let refused = chunk("\n") + octets("RSET\r\n")
        #expect(driver.answers(to: refused, chunking) == ["550 5.6.0", "250 2.0.0"])
        driver.say(["MAIL FROM:<>", "RCPT TO:<bob@example.test>"], expecting: [250, 250])
        #expect(driver.answers(to: chunk("fine\r\n", isLast: true), chunking) == ["250 2.0.0"])
        #expect(driver.messages == [octets("fine\r\n")])
    }
}

@Suite("Commands between chunks")
struct ServerChunkOrderTests {
    @Test(
        "that belong to another transaction, or to DATA, are refused, and the message goes on",
        arguments: [
            ("MAIL FROM:<eve@example.com>", "503 5.5.1"), ("RCPT TO:<carol@example.test>", "503 5.5.1"),
            ("DATA", "503 5.5.1"), ("NOOP", "250 2.0.0"), ("VRFY ada", "252 2.5.0"), ("HELP", "214 2.0.0"),
            ("FOO", "500 5.5.1"), ("STARTTLS", "502 5.5.1"), ("LHLO x", "500 5.5.1"), ("EHLO", "501 5.5.4"),
        ])
    func between(line: String, expected: String) {
        var driver = ServerDriver(at: .recipient, .chunking())
        let stream = chunk("one ") + octets(line + "\r\n") + chunk("two", isLast: true)
        for chunking in [Chunking.single, .whole] where chunking == .single || line != "DATA" {
            var copy = driver
            #expect(copy.answers(to: stream, chunking) == ["250 2.0.0", expected, "250 2.0.0"])
            #expect(copy.messages == [octets("one two")])
        }
        driver.receive(chunk("one "))
        driver.say(line, expecting: expected)
    }

    @Test(
        "that drop the transaction drop the chunks, and a chunk that comes then is none of it",
        arguments: ["RSET", "EHLO client.example", "HELO client.example"])
    func dropped(line: String) {
        var driver = ServerDriver(at: .recipient, .chunking())
        driver.receive(chunk("old "))
        #expect(driver.say(line).allSatisfy { $0.hasPrefix("250") })
        guard !line.hasPrefix("HELO") else {
            driver.say("BDAT 3 LAST", expecting: "500 5.5.1")
            return
        }
        #expect(driver.answers(to: chunk("old", isLast: true)) == ["503 5.5.1"])
        driver.say(["MAIL FROM:<>", "RCPT TO:<bob@example.test>"], expecting: [250, 250])
        #expect(driver.answers(to: chunk("new", isLast: true)) == ["250 2.0.0"])
        #expect(driver.messages == [octets("new")])
        #expect(driver.questions.last == .message(size: 3))
    }

    @Test("may be QUIT")
    func quit() {
        var driver = ServerDriver(at: .recipient, .chunking())
        #expect(driver.answers(to: chunk("old") + octets("QUIT\r\n")) == ["250 2.0.0", "221 2.0.0"])
        #expect(driver.isClosed)
        #expect(driver.messages.isEmpty)
    }

    @Test("may not be DATA with more behind it, which would be taken for commands")
    func dataWithMore() {
        var driver = ServerDriver(at: .recipient, .chunking())
        let stream = chunk("one") + octets("DATA\r\nRSET\r\n")
        #expect(driver.answers(to: stream) == ["250 2.0.0", "554 5.5.0"])
        #expect(driver.isClosed)
    }

    @Test("may be DATA where DATA was begun with: by then the message is over")
    func afterData() {
        var driver = ServerDriver(at: .message, .chunking())
        #expect(driver.answers(to: chunk("x", isLast: true)) == ["503 5.5.1"])
        driver.say(["MAIL FROM:<>", "RCPT TO:<bob@example.test>"], expecting: [250, 250])
        #expect(driver.answers(to: chunk("x", isLast: true)) == ["250 2.0.0"])
        driver.say("DATA", expecting: "503 5.5.1")
        #expect(driver.messages.count == 2)
    }

    @Test("after a refused DATA may be a chunk")
    func chunkAfterRefusedData() {
        var driver = ServerDriver(at: .recipient, .chunking()) { question in
            question == .data(.data) ? .reply(reply("451 4.3.0 by BDAT please")) : .accept
        }
        driver.say("DATA", expecting: "451 4.3.0")
        #expect(driver.answers(to: chunk("x", isLast: true)) == ["250 2.0.0"])
        #expect(driver.messages == [octets("x")])
    }
}
