import MailAddressing
import SMTPProtocol
import Testing

@Suite("XCLIENT")
struct ServerClientOverrideTests {
    /// What a line says.
    struct Row: Sendable, CustomStringConvertible {
        let description: String
        let override: SMTPClientOverride

        init(_ attributes: String, _ change: (inout SMTPClientOverride) -> Void) {
            description = attributes
            var override = SMTPClientOverride()
            change(&override)
            self.override = override
        }
    }

    private static func proxy(
        _ configuration: SMTPServerConfiguration = .usual,
        application: @escaping ServerDriver.Application = { _ in .accept }
    ) -> ServerDriver {
        .authenticating(configuration, isProxy: true, application: application)
    }

    @Test("is unknown to strangers", arguments: [SMTPServerConfiguration.usual, .authenticating()])
    func stranger(_ configuration: SMTPServerConfiguration) {
        var driver = ServerDriver.authenticating(configuration)
        #expect(driver.replies.last?.description.contains("XCLIENT") == false)
        driver.say("XCLIENT LOGIN=ada ADDR=192.0.2.1", expecting: "500 5.5.1")
        #expect(driver.overrides.isEmpty)
        #expect(driver.machine.identity == nil)
        driver.say("MAIL FROM:<ada@example.com>", expecting: "250 2.1.0")
    }

    @Test("is offered to a proxy with the attributes that are understood")
    func offer() {
        let driver = Self.proxy()
        #expect(driver.replies.last?.lines.last == "XCLIENT NAME ADDR PORT PROTO HELO LOGIN DESTADDR DESTPORT")
    }

    static let rows: [Row] = [
        Row("ADDR=192.0.2.1") { $0.address = .value(IPAddress("192.0.2.1")!) },
        Row("addr=192.0.2.1") { $0.address = .value(IPAddress("192.0.2.1")!) },
        Row("ADDR=IPV6:2001:db8::1") { $0.address = .value(IPAddress("2001:db8::1")!) },
        Row("ADDR=ipv6:2001:DB8::1") { $0.address = .value(IPAddress("2001:db8::1")!) },
        Row("ADDR=IPV6:::ffff:192.0.2.1") { $0.address = .value(IPAddress("192.0.2.1")!) },
        Row("ADDR=[UNAVAILABLE]") { $0.address = .unavailable },
        Row("PORT=0") { $0.port = .value(0) }, Row("PORT=65535") { $0.port = .value(65_535) },
        Row("PORT=[UNAVAILABLE]") { $0.port = .unavailable },
        Row("NAME=client.example") { $0.name = .value("client.example") },
        Row("NAME=[UNAVAILABLE]") { $0.name = .unavailable },
        Row("NAME=[TEMPUNAVAIL]") { $0.name = .unavailable },
        Row("NAME=[tempunavail]") { $0.name = .unavailable },
        Row("NAME=+5BUNAVAILABLE+5D") { $0.name = .unavailable },
        Row("HELO=[192.0.2.1]") { $0.helloName = .value("[192.0.2.1]") },
        Row("HELO=a+20b+3D+2B") { $0.helloName = .value("a b=+") },
        Row("LOGIN=ada+40example.com") { $0.login = .value("ada@example.com") },
        Row("LOGIN=[UNAVAILABLE]") { $0.login = .unavailable },
        Row("PROTO=ESMTP") { _ in }, Row("DESTADDR=192.0.2.9 DESTPORT=25") { _ in },
        Row("NAME=client.example ADDR=192.0.2.1 PORT=4000 PROTO=ESMTP HELO=there LOGIN=ada") {
            $0.name = .value("client.example")
            $0.address = .value(IPAddress("192.0.2.1")!)
            $0.port = .value(4_000)
            $0.helloName = .value("there")
            $0.login = .value("ada")
        },
    ]

    @Test("tells the driver what it says, and is answered by the greeting", arguments: ServerClientOverrideTests.rows)
    func attributes(_ row: Row) {
        var driver = Self.proxy()
        driver.say("XCLIENT \(row.description)", expecting: "220 mx.example.test ESMTP")
        #expect(driver.overrides == [row.override])
    }

    static let wrong = [
        "", "ADDR", "ADDR=", "ADDR=x", "ADDR=192.0.2", "ADDR=192.0.2.256", "ADDR=IPV6:", "ADDR=IPV6:x", "PORT=",
        "PORT=-1",
        "PORT=65536", "PORT=x", "PORT=99999999999999999999", "NAME", "NAME=", "NAME=+zz", "NAME=a+0A", "NAME=a=b",
        "HELO=",
        "LOGIN=", "LOGIN=+00", "PROTO", "PROTO=+4", "FOO=bar", "NAME=a FOO=bar", "=x", "ADDR=192.0.2.1,",
        "NAME=" + String(repeating: "x", count: 256), "HELO=" + String(repeating: "x", count: 256),
    ]

    @Test("is refused as a whole where one thing in it is wrong", arguments: ServerClientOverrideTests.wrong)
    func refused(_ attributes: String) {
        var driver = Self.proxy()
        driver.say("XCLIENT \(attributes)", expecting: "501 5.5.4")
        driver.say("XCLIENT LOGIN=ada \(attributes.isEmpty ? "x" : attributes)", expecting: "501 5.5.4")
        #expect(driver.overrides.isEmpty)
        #expect(driver.machine.identity == nil)
        driver.say("MAIL FROM:<ada@example.com>", expecting: "250 2.1.0")
    }

