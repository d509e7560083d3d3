import SMTPProtocol
import Testing

@Suite("A login by LOGIN and by tokens")
struct ClientSecretTests {
    private static let credentials = SMTPCredentials(user: "ada", password: "secret")
    private static let token = SMTPCredentials(user: "ada", token: "token")

    private static let beginning: String = """
        > S: 220 mx.example.test
        C: EHLO client.test
        > S: 250-mx.example.test | 250 AUTH LOGIN
        C: AUTH LOGIN

        """

    static let scripts: [ClientScript] = [
        ClientScript(
            "by LOGIN sends the name and then the password", credentials: credentials, isEncrypted: true,
            beginning + """
                > S: 334 VXNlcm5hbWU6
                C: YWRh
                > S: 334 UGFzc3dvcmQ6
                C: c2VjcmV0
                > S: 235 2.7.0 Welcome
                ready
                """),
        ClientScript(
            "by LOGIN does not mind what the prompts say", credentials: credentials, isEncrypted: true,
            beginning + """
                > S: 334
                C: YWRh
                > S: 334 YQ==
                C: c2VjcmV0
                > S: 235 2.7.0 Welcome
                ready
                """),
        ClientScript(
            "by LOGIN is given up at a third prompt", credentials: credentials, isEncrypted: true,
            beginning + """
                > S: 334 VXNlcm5hbWU6
                C: YWRh
                > S: 334 UGFzc3dvcmQ6
                C: c2VjcmV0
                > S: 334 VXNlcm5hbWU6
                C: *
                > S: 501 5.7.0 Given up
                failed at authentication: no login: a challenge came out of order
                close
                """),
        ClientScript(
            "by LOGIN has failed where the server is content without a password", credentials: credentials,
            isEncrypted: true,
            beginning + """
                > S: 334 VXNlcm5hbWU6
                C: YWRh
                > S: 235 2.7.0 Welcome
                failed at authentication: no login: the server did not prove that it knows the password
                close
                """),
        ClientScript(
            "by LOGIN ends where the name is refused", credentials: credentials, isEncrypted: true,
            beginning + """
                > S: 334 VXNlcm5hbWU6
                C: YWRh
                > S: 535 5.7.8 Who
                failed at authentication: 535 5.7.8 Who
                close
                """),
        ClientScript(
            "by OAUTHBEARER sends the token", credentials: token, isEncrypted: true,
            """
            > S: 220 mx.example.test
            C: EHLO client.test
            > S: 250-mx.example.test | 250 AUTH XOAUTH2 OAUTHBEARER
            C: AUTH OAUTHBEARER \(base64("n,a=ada,\u{1}auth=Bearer token\u{1}\u{1}"))
            > S: 235 2.7.0 Welcome
            ready
            """),
        ClientScript(
            "by OAUTHBEARER answers the error before the refusal", credentials: token, isEncrypted: true,
            """
            > S: 220 mx.example.test
            C: EHLO client.test
            > S: 250-mx.example.test | 250 AUTH OAUTHBEARER
            C: AUTH OAUTHBEARER \(base64("n,a=ada,\u{1}auth=Bearer token\u{1}\u{1}"))
            > S: 334 \(base64("{\"status\":\"invalid_token\"}"))
            C: AQ==
            > S: 535 5.7.8 The token has expired
            failed at authentication: 535 5.7.8 The token has expired
            close
            """),
        ClientScript(
            "by OAUTHBEARER has failed where a welcome follows an error", credentials: token, isEncrypted: true,
            """
            > S: 220 mx.example.test
            C: EHLO client.test
            > S: 250-mx.example.test | 250 AUTH OAUTHBEARER
            C: AUTH OAUTHBEARER \(base64("n,a=ada,\u{1}auth=Bearer token\u{1}\u{1}"))
            > S: 334 e30=
            C: AQ==
            > S: 235 2.7.0 Welcome
            failed at authentication: no login: the server did not prove that it knows the password
            close
            """),
        ClientScript(
            "by OAUTHBEARER is given up at a second error", credentials: token, isEncrypted: true,
            """
            > S: 220 mx.example.test
            C: EHLO client.test
            > S: 250-mx.example.test | 250 AUTH OAUTHBEARER
            C: AUTH OAUTHBEARER \(base64("n,a=ada,\u{1}auth=Bearer token\u{1}\u{1}"))
            > S: 334 e30=
            C: AQ==
            > S: 334 e30=
            C: *
            > S: 501 5.7.0 Given up
            failed at authentication: no login: a challenge came out of order
            close
            """),
        ClientScript(
            "by a token is not sent in the clear", credentials: token,
            """
            > S: 220 mx.example.test
            C: EHLO client.test
            > S: 250-mx.example.test | 250 AUTH OAUTHBEARER XOAUTH2
            failed at authentication: no AUTH
            close
            """),
    ]

