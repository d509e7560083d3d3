import MailAddressing
import SMTPProtocol
import Testing

@Suite("The server of LMTP")
struct ServerLMTPTests {
    private static let names = ["bob", "carol", "dan"]

    /// A session with three recipients.
    private func session(
        _ configuration: SMTPServerConfiguration = .lmtp(),
        answering answer: @escaping (SMTPServerQuestion) -> SMTPServerAnswer = { _ in .accept }
    ) -> ServerDriver {
        var driver = ServerDriver(at: .mail, configuration, application: answer)
        for name in Self.names { driver.say("RCPT TO:<\(name)@example.test>") }
        return driver
    }

    private func session(answering answer: SMTPServerAnswer) -> ServerDriver {
        session { question in if case .message = question { answer } else { .accept } }
    }

    @Test("is greeted by LHLO and by nothing else (RFC 2033, section 4.1)")
    func greeting() {
        var driver = ServerDriver(.lmtp())
        #expect(driver.replies.first?.description == "220 mx.example.test LMTP")
        for line in ["EHLO client.example", "HELO client.example"] { driver.say(line, expecting: "500 5.5.1") }
        driver.say("MAIL FROM:<ada@example.com>", expecting: "503 5.5.1 Say LHLO first")
        driver.say("LHLO", expecting: "501 5.5.4")
        driver.say("LHLO client.example", expecting: "250 mx.example.test PIPELINING")
        #expect(driver.questions.last == .hello(name: "client.example", isExtended: true))
        driver.say("EHLO client.example", expecting: "500 5.5.1")
        driver.say("HELP", expecting: "214 2.0.0 LHLO MAIL RCPT DATA BDAT")
        driver.say("MAIL FROM:<ada@example.com> SIZE=5 BODY=8BITMIME", expecting: "250 2.1.0")
    }

    @Test("is not that of SMTP, which knows no LHLO")
    func smtp() {
        var driver = ServerDriver(.chunking())
        driver.say("LHLO client.example", expecting: "500 5.5.1")
        driver.say("MAIL FROM:<ada@example.com>", expecting: "503 5.5.1 Say EHLO first")
        #expect(driver.questions == [.connect])
    }

    /// Answers of the application and the replies to a message for three recipients.
    static let answers: [(answer: SMTPServerAnswer, replies: [String])] = [
        (.accept, ["250 2.0.0", "250 2.0.0", "250 2.0.0"]),
        (.reply(reply("250 2.6.0 kept")), ["250 2.6.0", "250 2.6.0", "250 2.6.0"]),
        (.reply(reply("450 4.2.2 full")), ["450 4.2.2", "450 4.2.2", "450 4.2.2"]),
        (
            .replies([reply("250 2.1.5 a"), reply("450 4.2.2 b"), reply("550 5.2.2 c")]),
            ["250 2.1.5", "450 4.2.2", "550 5.2.2"]
        ),
        // Whoever gets no word is to be tried again.
        (.replies([reply("250 2.1.5 a")]), ["250 2.1.5", "451 4.3.0", "451 4.3.0"]),
        (.replies([]), ["451 4.3.0", "451 4.3.0", "451 4.3.0"]),
        // There are no more words than recipients.
        (
            .replies([reply("550 5.2.1 a"), reply("250 2.1.5 b"), reply("250 2.1.5 c"), reply("550 5.7.1 d")]),
            ["550 5.2.1", "250 2.1.5", "250 2.1.5"]
        ),
        // A 3xx would make no sense.
        (.replies([reply("354 go"), reply("250 2.1.5 b")]), ["451 4.3.0", "250 2.1.5", "451 4.3.0"]),
        (.reply(reply("354 go")), ["451 4.3.0", "451 4.3.0", "451 4.3.0"]),
    ]

    @Test(
        "replies to a message for each accepted recipient, in their order (RFC 2033, section 4.2)",
        arguments: ServerLMTPTests.answers, Chunking.all)
    func replies(_ row: (answer: SMTPServerAnswer, replies: [String]), _ chunking: Chunking) {
        var byData = session(answering: row.answer)
        #expect(byData.answers(to: octets("DATA\r\n")) == ["354"])
        let stream = octets("text\r\n.\r\nNOOP\r\n")
        #expect(byData.answers(to: stream, chunking) == row.replies + ["250 2.0.0"])
        #expect(byData.messages.count == (row.replies.contains { $0.hasPrefix("2") } ? 1 : 0))

        var byChunks = session(answering: row.answer)
        let chunks = chunk("te") + chunk("xt\r\n", isLast: true) + octets("NOOP\r\n")
        #expect(byChunks.answers(to: chunks, chunking) == ["250 2.0.0"] + row.replies + ["250 2.0.0"])
        // Then comes the next message.
        byChunks.say(["MAIL FROM:<>", "RCPT TO:<bob@example.test>"], expecting: [250, 250])
    }