    @Test("comes before EHLO or between transactions, and not in one")
    func order() {
        let mail = ["MAIL FROM:<ada@example.com>", "RCPT TO:<bob@example.test>"]
        var driver = Self.proxy(.chunking())
        driver.say(mail + ["XCLIENT NAME=x"], expecting: [250, 250, 503])
        driver.say(["BDAT 0", "XCLIENT NAME=x", "RSET"], expecting: [250, 503, 250])
        #expect(driver.overrides.isEmpty)
        driver.say("XCLIENT NAME=x", expecting: "220")
        driver.say("XCLIENT NAME=y", expecting: "220")
        #expect(driver.overrides.count == 2)
        driver = ServerDriver(isProxy: true, application: { _ in .reply(reply("554 5.7.1 No")) })
        driver.say("XCLIENT NAME=x", expecting: "503 5.5.1 You were turned away")
    }

    @Test("begins the session anew: EHLO is wanted again, and the application is asked again")
    func anew() {
        var driver = Self.proxy()
        driver.say("XCLIENT ADDR=192.0.2.1", expecting: "220")
        #expect(driver.questions.last == .connect)
        driver.say("MAIL FROM:<ada@example.com>", expecting: "503 5.5.1 Say EHLO first")
        driver.say("HELO client.example", expecting: "250")
        driver.say("MAIL FROM:<ada@example.com> SIZE=10", expecting: "555 5.5.4")
        driver.say("EHLO client.example", expecting: "250")
        driver.say("MAIL FROM:<ada@example.com> SIZE=10", expecting: "250 2.1.0")
    }

    @Test("turns the client away whom the application does not want")
    func turnedAway() {
        var isFirst = true
        var driver = Self.proxy { question in
            guard question == .connect else { return .accept }
            defer { isFirst = false }
            return isFirst ? .accept : .reply(reply("554 5.7.1 Not you"))
        }
        driver.say("XCLIENT ADDR=192.0.2.66", expecting: "554 5.7.1 Not you")
        driver.say("EHLO client.example", expecting: "503 5.5.1")
        driver.say("XCLIENT ADDR=192.0.2.1", expecting: "503 5.5.1")
        driver.say("QUIT", expecting: "221 2.0.0")
    }

    @Test("says who has logged in, so that MAIL is allowed", arguments: Chunking.all)
    func login(_ chunking: Chunking) {
        var driver = Self.proxy(.authenticating(isRequired: true))
        let stream = "XCLIENT LOGIN=ada\r\nEHLO client.example\r\nMAIL FROM:<ada@example.com>\r\n"
        #expect(driver.answers(to: octets(stream), chunking) == ["220", "250", "250 2.1.0"])
        #expect(driver.machine.identity == SASLIdentity(user: "ada", mechanism: nil))
        driver.say("RSET")
        driver.say("AUTH PLAIN \(SASLSamples.plain)", expecting: "503 5.5.1 You are logged in already")
    }

    @Test("says that nobody has logged in, or leaves it as it was")
    func logout() {
        var driver = Self.proxy(.authenticating(isRequired: true))
        driver.say("AUTH PLAIN \(SASLSamples.plain)", expecting: "235 2.7.0")
        driver.say("XCLIENT NAME=client.example", expecting: "220")
        #expect(driver.machine.identity == SASLIdentity(user: "ada", mechanism: .plain))
        driver.say("XCLIENT LOGIN=[UNAVAILABLE]", expecting: "220")
        #expect(driver.machine.identity == nil)
        driver.say("EHLO client.example", expecting: "250")
        driver.say("MAIL FROM:<ada@example.com>", expecting: "530 5.7.0")
        driver.say("AUTH PLAIN \(SASLSamples.plain)", expecting: "235 2.7.0")
    }

    @Test("waits for the driver before anything else is read")
    func pending() {
        var machine = SMTPServerMachine(configuration: .usual)
        machine.allowsClientOverride = true
        _ = machine.start()
        _ = machine.answer(.accept)
        let input = octets("XCLIENT NAME=x\r\nNOOP\r\n")
        var offset = 0
        var override = SMTPClientOverride()
        override.name = .value("x")
        let step = machine.next(input.span, from: &offset)
        #expect(step == .overrideClient(override))
        let others = [
            machine.next(input.span, from: &offset), machine.answer(.accept), machine.answerAuthentication(.accept),
        ]
        #expect(others == [.needInput, .needInput, .needInput])
        #expect(offset == 16)
        let asked = machine.clientOverridden()
        #expect(asked == .ask(.connect))
        let again = machine.clientOverridden()
        #expect(again == .needInput)
        let greeting = machine.answer(.accept)
        #expect(greeting == .reply(reply("220 mx.example.test ESMTP")))
        let next = machine.next(input.span, from: &offset)
        #expect(next == .reply(reply("250 2.0.0 Still here")))
    }

    @Test("is taken in LMTP as well")
    func lmtp() {
        var driver = ServerDriver(.lmtp(), isProxy: true)
        driver.say("LHLO client.example")
        #expect(driver.replies.last?.lines.last?.hasPrefix("XCLIENT ") == true)
        driver.say("XCLIENT LOGIN=ada", expecting: "220 mx.example.test LMTP")
        driver.say("MAIL FROM:<ada@example.com>", expecting: "503 5.5.1 Say LHLO first")
    }
}
