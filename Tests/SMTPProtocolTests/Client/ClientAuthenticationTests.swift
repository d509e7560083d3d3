import SMTPProtocol
import Testing

@Suite("The client's password")
struct ClientAuthenticationTests {
    static let credentials = SMTPCredentials(user: "ada", password: "secret")

    static let logins: [ClientScript] = [
        ClientScript(
            "is sent under TLS where PLAIN is offered", credentials: credentials, isEncrypted: true,
            """
            > S: 220 mx.example.test
            C: EHLO client.test
            > S: 250-mx.example.test | 250 AUTH LOGIN PLAIN
            C: AUTH PLAIN AGFkYQBzZWNyZXQ=
            > S: 235 2.7.0 Welcome
            ready
            """),
        ClientScript(
            "is sent where the offer has the old form with an equals sign", credentials: credentials,
            isEncrypted: true,
            """
            > S: 220 mx.example.test
            C: EHLO client.test
            > S: 250-mx.example.test | 250 auth=plain
            C: AUTH PLAIN AGFkYQBzZWNyZXQ=
            """),
        ClientScript(
            "ends the session when it is wrong", credentials: credentials, isEncrypted: true,
            """
            > S: 220 mx.example.test
            C: EHLO client.test
            > S: 250-mx.example.test | 250 AUTH PLAIN
            C: AUTH PLAIN AGFkYQBzZWNyZXQ=
            > S: 535 5.7.8 Wrong
            failed at authentication: 535 5.7.8 Wrong
            close
            """),
        ClientScript(
            "ends the session when it cannot be checked for now", credentials: credentials, isEncrypted: true,
            """
            > S: 220 mx.example.test
            C: EHLO client.test
            > S: 250-mx.example.test | 250 AUTH PLAIN
            C: AUTH PLAIN AGFkYQBzZWNyZXQ=
            > S: 454 4.7.0 Later
            failed at authentication: 454 4.7.0 Later
            close
            """),
        ClientScript(
            "is not sent where no mechanism fits", credentials: credentials, isEncrypted: true,
            """
            > S: 220 mx.example.test
            C: EHLO client.test
            > S: 250-mx.example.test | 250 AUTH GSSAPI CRAM-MD5
            failed at authentication: no AUTH
            close
            """),
        ClientScript(
            "is not sent where AUTH is not offered", credentials: credentials, isEncrypted: true,
            """
            > S: 220 mx.example.test
            C: EHLO client.test
            > S: 250 mx.example.test
            failed at authentication: no AUTH
            close
            """),
        ClientScript(
            "is never sent in the clear", credentials: credentials,
            """
            > S: 220 mx.example.test
            C: EHLO client.test
            > S: 250-mx.example.test | 250 AUTH PLAIN
            failed at authentication: no AUTH
            close
            """),
        ClientScript(
            "is never sent in the clear where TLS was only wished for", tls: .whenOffered, credentials: credentials,
            """
            > S: 220 mx.example.test
            C: EHLO client.test
            > S: 250-mx.example.test | 250 AUTH PLAIN
            failed at authentication: no AUTH
            close
            """),
        ClientScript(
            "is never sent after HELO", credentials: credentials,
            """
            > S: 220 mx.example.test
            C: EHLO client.test
            > S: 502 5.5.1 What
            C: HELO client.test
            > S: 250 mx.example.test
            failed at authentication: no AUTH
            close
            """),
        ClientScript(
            "is sent after STARTTLS by what was offered then", tls: .required, credentials: credentials,
            """
            > S: 220 mx.example.test
            C: EHLO client.test
            > S: 250-mx.example.test | 250 STARTTLS
            C: STARTTLS
            > S: 220 2.0.0 Go ahead
            start TLS
            > tls
            C: EHLO client.test
            > S: 250-mx.example.test | 250 AUTH PLAIN
            C: AUTH PLAIN AGFkYQBzZWNyZXQ=
            > S: 235 2.7.0 Welcome
            ready
            """),
        ClientScript(
            "is not sent by what was offered before STARTTLS", tls: .required, credentials: credentials,
            """
            > S: 220 mx.example.test
            C: EHLO client.test
            > S: 250-mx.example.test | 250-AUTH PLAIN | 250 STARTTLS
            C: STARTTLS
            > S: 220 2.0.0 Go ahead
            start TLS
            > tls
            C: EHLO client.test
            > S: 250 mx.example.test
            failed at authentication: no AUTH
            close
            """),
    ]

    @Test("goes where it may and nowhere else", arguments: ClientAuthenticationTests.logins)
    func login(_ script: ClientScript) { run(script) }