    private static func base64(_ text: String) -> String { SASLBase64.encode(octets(text)) }

    @Test("says what the mechanism wants", arguments: ClientSecretTests.scripts)
    func login(_ script: ClientScript) { run(script) }

    @Test("by XOAUTH2 answers the error by an empty line")
    func xoauth2() {
        var machine = Self.machine(Self.token)
        let command = "AUTH XOAUTH2 \(Self.base64("user=ada\u{1}auth=Bearer token\u{1}\u{1}"))\r\n"
        #expect(machine.actions(after: "S: 250-mx | 250 AUTH XOAUTH2") == [.write(octets(command))])
        #expect(machine.actions(after: "S: 334 e30=") == [.write([13, 10])])
        let end = machine.actions(after: "S: 535 5.7.8 No").map(\.text)
        #expect(end == ["failed at authentication: 535 5.7.8 No", "close"])
    }

    @Test("sends a response that makes the command longer than 512 octets in a line of its own")
    func long() {
        for (length, isLong) in [(1, false), (349, false), (350, true), (8_000, true)] {
            let token = String(repeating: "t", count: length)
            let response = Self.base64("user=ada\u{1}auth=Bearer \(token)\u{1}\u{1}")
            var machine = Self.machine(SMTPCredentials(user: "ada", token: token))
            let begun = machine.actions(after: "S: 250-mx | 250 AUTH XOAUTH2")
            if isLong {
                #expect(begun == [.write(octets("AUTH XOAUTH2\r\n"))], "\(length)")
                #expect(machine.actions(after: "S: 334 ") == [.write(octets("\(response)\r\n"))], "\(length)")
            } else {
                #expect(begun == [.write(octets("AUTH XOAUTH2 \(response)\r\n"))], "\(length)")
            }
            #expect(machine.actions(after: "S: 235 2.7.0 Welcome") == [.ready], "\(length)")
            #expect(machine.mechanism == .xoauth2)
        }
    }

    @Test("has failed where a long response was not even asked for")
    func longUnasked() {
        var machine = Self.machine(SMTPCredentials(user: "ada", token: String(repeating: "t", count: 1_000)))
        _ = machine.actions(after: "S: 250-mx | 250 AUTH XOAUTH2")
        let end = machine.actions(after: "S: 235 2.7.0 Welcome").map(\.text)
        #expect(end.last == "close")
        #expect(end.first?.hasPrefix("failed at authentication: no login") == true)
        #expect(machine.mechanism == nil)
    }

    @Test("does not show a long response that waits in a description")
    func redacted() {
        var machine = Self.machine(SMTPCredentials(user: "ada", token: String(repeating: "t", count: 1_000)))
        _ = machine.actions(after: "S: 250-mx | 250 AUTH XOAUTH2")
        var dumped = ""
        dump(machine, to: &dumped)
        // Letters as numbers are letters still.
        for text in ["\(machine)", String(reflecting: machine)] { #expect(!text.contains("116, 116, 116")) }
        #expect(!dumped.contains("- 116\n"))
    }

    /// A client under TLS that has heard the greeting.
    private static func machine(_ credentials: SMTPCredentials) -> SMTPClientMachine {
        let configuration = SMTPClientConfiguration(helloName: "client.test", tls: .never, credentials: credentials)
        var machine = SMTPClientMachine(configuration: configuration, isEncrypted: true)
        _ = machine.actions(after: "S: 220 mx.example.test")
        return machine
    }
}
