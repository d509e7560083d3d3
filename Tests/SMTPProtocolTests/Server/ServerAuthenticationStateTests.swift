import MailAddressing
import SMTPProtocol
import Testing

@Suite("Who has logged in")
struct ServerAuthenticationStateTests {
    private static let ada = SASLIdentity(user: "ada", mechanism: .plain)

    private func loggedIn(_ configuration: SMTPServerConfiguration, isEncrypted: Bool = true) -> ServerDriver {
        var driver = ServerDriver.authenticating(configuration, isEncrypted: isEncrypted)
        driver.say("AUTH PLAIN \(SASLSamples.plain)", expecting: "235 2.7.0")
        return driver
    }

    @Test(
        "stays so whatever is said",
        arguments: ["EHLO client.example", "HELO client.example", "RSET", "NOOP", "AUTH LOGIN", "FOO"])
    func kept(_ line: String) {
        var driver = loggedIn(.authenticating(isRequired: true))
        driver.say(line)
        #expect(driver.machine.identity == Self.ada)
        driver.say("MAIL FROM:<ada@example.com>", expecting: "250 2.1.0")
    }

    @Test("stays so over messages")
    func messages() {
        var driver = loggedIn(.authenticating(isRequired: true))
        let lines = ["MAIL FROM:<ada@example.com>", "RCPT TO:<bob@example.test>", "DATA", "text", "."]
        for _ in 0..<2 { driver.say(lines, expecting: [250, 250, 354, 250]) }
        #expect(driver.messages.count == 2)
        #expect(driver.machine.identity == Self.ada)
        driver.say("AUTH PLAIN \(SASLSamples.plain)", expecting: "503 5.5.1")
    }

    @Test("is not known any more once TLS was begun, and can be proved again")
    func startTLS() {
        let configuration = SMTPServerConfiguration.authenticating(isRequired: true) {
            $0.offersStartTLS = true
            $0.authentication?.dangerouslyAllowsCleartext = true
        }
        var driver = loggedIn(configuration, isEncrypted: false)
        driver.say("STARTTLS", expecting: "220 2.0.0")
        driver.establishTLS(channelBinding: SASLSamples.binding)
        #expect(driver.machine.identity == nil)
        driver.say("MAIL FROM:<ada@example.com>", expecting: "503 5.5.1")
        driver.say("EHLO client.example")
        #expect(driver.offeredMechanisms?.contains("SCRAM-SHA-256-PLUS") == true)
        driver.say("MAIL FROM:<ada@example.com>", expecting: "530 5.7.0")
        #expect(driver.logIn(SASLSamples.suited(.scramSHA256Plus)).last == "235 2.7.0 Logged in")
        #expect(driver.machine.identity == SASLIdentity(user: "ada", mechanism: .scramSHA256Plus))
    }

    @Test("cannot be said in a login by a STARTTLS that came in the middle of it")
    func startTLSInside() {
        let configuration = SMTPServerConfiguration.authenticating {
            $0.offersStartTLS = true
            $0.authentication?.dangerouslyAllowsCleartext = true
        }
        var driver = ServerDriver.authenticating(configuration, isEncrypted: false)
        driver.say("AUTH LOGIN", expecting: "334")
        driver.say("STARTTLS")
        #expect(!driver.isHandshaking)
        driver.say("STARTTLS", expecting: "220 2.0.0")
        driver.establishTLS()
        // Nothing is left of the login: this is a command.
        driver.say(SASLSamples.plain, expecting: "500 5.5.1")
        driver.say("EHLO client.example", expecting: "250")
    }