    /// What the two sides say once PLAIN was begun, and what is then done.
    static let ends: [ClientScript] = [
        afterPlain(
            "a challenge that makes no sense",
            """
            > S: 334 YQ==
            C: *
            > S: 501 5.7.0 Given up
            failed at authentication: no login: a challenge came out of order
            close
            > S: 250 ok
            """),
        afterPlain(
            "a challenge that is no base 64",
            """
            > S: 334 say more
            C: *
            > S: 501 5.7.0 Given up
            failed at authentication: no login: the challenge is malformed
            close
            """),
        afterPlain(
            "a challenge that makes no sense, and a server that lets us in all the same",
            """
            > S: 334
            C: *
            > S: 235 2.7.0 Welcome
            failed at authentication: no login: a challenge came out of order
            close
            """),
        afterPlain(
            "a challenge that makes no sense, and a connection that is lost",
            """
            > S: 334
            C: *
            > lost
            failed at authentication: the connection is gone
            close
            """),
        afterPlain(
            "a 421",
            """
            > S: 421 4.3.2 Shutting down
            failed at authentication: 421 4.3.2 Shutting down
            close
            """),
        afterPlain(
            "a reply that belongs to DATA",
            """
            > S: 354 Go on
            failed at authentication: 354 Go on
            close
            """),
        afterPlain(
            "a mechanism that is not there after all",
            """
            > S: 504 5.5.4 Not here
            failed at authentication: 504 5.5.4 Not here
            close
            """),
    ]

    private static func afterPlain(_ name: String, _ script: String) -> ClientScript {
        let beginning = """
            > S: 220 mx.example.test
            C: EHLO client.test
            > S: 250-mx.example.test | 250 AUTH PLAIN
            C: AUTH PLAIN AGFkYQBzZWNyZXQ=

            """
        return ClientScript(name, credentials: credentials, isEncrypted: true, beginning + script)
    }

    @Test("ends the session by whatever is not a welcome", arguments: ClientAuthenticationTests.ends)
    func end(_ script: ClientScript) { run(script) }

    @Test("is not sent where it, or the user's name, would end the message of the mechanism")
    func unusable() {
        for (user, password) in [("", "x"), ("ada", ""), ("a\0b", "x"), ("ada\r\n", "x"), ("ada", "x\0y")] {
            let script = ClientScript(
                "", credentials: SMTPCredentials(user: user, password: password), isEncrypted: true,
                """
                > S: 220 mx.example.test
                C: EHLO client.test
                > S: 250-mx.example.test | 250 AUTH PLAIN
                failed at authentication: no login: the user name or the secret cannot be used with this mechanism
                close
                """)
            run(script)
        }
    }

    @Test("is written in base 64 of any length")
    func base64() {
        for (user, password, expected) in [
            ("a", "b", "AGEAYg=="), ("a", "bc", "AGEAYmM="), ("a", "bcd", "AGEAYmNk"),
            ("\u{E9}", "\u{FF}~?", "AMOpAMO/fj8="),
        ] {
            let script = ClientScript(
                "", credentials: SMTPCredentials(user: user, password: password), isEncrypted: true,
                """
                > S: 220 mx.example.test
                C: EHLO client.test
                > S: 250-mx.example.test | 250 AUTH PLAIN
                C: AUTH PLAIN \(expected)
                """)
            run(script)
        }
    }

    @Test("appears in no description of what holds it")
    func redacted() {
        let configuration = SMTPClientConfiguration(helloName: "client.test", credentials: Self.credentials)
        var machine = SMTPClientMachine(configuration: configuration, isEncrypted: true)
        _ = machine.actions(after: "S: 220 mx.example.test")
        _ = machine.actions(after: "S: 250-mx.example.test | 250 AUTH LOGIN")
        _ = machine.actions(after: "S: 334 VXNlcm5hbWU6")
        var texts = [
            "\(Self.credentials)", String(reflecting: Self.credentials), "\(configuration)",
            String(reflecting: configuration), "\(machine)", String(reflecting: machine),
            "\(Optional(Self.credentials) as Any)",
        ]
        var dumped = ""
        dump(Self.credentials, to: &dumped)
        dump(configuration, to: &dumped)
        dump(machine, to: &dumped)
        texts.append(dumped)
        for text in texts {
            #expect(text.contains("ada"))
            #expect(!text.contains("secret"))
            #expect(!text.contains("c2VjcmV0"))
        }
    }

    @Test("distinguishes credentials, as a pool of connections needs")
    func equality() {
        #expect(Self.credentials == SMTPCredentials(user: "ada", password: "secret"))
        #expect(Self.credentials != SMTPCredentials(user: "ada", password: "other"))
    }
}
