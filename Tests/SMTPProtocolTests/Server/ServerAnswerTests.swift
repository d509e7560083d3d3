import SMTPProtocol
import Testing

/// Where the server asks the application.
enum QuestionPoint: String, CaseIterable, Sendable {
    case connect
    case hello
    case mail
    case recipient
    case data
    case message

    init(_ question: SMTPServerQuestion) {
        self =
            switch question {
            case .connect: .connect
            case .hello: .hello
            case .mail: .mail
            case .recipient: .recipient
            case .data: .data
            case .message, .reset, .quit: .message
            }
    }

    /// The lines of a session up to the one by which the question is asked.
    var lines: [String] {
        let all = ["EHLO client.example", "MAIL FROM:<ada@example.com>", "RCPT TO:<bob@example.test>", "DATA"]
        return switch self {
        case .connect: []
        case .hello: Array(all.prefix(1))
        case .mail: Array(all.prefix(2))
        case .recipient: Array(all.prefix(3))
        case .data: all
        case .message: all + ["text", "."]
        }
    }

    /// A server whose application answers here in this way and accepts all else.
    func driver(answering answer: SMTPServerAnswer) -> ServerDriver {
        ServerDriver { QuestionPoint($0) == self ? answer : .accept }
    }
}

@Suite("The application's answer")
struct ServerAnswerTests {
    @Test(
        "that refuses is sent as it is, and the session stays where it was",
        arguments: ["450 4.7.1 later", "550 5.7.1 no"])
    func refusal(text: String) {
        let next: [(QuestionPoint, String, String)] = [
            (.hello, "MAIL FROM:<ada@example.com>", "503 5.5.1"), (.mail, "RCPT TO:<bob@example.test>", "503 5.5.1"),
            (.recipient, "DATA", "554 5.5.1"), (.data, "NOOP", "250 2.0.0"),
            (.message, "MAIL FROM:<ada@example.com>", "250 2.1.0"),
        ]
        for (point, line, expected) in next {
            var driver = point.driver(answering: .reply(reply(text)))
            for line in point.lines { driver.say(line) }
            #expect(driver.replies.last?.description == text, "\(point)")
            #expect(!driver.isClosed, "\(point)")
            #expect(driver.messages.isEmpty)
            driver.say(line, expecting: expected)
        }
    }

    @Test("of 421 is sent and ends the session", arguments: QuestionPoint.allCases)
    func closing(_ point: QuestionPoint) {
        var driver = point.driver(answering: .reply(reply("421 4.3.2 Shutting down")))
        for line in point.lines { driver.say(line) }
        #expect(driver.replies.last?.description == "421 4.3.2 Shutting down")
        #expect(driver.isClosed)
        let count = driver.replies.count
        driver.receive(octets("NOOP\r\nEHLO client.example\r\n"))
        #expect(driver.replies.count == count)
        #expect(driver.pending.isEmpty)
    }

    @Test("that turns a client away at once is kept to until QUIT (RFC 5321, section 3.1)")
    func unwelcome() {
        var driver = QuestionPoint.connect.driver(answering: .reply(reply("554 5.7.1 No mail from you")))
        #expect(driver.replies.map(\.description) == ["554 5.7.1 No mail from you"])
        driver.say(["EHLO client.example", "MAIL FROM:<ada@example.com>"], expecting: [503, 503])
        driver.say("QUIT", expecting: "221")
        #expect(driver.isClosed)
    }

    @Test("may accept in words of its own")
    func ownWords() {
        var driver = ServerDriver { question in
            switch question {
            case .connect: .reply(reply("220 Welcome"))
            case .mail: .reply(reply("250 2.1.0 Go on"))
            case .recipient: .reply(reply("251 2.1.5 Moved, but fine"))
            case .message: .reply(reply("250 2.0.0 Kept as 4711"))
            case .hello, .data, .reset, .quit: .accept
            }
        }
        for line in QuestionPoint.message.lines { driver.say(line) }
        let expected = [
            "220 Welcome", "250 mx.example.test PIPELINING", "250 2.1.0 Go on", "251 2.1.5 Moved, but fine", "354",
            "250 2.0.0 Kept as 4711",
        ]
        #expect(beginnings(of: driver.replies.map(\.description), like: expected) == expected)
        #expect(driver.messages == [octets("text\r\n")])
    }

