import SMTPProtocol
import Testing

@Suite("The place of AUTH among the commands")
struct ServerAuthenticationOrderTests {
    /// What was said before AUTH, and how it is then answered.
    struct Row: Sendable, CustomStringConvertible {
        let description: String
        let before: [String]
        var command = "AUTH PLAIN \(SASLSamples.plain)"
        let reply: String
    }

    private static let mail = "MAIL FROM:<ada@example.com>"
    private static let recipient = "RCPT TO:<bob@example.test>"

    static let refusals: [Row] = [
        Row(description: "in a transaction", before: [mail], reply: "503 5.5.1 A transaction"),
        Row(description: "behind a recipient", before: [mail, recipient], reply: "503 5.5.1 A transaction"),
        Row(
            description: "between chunks", before: [mail, recipient, "BDAT 0"],
            reply: "503 5.5.1 The message comes in chunks"),
        Row(description: "after HELO", before: ["HELO client.example"], reply: "503 5.5.1 Say EHLO first"),
        Row(
            description: "when logged in", before: ["AUTH PLAIN \(SASLSamples.plain)"],
            reply: "503 5.5.1 You are logged in already"),
        Row(
            description: "when logged in, without an initial response",
            before: ["AUTH PLAIN \(SASLSamples.plain)"], command: "AUTH LOGIN", reply: "503 5.5.1"),
        Row(description: "unknown", before: [], command: "AUTH CRAM-MD5", reply: "504 5.5.4"),
        Row(description: "unknown, with a response", before: [], command: "AUTH GSSAPI YQ==", reply: "504 5.5.4"),
        Row(description: "unknown, with an empty one", before: [], command: "AUTH EXTERNAL =", reply: "504 5.5.4"),
        Row(description: "no name", before: [], command: "AUTH", reply: "501 5.5.4"),
        Row(description: "a long name", before: [], command: "AUTH ABCDEFGHIJKLMNOPQRSTU", reply: "501 5.5.4"),
        Row(description: "no base64", before: [], command: "AUTH PLAIN YQ", reply: "501 5.5.2"),
        Row(description: "two responses", before: [], command: "AUTH PLAIN YQ== YQ==", reply: "501 5.5.2"),
    ]

    @Test("is refused there, and nothing else changes", arguments: ServerAuthenticationOrderTests.refusals)
    func refused(_ row: Row) {
        let configuration = SMTPServerConfiguration.authenticating { $0.extensions.insert(.chunking) }
        var driver = ServerDriver.authenticating(configuration)
        for line in row.before { driver.say(line) }
        let identity = driver.machine.identity
        let logins = driver.logins.count
        driver.say(row.command, expecting: row.reply)
        #expect(driver.logins.count == logins)
        #expect(driver.machine.identity == identity)
        #expect(driver.machine.authenticationFailures == 0)
        if row.before.contains(Self.mail), !row.before.contains("BDAT 0") {
            driver.say(Self.recipient, expecting: "250 2.1.5")
        }
    }

    @Test("is refused before EHLO, and after a greeting that turned the client away")
    func beforeHello() {
        var driver = ServerDriver(.authenticating(), isEncrypted: true, cryptography: TestCryptography())
        driver.say("AUTH PLAIN \(SASLSamples.plain)", expecting: "503 5.5.1 Say EHLO first")
        driver = ServerDriver(
            .authenticating(), isEncrypted: true, cryptography: TestCryptography(),
            application: { _ in .reply(reply("554 5.7.1 No")) })
        driver.say("AUTH PLAIN \(SASLSamples.plain)", expecting: "503 5.5.1 You were turned away")
    }

    @Test("is unknown where no settings for it are")
    func unconfigured() {
        var driver = ServerDriver.authenticating(.usual)
        driver.say("AUTH PLAIN \(SASLSamples.plain)", expecting: "502 5.5.1")
        driver.say("AUTH PLAIN", expecting: "502 5.5.1")
        driver.say("NOOP", expecting: "250 2.0.0")
    }

    @Test("is refused in the clear, before anything of a challenge is said", arguments: SASLMechanism.allCases)
    func cleartext(mechanism: SASLMechanism) {
        var driver = ServerDriver.authenticating(isEncrypted: false)
        driver.say("AUTH \(mechanism.rawValue)", expecting: "538 5.7.11")
        driver.say("AUTH PLAIN \(SASLSamples.plain)", expecting: "538 5.7.11")
        #expect(driver.logins.isEmpty)
    }

    @Test("is refused for a mechanism that is known and not offered")
    func notOffered() {
        var driver = ServerDriver.authenticating(.authenticating([.plain, .scramSHA256Plus]), binding: nil)
        for mechanism in ["LOGIN", "SCRAM-SHA-256", "SCRAM-SHA-256-PLUS", "XOAUTH2"] {
            driver.say("AUTH \(mechanism)", expecting: "504 5.5.4")
        }
        driver.say("AUTH PLAIN", expecting: "334")
    }
}

@Suite("MAIL at a server that wants a login or TLS")
struct ServerProtectionTests {
    private static let mail = "MAIL FROM:<ada@example.com>"

    @Test("is refused before the login and taken after it")
    func login() {
        var driver = ServerDriver.authenticating(.authenticating(isRequired: true))
        driver.say(Self.mail, expecting: "530 5.7.0 Log in first")
        #expect(driver.questions.count == 2)
        driver.say(["RCPT TO:<bob@example.test>", "DATA", "NOOP", "RSET"], expecting: [503, 503, 250, 250])
        driver.say("AUTH PLAIN \(SASLSamples.wrongPlain)", expecting: "535 5.7.8")
        driver.say(Self.mail, expecting: "530 5.7.0")
        driver.say("AUTH PLAIN \(SASLSamples.plain)", expecting: "235 2.7.0")
        driver.say(Self.mail, expecting: "250 2.1.0")
    }

    @Test("needs no login where the settings do not say so")
    func optional() {
        var driver = ServerDriver.authenticating()
        driver.say(Self.mail, expecting: "250 2.1.0")
    }

    @Test("is refused in the clear where TLS is wanted, first of all")
    func tls() {
        let configuration = SMTPServerConfiguration.authenticating(isRequired: true) {
            $0.requiresTLS = true
            $0.offersStartTLS = true
            $0.authentication?.dangerouslyAllowsCleartext = true
        }
        var driver = ServerDriver.authenticating(configuration, isEncrypted: false)
        driver.say(Self.mail, expecting: "530 5.7.0 Say STARTTLS first")
        driver.say("AUTH PLAIN \(SASLSamples.plain)", expecting: "235 2.7.0")
        driver.say(Self.mail, expecting: "530 5.7.0 Say STARTTLS first")
        driver.say("STARTTLS", expecting: "220 2.0.0")
        driver.establishTLS()
        driver.say(Self.mail, expecting: "503 5.5.1")
        driver.say("EHLO client.example")
        driver.say(Self.mail, expecting: "530 5.7.0 Log in first")
        driver.say("AUTH PLAIN \(SASLSamples.plain)", expecting: "235 2.7.0")
        driver.say(Self.mail, expecting: "250 2.1.0")
    }

    @Test("is refused in the clear where TLS is wanted and nobody logs in")
    func tlsAlone() {
        var driver = ServerDriver(.with { $0.requiresTLS = true })
        driver.say("EHLO client.example")
        driver.say(Self.mail, expecting: "530 5.7.0")
        driver = ServerDriver(.with { $0.requiresTLS = true }, isEncrypted: true)
        driver.say("EHLO client.example")
        driver.say(Self.mail, expecting: "250 2.1.0")
    }
}