    @Test("counts accepted recipients only")
    func refusedRecipients() {
        var driver = session { question in
            if case .recipient(let recipient) = question, recipient.mailbox.localPart == "carol" {
                .reply(reply("550 5.1.1 no"))
            } else {
                .accept
            }
        }
        driver.say(["DATA", "text", "."], expecting: [354, 250, 250])
        driver.say(["MAIL FROM:<>", "RCPT TO:<bob@example.test>"], expecting: [250, 250])
        #expect(driver.answers(to: chunk("x", isLast: true)) == ["250 2.0.0"])
    }

    @Test("replies once, with 503, where no recipient was accepted (RFC 2033, section 4.2)")
    func noRecipient() {
        var driver = ServerDriver(at: .mail, .lmtp())
        driver.say("DATA", expecting: "503 5.5.1")
        let stream = chunk("x") + chunk("RSET\r\n", isLast: true)
        #expect(driver.answers(to: stream) == ["503 5.5.1", "503 5.5.1"])
        driver.say("RCPT TO:<bob@example.test>", expecting: "250 2.1.5")
        driver.say(["DATA", "text", "."], expecting: [354, 250])
    }

    @Test(
        "refuses a wrong message for each recipient",
        arguments: [
            ("a\nb\r\n", "550 5.6.0"), ("a\0\r\n", "550 5.6.0"), ("Subject: 0123456789\r\n\r\n", "552 5.3.4"),
            ("x: y\r\n\r\n" + String(repeating: "z", count: 50) + "\r\n", "552 5.3.4"),
        ])
    func refused(text: String, expected: String) {
        let configuration = SMTPServerConfiguration.lmtp {
            $0.maximumHeaderSize = 20
            $0.maximumMessageSize = 40
        }
        let replies = Array(repeating: expected, count: 3)
        for chunking in Chunking.all {
            var byData = session(configuration)
            byData.say("DATA", expecting: "354")
            #expect(byData.answers(to: octets(text + ".\r\nNOOP\r\n"), chunking) == replies + ["250 2.0.0"])
            var byChunk = session(configuration)
            let stream = chunk(text, isLast: true) + octets("NOOP\r\n")
            #expect(byChunk.answers(to: stream, chunking) == replies + ["250 2.0.0"])
            // A chunk that is not the last has one reply.
            var byChunks = session(configuration)
            let two = chunk(text) + chunk("", isLast: true) + octets("NOOP\r\n")
            let rest = Array(repeating: "503 5.5.1", count: 3) + ["250 2.0.0"]
            #expect(byChunks.answers(to: two, chunking) == [expected] + rest)
            #expect(byData.messages.isEmpty && byChunk.messages.isEmpty && byChunks.messages.isEmpty)
        }
    }

    @Test("ends the session with one reply when the refused message was one mistake too many")
    func tooManyErrors() {
        var driver = session(.lmtp { $0.maximumErrors = 2 })
        driver.say(["FOO", "DATA"], expecting: [500, 354])
        #expect(driver.answers(to: octets("\n\r\n.\r\nNOOP\r\n")) == ["421 4.7.0"])
        #expect(driver.isClosed)
    }

    @Test(
        "of SMTP makes one reply of several: the first refusal, as the client then keeps the message",
        arguments: [
            (["250 2.1.5 a", "550 5.2.2 b", "450 4.2.2 c"], "550 5.2.2 b"),
            (["250 2.1.5 a", "250 2.1.6 b"], "250 2.1.5 a"),
            (["450 4.2.2 a"], "450 4.2.2 a"), ([], "451 4.3.0"), (["354 go"], "451 4.3.0"),
        ] as [([String], String)])
    func severalInSMTP(texts: [String], expected: String) {
        var driver = ServerDriver(at: .recipient, .chunking()) { question in
            if case .message = question { .replies(texts.map { reply($0) }) } else { .accept }
        }
        driver.say("DATA", expecting: "354")
        driver.say("text")
        driver.say(".", expecting: expected)
        #expect(!driver.isClosed)
        #expect(driver.messages.count == (expected.hasPrefix("2") ? 1 : 0))
    }
}