    @Test("to EHLO changes its first line only, never the extensions")
    func ownHello() throws {
        var driver = QuestionPoint.hello.driver(answering: .reply(reply("250 Pleased to meet you")))
        driver.say("EHLO client.example")
        let lines = try #require(driver.replies.last?.lines)
        #expect(lines.first == "mx.example.test Pleased to meet you")
        #expect(Array(lines.dropFirst()) == ["PIPELINING", "SIZE 26214400", "8BITMIME", "ENHANCEDSTATUSCODES"])
    }

    @Test("to EHLO keeps the transaction when it refuses (RFC 5321, section 4.1.4)")
    func refusedHello() {
        var count = 0
        var driver = ServerDriver { question in
            guard case .hello = question else { return .accept }
            count += 1
            return count == 1 ? .accept : .reply(reply("550 5.7.1 not again"))
        }
        let lines = QuestionPoint.recipient.lines + ["EHLO other.example", "DATA", "text", "."]
        driver.say(lines, expecting: [250, 250, 250, 550, 354, 250])
    }

    @Test("never puts a 354 on the wire but where a message follows", arguments: QuestionPoint.allCases)
    func intermediate(_ point: QuestionPoint) {
        var driver = point.driver(answering: .reply(reply("354 Go on")))
        for line in point.lines { driver.say(line) }
        if driver.replies.last?.code == 354 {
            // Then what comes next must be read as a message.
            let count = driver.replies.count
            driver.say("NOOP")
            #expect(driver.replies.count == count)
        }
    }

    @Test("is awaited before anything more is read")
    func held() {
        var machine = SMTPServerMachine(configuration: .usual)
        let input = QuestionPoint.message.lines.flatMap { octets($0 + "\r\n") } + octets("QUIT\r\n")
        var asked: [QuestionPoint] = []
        var offset = 0
        var step = machine.start()
        while true {
            if case .ask(let question) = step {
                asked.append(QuestionPoint(question))
                let before = offset
                for _ in 0..<3 {
                    let held = machine.next(input.span, from: &offset)
                    #expect(held == .needInput)
                    #expect(offset == before)
                }
                step = machine.answer(.accept)
            } else if case .close(let reply) = step {
                #expect(reply.code == 221)
                break
            } else {
                step = machine.next(input.span, from: &offset)
                if step == .needInput {
                    Issue.record("the machine wants more than a whole session")
                    break
                }
            }
        }
        // QUIT is a question of its own and comes last.
        #expect(asked.dropLast() == QuestionPoint.allCases[...])
        #expect(offset == input.count)
    }

    @Test("to no question does nothing")
    func unasked() {
        var machine = SMTPServerMachine(configuration: .usual)
        var answers = [machine.answer(.accept)]
        _ = machine.start()
        _ = machine.answer(.accept)
        answers.append(machine.answer(.accept))
        answers.append(machine.answer(.reply(reply("421 4.3.2 bye"))))
        _ = machine.stop(reply("421 4.3.2 bye"))
        answers.append(machine.answer(.accept))
        #expect(answers == Array(repeating: .needInput, count: 4))
    }

    @Test("comes too late after the session was stopped", arguments: QuestionPoint.allCases)
    func stopped(_ point: QuestionPoint) {
        var machine = SMTPServerMachine(configuration: .usual)
        let input = point.lines.flatMap { octets($0 + "\r\n") }
        var offset = 0
        var step = machine.start()
        while step != .needInput {
            if case .ask(let question) = step, QuestionPoint(question) == point { break }
            if case .ask = step {
                step = machine.answer(.accept)
            } else {
                step = machine.next(input.span, from: &offset)
            }
        }
        let last = reply("421 4.3.2 Shutting down")
        let steps = [machine.stop(last), machine.answer(.accept), machine.stop(last)]
        #expect(steps == [.close(last), .needInput, .needInput])
        let after = octets("NOOP\r\n")
        var afterOffset = 0
        let silent = machine.next(after.span, from: &afterOffset)
        #expect(silent == .needInput)
        #expect(afterOffset == after.count)
    }
}
