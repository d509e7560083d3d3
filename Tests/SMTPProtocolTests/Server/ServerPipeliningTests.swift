import SMTPProtocol
import Testing

@Suite("Commands that do not wait")
struct ServerPipeliningTests {
    private static let transaction = "MAIL FROM:<ada@example.com>\r\nRCPT TO:<bob@example.test>\r\nDATA\r\n"

    /// How a session begins, and whether commands may then stand behind the end of a message.
    static let sessions: [(extensions: SMTPServiceExtensions, hello: String, mayPipeline: Bool)] = [
        ([.pipelining], "EHLO client.example", true), ([.pipelining], "HELO client.example", false),
        ([.size], "EHLO client.example", false), ([], "HELO client.example", false),
    ]

    @Test(
        "have the message before them refused where the client may not pipeline: one of both reads its end wrong",
        arguments: ServerPipeliningTests.sessions)
    func behindMessage(_ row: (extensions: SMTPServiceExtensions, hello: String, mayPipeline: Bool)) {
        for behind in ["NOOP\r\n", "MAIL FROM:<evil@example.com>\r\n", "Q", ".\r\n", "\r\n", "\n"] {
            var driver = ServerDriver(.with { $0.extensions = row.extensions })
            driver.say(row.hello)
            for line in Self.transaction.split(separator: "\r\n") { driver.say(String(line)) }
            let asked = driver.questions.count
            let answers = driver.answers(to: octets("text\r\n.\r\n" + behind))
            #expect(driver.messages.count == (row.mayPipeline ? 1 : 0))
            guard !row.mayPipeline else {
                #expect(answers.first == "250 2.0.0")
                continue
            }
            #expect(answers == ["554 5.5.0"])
            #expect(driver.isClosed)
            #expect(driver.pending.isEmpty)
            #expect(driver.questions.count == asked, "the application was asked")
        }
    }

    @Test("are read when they come after the reply, whoever sends them", arguments: ServerPipeliningTests.sessions)
    func inTurn(_ row: (extensions: SMTPServiceExtensions, hello: String, mayPipeline: Bool)) {
        var driver = ServerDriver(.with { $0.extensions = row.extensions })
        driver.say(row.hello)
        for line in Self.transaction.split(separator: "\r\n") { driver.say(String(line)) }
        driver.say(["text", ".", "NOOP", "QUIT"], expecting: [250, 250, 221])
        #expect(driver.messages == [octets("text\r\n")])
    }

    @Test("lose the right with HELO and get it back with EHLO")
    func changing() {
        var driver = ServerDriver()
        for (hello, expected) in [("EHLO c.example", true), ("HELO c.example", false)] {
            driver.say(hello)
            for line in Self.transaction.split(separator: "\r\n") { driver.say(String(line)) }
            driver.receive(octets("text\r\n.\r\nNOOP\r\n"))
            #expect(driver.isClosed == !expected)
        }
    }

    @Test(
        "behind a DATA that is refused end the session: they would be the message",
        arguments: [
            ("", "503 5.5.1"), ("EHLO c.example\r\n", "503 5.5.1"),
            ("EHLO c.example\r\nMAIL FROM:<>\r\n", "554 5.5.1"),
        ])
    func behindRefusedData(before: String, refusal: String) {
        for behind in ["text\r\n.\r\n", "MAIL FROM:<evil@example.com>\r\n", "x", "\r\n", "\n"] {
            var driver = ServerDriver()
            driver.receive(octets(before))
            let asked = driver.questions.count
            #expect(driver.answers(to: octets("DATA\r\n" + behind)) == ["554 5.5.0"])
            #expect(driver.isClosed)
            #expect(driver.pending.isEmpty)
            #expect(driver.questions.count == asked)
        }
        // With nothing behind it the session goes on.
        var driver = ServerDriver()
        driver.receive(octets(before))
        #expect(driver.answers(to: octets("DATA\r\n")) == [refusal])
        #expect(driver.answers(to: octets("NOOP\r\n")) == ["250 2.0.0"])
    }

    @Test("behind a DATA that the application refuses end the session as well")
    func behindDataRefusedByApplication() {
        func session() -> ServerDriver {
            ServerDriver(at: .recipient, .usual) { question in
                question == .data(.data) ? .reply(reply("451 4.3.0 later")) : .accept
            }
        }
        var driver = session()
        #expect(driver.answers(to: octets("DATA\r\ntext\r\n.\r\n")) == ["554 5.5.0"])
        #expect(driver.isClosed)
        var other = session()
        #expect(other.answers(to: octets("DATA\r\n")) == ["451 4.3.0"])
        #expect(!other.isClosed)
    }