    @Test("is no reason to forget how often it failed, be it by EHLO or by TLS")
    func failures() {
        let configuration = SMTPServerConfiguration.authenticating {
            $0.offersStartTLS = true
            $0.authentication?.dangerouslyAllowsCleartext = true
        }
        var driver = ServerDriver.authenticating(configuration, isEncrypted: false)
        driver.say("AUTH PLAIN \(SASLSamples.wrongPlain)", expecting: "535 5.7.8")
        driver.say("EHLO client.example", expecting: "250")
        driver.say("AUTH PLAIN \(SASLSamples.wrongPlain)", expecting: "535 5.7.8")
        driver.say("STARTTLS", expecting: "220 2.0.0")
        driver.establishTLS()
        driver.say("EHLO client.example", expecting: "250")
        driver.say(["AUTH PLAIN \(SASLSamples.wrongPlain)"], expecting: [535, 421])
        #expect(driver.isClosed)
    }

    @Test("is bound to the channel that stands now, and not to one that stood before")
    func binding() {
        var driver = ServerDriver(
            .authenticating { $0.offersStartTLS = true }, channelBinding: SASLSamples.binding,
            cryptography: TestCryptography(seed: 2), authenticator: SASLSamples.answer)
        driver.say(["EHLO client.example", "STARTTLS"], expecting: [250, 220])
        driver.establishTLS()
        driver.say("EHLO client.example")
        #expect(driver.offeredMechanisms?.contains("PLUS") == false)
        driver.say("AUTH SCRAM-SHA-256-PLUS", expecting: "504 5.5.4")
    }

    @Test("is no reason to show a password in a description")
    func redacted() {
        var driver = ServerDriver.authenticating()
        driver.say(["AUTH LOGIN", "YWRh"], expecting: [334, 334])
        let inside = driver.machine
        driver.say("cGVuY2ls", expecting: "235 2.7.0")
        for machine in [inside, driver.machine] {
            var text = "\(machine) \(String(reflecting: machine)) "
            dump(machine, to: &text)
            #expect(!text.contains("pencil") && !text.contains("cGVuY2ls"))
            #expect(!text.contains("112, 101, 110"))
        }
        for question in driver.logins { #expect(!"\(question) \(String(reflecting: question))".contains("112")) }
    }
}

@Suite("The submitter in MAIL")
struct ServerSubmitterTests {
    private static let right = [
        "AUTH=<>", "auth=<>", "AUTH=ada@example.com", "AUTH=e+3Dmc2@example.com", "AUTH=ada+2Bmail@example.com",
        "SIZE=10 AUTH=<> BODY=8BITMIME",
    ]
    private static let wrong = [
        "AUTH", "AUTH=", "AUTH=a+4", "AUTH=a+zz", "AUTH=a+0A", "AUTH=a=b", "AUTH=a\u{E9}",
    ]

    @Test("is taken where clients log in, and changes nothing", arguments: [true, false])
    func taken(logsIn: Bool) {
        for parameters in Self.right {
            var driver = ServerDriver.authenticating()
            if logsIn { driver.say("AUTH PLAIN \(SASLSamples.plain)", expecting: "235 2.7.0") }
            driver.say("MAIL FROM:<ada@example.com> \(parameters)", expecting: "250 2.1.0")
            guard case .mail(let mail) = driver.questions.last else {
                Issue.record("no question about MAIL")
                continue
            }
            #expect(mail.reversePath == .mailbox(mailbox("ada@example.com")))
            #expect(driver.machine.identity?.user == (logsIn ? "ada" : nil))
        }
    }

    @Test("is refused where it is no xtext")
    func refused() {
        for parameter in Self.wrong {
            var driver = ServerDriver.authenticating()
            driver.say("MAIL FROM:<ada@example.com> \(parameter)", expecting: "501 5.5.4")
        }
    }

    @Test("is not known where clients do not log in, nor in RCPT")
    func unknown() {
        for parameter in ["AUTH=<>", "AUTH=ada@example.com"] {
            var driver = ServerDriver()
            driver.say("EHLO client.example")
            driver.say("MAIL FROM:<ada@example.com> \(parameter)", expecting: "555 5.5.4")
            driver = .authenticating()
            driver.say("MAIL FROM:<ada@example.com>", expecting: "250 2.1.0")
            driver.say("RCPT TO:<bob@example.test> \(parameter)", expecting: "555 5.5.4")
        }
    }
}
