import SMTPProtocol
import Testing

@Suite("The client's STARTTLS")
struct ClientTLSTests {
    static let policies: [ClientScript] = [
        ClientScript(
            "is not sent by a client that never wants it", tls: .never,
            """
            > S: 220 mx.example.test
            C: EHLO client.test
            > S: 250-mx.example.test | 250 STARTTLS
            ready
            """),
        ClientScript(
            "is sent by a client that wants it when offered", tls: .whenOffered,
            """
            > S: 220 mx.example.test
            C: EHLO client.test
            > S: 250-mx.example.test | 250 STARTTLS
            C: STARTTLS
            > S: 220 2.0.0 Go ahead
            start TLS
            > tls
            C: EHLO client.test
            > S: 250-mx.example.test | 250 PIPELINING
            ready
            """),
        ClientScript(
            "is not sent where it is not offered", tls: .whenOffered,
            """
            > S: 220 mx.example.test
            C: EHLO client.test
            > S: 250 mx.example.test
            ready
            """),
        ClientScript(
            "is not sent after HELO by a client that only wishes for it", tls: .whenOffered,
            """
            > S: 220 mx.example.test
            C: EHLO client.test
            > S: 502 5.5.1 What
            C: HELO client.test
            > S: 250-mx.example.test | 250 STARTTLS
            ready
            """),
        ClientScript(
            "is missed by a client that requires it", tls: .required,
            """
            > S: 220 mx.example.test
            C: EHLO client.test
            > S: 250-mx.example.test | 250 PIPELINING
            failed at startTLS: no TLS
            close
            > S: 250 ok
            """),
        ClientScript(
            "cannot come after HELO, so that a client that requires it does not say HELO", tls: .required,
            """
            > S: 220 mx.example.test
            C: EHLO client.test
            > S: 502 5.5.1 What
            failed at hello: 502 5.5.1 What
            close
            """),
        ClientScript(
            "is sent once", tls: .required,
            """
            > S: 220 mx.example.test
            C: EHLO client.test
            > S: 250-mx.example.test | 250 STARTTLS
            C: STARTTLS
            > S: 220 2.0.0 Go ahead
            start TLS
            > tls
            C: EHLO client.test
            > S: 250-mx.example.test | 250 STARTTLS
            ready
            > tls
            """),
        ClientScript(
            "is not sent where TLS stands from the beginning", tls: .required, isEncrypted: true,
            """
            > S: 220 mx.example.test
            C: EHLO client.test
            > S: 250-mx.example.test | 250 STARTTLS
            ready
            """),
    ]

    @Test("is sent as the policy says", arguments: ClientTLSTests.policies)
    func policy(_ script: ClientScript) { run(script) }

    static let failing: [ClientScript] = failures(.whenOffered) + failures(.required)

    private static func failures(_ tls: SMTPClientConfiguration.TLSPolicy) -> [ClientScript] {
        [
            ClientScript(
                "is refused for now", tls: tls,
                """
                > S: 220 mx.example.test
                C: EHLO client.test
                > S: 250-mx.example.test | 250 STARTTLS
                C: STARTTLS
                > S: 454 4.7.0 Not now
                failed at startTLS: no TLS
                close
                """),
            ClientScript(
                "is refused for good", tls: tls,
                """
                > S: 220 mx.example.test
                C: EHLO client.test
                > S: 250-mx.example.test | 250 STARTTLS
                C: STARTTLS
                > S: 502 5.5.1 What
                failed at startTLS: no TLS
                close
                """),
            ClientScript(
                "is answered with another success", tls: tls,
                """
                > S: 220 mx.example.test
                C: EHLO client.test
                > S: 250-mx.example.test | 250 STARTTLS
                C: STARTTLS
                > S: 250 2.0.0 Fine
                failed at startTLS: no TLS
                close
                """),
            ClientScript(
                "ends in a broken handshake", tls: tls,
                """
                > S: 220 mx.example.test
                C: EHLO client.test
                > S: 250-mx.example.test | 250 STARTTLS
                C: STARTTLS
                > S: 220 2.0.0 Go ahead
                start TLS
                > tls failed
                failed at startTLS: no TLS
                close
                > tls
                > tls failed
                """),
            ClientScript(
                "ends in a lost connection", tls: tls,
                """
                > S: 220 mx.example.test
                C: EHLO client.test
                > S: 250-mx.example.test | 250 STARTTLS
                C: STARTTLS
                > S: 220 2.0.0 Go ahead
                start TLS
                > lost
                failed at startTLS: the connection is gone
                close
                """),
        ]
    }