    @Test("may come with the whole envelope in front of them (RFC 2920, section 3.1)")
    func envelope() {
        var driver = ServerDriver()
        driver.say("EHLO client.example")
        let expected = ["250 2.1.0", "250 2.1.5", "354"]
        #expect(driver.answers(to: octets(Self.transaction)) == expected)
        #expect(driver.answers(to: octets("text\r\n.\r\n" + Self.transaction)) == ["250 2.0.0"] + expected)
        #expect(driver.answers(to: octets("text\r\n.\r\nQUIT\r\n")) == ["250 2.0.0", "221 2.0.0"])
    }
}

@Suite("The questions of RSET and QUIT")
struct ServerLeaveTests {
    @Test("are answered by the application in words alone: the transaction is forgotten whatever they are")
    func reset() {
        for (text, code) in [("250 2.0.0 Gone", 250), ("450 4.3.0 no", 450), ("550 5.5.1 no", 550), ("354 go", 451)]
            as [(String, UInt16)]
        {
            var driver = ServerDriver(at: .recipient, .usual) { $0 == .reset ? .reply(reply(text)) : .accept }
            driver.say(["RSET"], expecting: [code])
            #expect(driver.questions.last == .reset)
            #expect(!driver.isClosed)
            driver.say(["RCPT TO:<bob@example.test>", "DATA", "MAIL FROM:<>"], expecting: [503, 503, 250])
        }
    }

    @Test("of RSET are asked at any time but after a farewell")
    func resetAnytime() {
        var driver = ServerDriver(.chunking())
        driver.say(
            ["RSET", "EHLO client.example", "RSET", "MAIL FROM:<>", "RSET"], expecting: [250, 250, 250, 250, 250])
        #expect(driver.questions.count(where: { $0 == .reset }) == 3)
        driver.say(["RSET", "QUIT", "RSET"], expecting: [250, 221])
        #expect(driver.questions.last == .quit)
    }

    @Test("of RSET may end the session with 421")
    func resetClosing() {
        var driver = ServerDriver { $0 == .reset ? .reply(reply("421 4.3.2 bye")) : .accept }
        driver.say("RSET", expecting: "421 4.3.2 bye")
        #expect(driver.isClosed)
    }

    @Test(
        "of QUIT end the session in any words",
        arguments: ["221 2.0.0 So long", "250 2.0.0 Well", "421 4.3.2 bye", "550 5.0.0 no"])
    func quit(text: String) {
        for point in [QuestionPoint.connect, .hello, .recipient, .message] {
            var driver = ServerDriver(at: point, .usual) { $0 == .quit ? .reply(reply(text)) : .accept }
            driver.say("QUIT", expecting: text)
            #expect(driver.isClosed)
            driver.say(["NOOP"], expecting: [])
        }
    }

    @Test("of QUIT are not asked for a client that was turned away")
    func turnedAway() {
        var driver = QuestionPoint.connect.driver(answering: .reply(reply("554 5.7.1 no")))
        driver.say("QUIT", expecting: "221 2.0.0")
        #expect(driver.questions == [.connect])
    }
}

@Suite("Where the server reads a message")
struct ServerReceivingTests {
    @Test("tells commands from octets of a message")
    func isReceivingMessage() {
        var driver = ServerDriver(.chunking())
        var seen: [Bool] = []
        for text in [
            "EHLO client.example\r\n", "MAIL FROM:<>\r\n", "RCPT TO:<bob@example.test>\r\n", "DATA\r\n", "text\r\n",
            ".",
            "\r\n", "MAIL FROM:<>\r\n", "RCPT TO:<bob@example.test>\r\n", "BDAT 5\r\n", "abcd", "e", "NOOP\r\n",
            "BDAT 0\r\n",
            "BDAT 1 LAST\r\n", "x", "BDAT 1\r\n", "x", "QUIT\r\n",
        ] {
            driver.receive(octets(text))
            seen.append(driver.machine.isReceivingMessage)
        }
        let expected = [
            false, false, false, true, true, true, false, false, false, true, true, false, false, false, true, false,
            true,
            false, false,
        ]
        #expect(seen == expected)
    }

    @Test("is not while a question is open")
    func whileAsking() {
        var machine = SMTPServerMachine(configuration: .chunking())
        let input = octets("EHLO c.example\r\nMAIL FROM:<>\r\nRCPT TO:<bob@example.test>\r\nBDAT 1 LAST\r\nx")
        var offset = 0
        var questions = 0
        var step = machine.start()
        // Connection, greeting, sender, recipient, chunk and message.
        while questions < 6 {
            if case .ask = step {
                #expect(!machine.isReceivingMessage)
                questions += 1
                step = machine.answer(.accept)
                continue
            }
            let before = offset
            step = machine.next(input.span, from: &offset)
            guard step != .needInput || offset > before else { break }
        }
        #expect(questions == 6)
        #expect(offset == input.count)
    }
}
