import SMTPProtocol
import Testing

/// The invariant: what comes while a challenge is open is a response, and never a command.
@Suite("Responses to a challenge")
struct ServerAuthenticationResponseTests {
    static let commands = [
        "MAIL FROM:<a@b>", "RCPT TO:<bob@example.test>", "DATA", "BDAT 4 LAST", "RSET", "NOOP", "QUIT", "HELP",
        "EHLO client.example", "HELO client.example", "STARTTLS", "AUTH PLAIN \(SASLSamples.plain)", "VRFY ada",
        "XCLIENT LOGIN=ada", "FOO", ".", "",
    ]

    /// The lines that lead to a challenge, one row for each that there is; the last one says that the login failed.
    private static let openings: [[String]] = [
        ["AUTH PLAIN"], ["AUTH LOGIN"], ["AUTH LOGIN YWRh"], ["AUTH LOGIN", "YWRh"], ["AUTH SCRAM-SHA-256"],
        ["AUTH SCRAM-SHA-256-PLUS"], ["AUTH SCRAM-SHA-256 " + SASLBase64.encode(octets("n,,n=ada,r=abc"))],
        ["AUTH OAUTHBEARER"], ["AUTH OAUTHBEARER ="], ["AUTH XOAUTH2"],
        ["AUTH XOAUTH2 " + SASLBase64.encode(octets("user=ada\u{1}auth=Bearer wrong\u{1}\u{1}"))],
    ]

    @Test("are never taken for commands", arguments: ServerAuthenticationResponseTests.commands)
    func neverTaken(_ command: String) {
        for opening in Self.openings {
            let configuration = SMTPServerConfiguration.authenticating {
                $0.extensions.insert(.chunking)
                $0.offersStartTLS = true
            }
            var driver = ServerDriver.authenticating(configuration, isProxy: true)
            for line in opening { driver.say(line) }
            #expect(driver.replies.last?.code == 334, "\(opening)")
            let questions = driver.questions.count
            let replies = driver.say(command)
            #expect(replies.count == 1, "\(opening)")
            // Some commands are base 64, and the message of a mechanism that has no form of its own.
            #expect([501, 535].contains(driver.replies.last?.code ?? 0), "\(opening), \(replies)")
            #expect(driver.questions.count == questions, "\(opening)")
            #expect(driver.overrides.isEmpty && driver.machine.identity == nil, "\(opening)")
            #expect(!driver.isClosed && !driver.isHandshaking, "\(opening)")
            driver.say("MAIL FROM:<ada@example.com>", expecting: "250 2.1.0")
        }
    }

    @Test("are refused in PLAIN where they are a command", arguments: ServerAuthenticationResponseTests.commands)
    func plain(_ command: String) {
        var driver = ServerDriver.authenticating()
        driver.say("AUTH PLAIN", expecting: "334")
        driver.say(command, expecting: "501 5.5.2")
        #expect(driver.logins.isEmpty)
    }

    @Test("end a login by a star, at every challenge but that which says that it failed")
    func star() {
        for opening in Self.openings.dropLast() {
            var driver = ServerDriver.authenticating()
            for line in opening { driver.say(line) }
            driver.say("*", expecting: "501 5.7.0")
            #expect(driver.machine.identity == nil)
            #expect(driver.machine.authenticationFailures == 0, "who gives up has guessed nothing")
            driver.say("*", expecting: "500 5.5.1")
            driver.say("AUTH PLAIN \(SASLSamples.plain)", expecting: "235 2.7.0")
        }
    }

    @Test("give up in vain what was refused already: it counts")
    func starAfterRefusal() {
        var driver = ServerDriver.authenticating()
        for line in Self.openings.last ?? [] { driver.say(line, expecting: "334") }
        driver.say("*", expecting: "535 5.7.8")
        #expect(driver.machine.authenticationFailures == 1)
    }

    @Test("are in strict base 64, or the login is over")
    func base64() {
        let wrong = [
            "!", "a", "YQ", "YQ=", "YR==", "YQ===", "====", "=", " YQ==", "YQ== ", "YQ==YQ==", "YWRh YWRh", "YWR-",
            "**",
            "\u{E9}\u{E9}", "YQ\t==", "\0\0\0\0", "\r\r\r\r",
        ]
        for text in wrong {
            var driver = ServerDriver.authenticating(.patient)
            for opening in ["AUTH LOGIN", "AUTH PLAIN"] {
                driver.say(opening, expecting: "334")
                driver.say(text, expecting: "501 5.5.2 The response is not base64")
            }
            driver.say("NOOP", expecting: "250 2.0.0")
            #expect(driver.logins.isEmpty)
        }
    }