    @Test("ends the session when it fails, never goes on in the clear", arguments: ClientTLSTests.failing)
    func failure(_ script: ClientScript) { run(script) }

    @Test("says that another attempt may succeed when it fails")
    func temporary() {
        var machine = SMTPClientMachine(configuration: .init(helloName: "client.test", tls: .required))
        _ = machine.actions(after: "S: 220 mx")
        guard case .failed(let failure)? = machine.actions(after: "S: 250 mx").first else {
            Issue.record("the session did not fail")
            return
        }
        #expect(failure.isTemporary)
        #expect(failure.reply == nil)
    }

    @Test(
        "drops the replies that were put behind its own in the clear (RFC 3207, section 5)",
        arguments: ["250-evil | 250 AUTH PLAIN | 250 ok", "250-evil", "554 no", "220 go | 220 go", "garbage"])
    func injection(behind: String) {
        let script = ClientScript(
            "", tls: .required, credentials: SMTPCredentials(user: "ada", password: "secret"),
            """
            > S: 220 mx.example.test
            C: EHLO client.test
            > S: 250-mx.example.test | 250 STARTTLS
            C: STARTTLS
            > S: 220 2.0.0 Go ahead | \(behind)
            start TLS
            > tls
            C: EHLO client.test
            > S: 250-mx.example.test | 250 AUTH PLAIN
            C: AUTH PLAIN AGFkYQBzZWNyZXQ=
            """)
        run(script)
    }

    @Test("drops half a reply behind its own, so that it is not joined with what comes under TLS")
    func partialInjection() {
        var machine = SMTPClientMachine(configuration: .init(helloName: "client.test", tls: .required))
        _ = machine.actions(after: "S: 220 mx.example.test")
        _ = machine.actions(after: "S: 250-mx.example.test | 250 STARTTLS")
        let injected = octets("220 2.0.0 Go ahead\r\n250-evil\r\n250-PIPELINING\r\n250-8BIT")
        let begun = machine.receive(injected.span)
        #expect(begun == [.startTLS])
        let hello = machine.actions(after: "tls").map(\.text)
        #expect(hello == ["C: EHLO client.test"])
        let opened = machine.actions(after: "S: 250 mx.example.test").map(\.text)
        #expect(opened == ["ready"])
        #expect(machine.extensions == SMTPExtensions())
    }

    @Test("forgets what was offered in the clear (RFC 3207, section 4.2)")
    func forgotten() {
        var machine = SMTPClientMachine(configuration: .init(helloName: "client.test", tls: .whenOffered))
        _ = machine.actions(after: "S: 220 mx.example.test")
        _ = machine.actions(
            after: "S: 250-mx | 250-PIPELINING | 250-8BITMIME | 250-SIZE 5 | 250-AUTH PLAIN | 250 STARTTLS")
        #expect(machine.extensions.services.contains(.pipelining))
        _ = machine.actions(after: "S: 220 2.0.0 Go ahead")
        _ = machine.actions(after: "tls")
        #expect(machine.extensions == SMTPExtensions())
        _ = machine.actions(after: "S: 250-mx.example.test | 250 8BITMIME")
        #expect(machine.extensions.services.contains(.eightBitMIME))
        #expect(!machine.extensions.services.contains(.pipelining))
        #expect(machine.extensions.maximumSize == nil)
        let begun = machine.actions(after: "begin").map(\.text)
        #expect(begun == ["C: MAIL FROM:<ada@example.com> BODY=7BIT"])
    }

    @Test("stands only when it was asked for")
    func unasked() {
        var machine = SMTPClientMachine(configuration: .init(helloName: "client.test", tls: .required))
        for event in ["tls", "S: 220 mx.example.test", "tls"] {
            let actions = machine.actions(after: event).map(\.text)
            #expect(actions == (event == "tls" ? [] : ["C: EHLO client.test"]))
        }
        let missed = machine.actions(after: "S: 250 mx.example.test").map(\.text)
        #expect(missed == ["failed at startTLS: no TLS", "close"])
    }
}
