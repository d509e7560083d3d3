import SMTPProtocol
import Testing

@Suite("The client's choice of a mechanism")
struct ClientMechanismTests {
    /// What the server offers, what the client has, and the mechanism that is begun; nil where there is none.
    struct Row: Sendable, CustomStringConvertible {
        var offered: String
        var credentials = ClientMechanismTests.password
        var binding: [UInt8]?
        var hasCryptography = true
        var expected: String?

        var description: String { "\(offered) for \(credentials.mechanisms.map(\.rawValue))" }
    }

    static let password = SMTPCredentials(user: "ada", password: "pencil")
    static let token = SMTPCredentials(user: "ada", token: "token")
    private static let everything = SASLMechanism.allCases.reversed().map(\.rawValue).joined(separator: " ")

    private static func only(_ mechanisms: SASLMechanism..., of credentials: SMTPCredentials = password)
        -> SMTPCredentials
    {
        var credentials = credentials
        credentials.mechanisms = mechanisms
        return credentials
    }

    static let rows: [Row] = [
        Row(offered: everything, binding: [1], expected: "SCRAM-SHA-256-PLUS"),
        Row(offered: everything, expected: "SCRAM-SHA-256"),
        Row(offered: everything, binding: [1], hasCryptography: false, expected: "PLAIN"),
        Row(offered: "LOGIN PLAIN", expected: "PLAIN"), Row(offered: "LOGIN CRAM-MD5", expected: "LOGIN"),
        Row(offered: "CRAM-MD5 GSSAPI SCRAM-SHA-1 OAUTHBEARER XOAUTH2"),
        Row(offered: "SCRAM-SHA-256-PLUS"), Row(offered: "SCRAM-SHA-256", hasCryptography: false),
        Row(offered: "SCRAM-SHA-256-PLUS", binding: [1], hasCryptography: false),
        Row(offered: "scram-sha-256 plain", expected: "SCRAM-SHA-256"),
        Row(offered: everything, credentials: token, binding: [1], expected: "OAUTHBEARER"),
        Row(offered: everything, credentials: token, hasCryptography: false, expected: "OAUTHBEARER"),
        Row(offered: "PLAIN XOAUTH2", credentials: token, expected: "XOAUTH2"),
        Row(offered: "PLAIN LOGIN SCRAM-SHA-256", credentials: token),
        Row(offered: "PLAIN LOGIN", credentials: only(.scramSHA256Plus, .scramSHA256)),
        Row(offered: everything, credentials: only(.scramSHA256), binding: [1], expected: "SCRAM-SHA-256"),
        Row(offered: everything, credentials: only(.login, .plain), expected: "LOGIN"),
        Row(offered: everything, credentials: only(.xoauth2, of: token), expected: "XOAUTH2"),
        Row(offered: everything, credentials: only()),
    ]

    /// A client under TLS that has heard the greeting.
    private static func machine(_ row: Row, isEncrypted: Bool = true) -> SMTPClientMachine {
        let configuration = SMTPClientConfiguration(
            helloName: "client.test", tls: .never, credentials: row.credentials)
        var machine = SMTPClientMachine(
            configuration: configuration, isEncrypted: isEncrypted,
            cryptography: row.hasCryptography ? TestCryptography() : nil)
        _ = machine.tlsEstablished(channelBinding: row.binding)
        _ = machine.actions(after: "S: 220 mx.example.test")
        return machine
    }

    @Test("is the strongest that both sides know and can carry out", arguments: ClientMechanismTests.rows)
    func choice(_ row: Row) {
        var machine = Self.machine(row)
        let actions = machine.actions(after: "S: 250-mx.example.test | 250 AUTH \(row.offered)").map(\.text)
        if let expected = row.expected {
            #expect(actions.count == 1)
            #expect(actions.first?.split(separator: " ").prefix(3).joined(separator: " ") == "C: AUTH \(expected)")
        } else {
            #expect(actions == ["failed at authentication: no AUTH", "close"])
        }
        #expect(machine.mechanism == nil)
    }

    @Test("is none in the clear", arguments: ClientMechanismTests.rows)
    func cleartext(_ row: Row) {
        var machine = Self.machine(row, isEncrypted: false)
        let actions = machine.actions(after: "S: 250-mx.example.test | 250 AUTH \(row.offered)").map(\.text)
        #expect(actions == ["failed at authentication: no AUTH", "close"])
    }

    @Test("is the next one where the server does not have what it offers, or finds it too weak")
    func next() {
        for refusal in ["504 5.5.4 Not here", "534 5.7.9 Too weak"] {
            run(
                ClientScript(
                    "", credentials: Self.password, isEncrypted: true,
                    """
                    > S: 220 mx.example.test
                    C: EHLO client.test
                    > S: 250-mx.example.test | 250 AUTH PLAIN LOGIN
                    C: AUTH PLAIN AGFkYQBwZW5jaWw=
                    > S: \(refusal)
                    C: AUTH LOGIN
                    > S: 334 VXNlcm5hbWU6
                    C: YWRh
                    > S: 334 UGFzc3dvcmQ6
                    C: cGVuY2ls
                    > S: \(refusal)
                    failed at authentication: \(refusal)
                    close
                    """))
        }
    }

    @Test("goes down one by one, each of them once, and never from one that hides the password to one that shows it")
    func descent() {
        var machine = Self.machine(Row(offered: "", binding: [1]))
        var begun: [String] = []
        var actions = machine.actions(after: "S: 250-mx.example.test | 250 AUTH \(Self.everything)")
        // There are only so many.
        for _ in 0..<10 {
            guard case .write(let octets) = actions.first else { break }
            begun.append(String(decoding: octets, as: UTF8.self).split(separator: " ")[1].trimmed)
            actions = machine.actions(after: "S: 504 5.5.4 Not here")
        }
        #expect(begun == ["SCRAM-SHA-256-PLUS", "SCRAM-SHA-256"])
        #expect(actions.map(\.text) == ["failed at authentication: 504 5.5.4 Not here", "close"])
    }

    @Test("is not changed by a wrong password, which is not sent in another way", arguments: ["535", "454", "501"])
    func wrongPassword(code: String) {
        run(
            ClientScript(
                "", credentials: Self.password, isEncrypted: true,
                """
                > S: 220 mx.example.test
                C: EHLO client.test
                > S: 250-mx.example.test | 250 AUTH PLAIN LOGIN
                C: AUTH PLAIN AGFkYQBwZW5jaWw=
                > S: \(code) No
                failed at authentication: \(code) No
                close
                """))
    }

    @Test("is known once it has led to a login")
    func known() {
        var machine = Self.machine(Row(offered: ""))
        _ = machine.actions(after: "S: 250-mx.example.test | 250 AUTH PLAIN")
        #expect(machine.mechanism == nil)
        #expect(machine.actions(after: "S: 235 2.7.0 Welcome") == [.ready])
        #expect(machine.mechanism == .plain)
    }
}

extension Substring {
    /// The text without the CRLF at its end.
    fileprivate var trimmed: String { String(prefix { $0 != "\r\n" }) }
}