    @Test("do not log in who has proved its password and sends something behind that")
    func behindTheProof() throws {
        var driver = ServerDriver.authenticating()
        var client = SASLSamples.suited(.scramSHA256)
        let first = try client.initialResponse() ?? []
        driver.say("AUTH SCRAM-SHA-256 \(SASLBase64.encode(first))", expecting: "334")
        let challenge = try #require(SASLBase64.decode((driver.replies.last?.lines[0] ?? "").utf8))
        driver.say(SASLBase64.encode(try client.respond(to: challenge)), expecting: "334 dj")
        #expect(driver.logins.last == .proof(user: "ada", isRight: true))
        #expect(driver.machine.identity == nil)
        driver.say("NOOP", expecting: "501 5.5.2")
        #expect(driver.machine.identity == nil)
        driver.say("NOOP", expecting: "250 2.0.0")
    }

    @Test("end the session by a bare line feed, as anywhere")
    func bareLineFeed() {
        for text in ["\n", "YQ==\n", "\n\(SASLSamples.plain)\r\n"] {
            var driver = ServerDriver.authenticating()
            driver.say("AUTH PLAIN")
            #expect(driver.answers(to: octets(text)) == ["521 5.5.2"])
            #expect(driver.isClosed)
            #expect(driver.machine.identity == nil)
        }
    }
}

@Suite("What comes behind a login in one piece")
struct ServerAuthenticationPipeliningTests {
    private static let mail = "MAIL FROM:<ada@example.com>\r\nRCPT TO:<bob@example.test>\r\n"

    @Test("is carried out in order once the login is judged", arguments: Chunking.all)
    func order(_ chunking: Chunking) {
        var driver = ServerDriver.authenticating(.authenticating(isRequired: true))
        let stream = "AUTH PLAIN \(SASLSamples.plain)\r\n\(Self.mail)NOOP\r\n"
        #expect(driver.answers(to: octets(stream), chunking) == ["235 2.7.0", "250 2.1.0", "250 2.1.5", "250 2.0.0"])
    }

    @Test("is refused where the login was", arguments: Chunking.all)
    func refused(_ chunking: Chunking) {
        var driver = ServerDriver.authenticating(.authenticating(isRequired: true))
        let stream = "AUTH PLAIN \(SASLSamples.wrongPlain)\r\n\(Self.mail)NOOP\r\n"
        #expect(driver.answers(to: octets(stream), chunking) == ["535 5.7.8", "530 5.7.0", "503 5.5.1", "250 2.0.0"])
    }

    @Test("is no part of what the client may do before it", arguments: Chunking.all)
    func before(_ chunking: Chunking) {
        var driver = ServerDriver.authenticating(.authenticating(isRequired: true))
        let stream = "MAIL FROM:<ada@example.com>\r\nAUTH PLAIN \(SASLSamples.plain)\r\n\(Self.mail)"
        #expect(driver.answers(to: octets(stream), chunking) == ["530 5.7.0", "235 2.7.0", "250 2.1.0", "250 2.1.5"])
    }

    /// A machine that has asked about the login in front of the input; the offset stands behind that line.
    private func askedMachine(_ input: [UInt8], _ offset: inout Int) -> SMTPServerMachine {
        var machine = SMTPServerMachine(
            configuration: .authenticating(), isEncrypted: true, cryptography: TestCryptography())
        _ = machine.start()
        _ = machine.answer(.accept)
        let hello = octets("EHLO client.example\r\n")
        var helloOffset = 0
        _ = machine.next(hello.span, from: &helloOffset)
        _ = machine.answer(.accept)
        let asked = machine.next(input.span, from: &offset)
        #expect(asked == .authenticate(.password(user: "ada", password: octets("pencil"))))
        return machine
    }

    @Test("is not read while the application judges the client")
    func open() {
        let line = octets("AUTH PLAIN \(SASLSamples.plain)\r\n")
        let input = line + octets("NOOP\r\n")
        var offset = 0
        var machine = askedMachine(input, &offset)
        #expect(offset == line.count)
        let others = [machine.next(input.span, from: &offset), machine.answer(.accept), machine.clientOverridden()]
        #expect(others == [.needInput, .needInput, .needInput])
        #expect(offset == line.count)
        #expect(machine.identity == nil)
        let judged = machine.answerAuthentication(.accept)
        #expect(judged == .loggedIn(reply("235 2.7.0 Logged in")))
        let again = machine.answerAuthentication(.refuse)
        #expect(again == .needInput)
        #expect(machine.identity == SASLIdentity(user: "ada", mechanism: .plain))
        let next = machine.next(input.span, from: &offset)
        #expect(next == .reply(reply("250 2.0.0 Still here")))
    }

    @Test("is nothing once the session was stopped while the application judged")
    func stopped() {
        let input = octets("AUTH PLAIN \(SASLSamples.plain)\r\n")
        var offset = 0
        var machine = askedMachine(input, &offset)
        _ = machine.stop(reply("421 4.3.2 Shutting down"))
        let late = machine.answerAuthentication(.accept)
        #expect(late == .needInput)
        #expect(machine.identity == nil)
    }
}
