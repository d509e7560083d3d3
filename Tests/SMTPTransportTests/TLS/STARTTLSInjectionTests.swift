import MailAddressing
import MailCryptography
import SMTPProtocol
import SMTPTransport
import Testing

@Suite("What was said in the clear", .timeLimit(.minutes(15)))
struct STARTTLSInjectionTests {
    static let stuffed = [
        "MAIL FROM:<evil@example.test>\r\n",
        "EHLO evil.example.test\r\nMAIL FROM:<evil@example.test>\r\nRCPT TO:<ada@example.test>\r\nDATA\r\n",
        "NOOP\r\nNOOP\r\n",
        // The rest of the line comes under TLS.
        "MAIL FROM:<evil@exa", "NOO",
        "STARTTLS\r\n", "\n", "\u{16}",
    ]

    @Test("behind STARTTLS is neither carried out nor answered under TLS", arguments: stuffed, [false, true])
    func commands(injected: String, hasSeveral: Bool) async throws {
        let tls = SMTPServerTLS(
            try TestIdentities.identity("mx.example.test"),
            others: hasSeveral ? [try TestIdentities.identity("other.example.test")] : [])
        let bench = try await ListenerBench(try ListenerBench.mx(tls: tls))
        let peer = try await bench.connect()
        try await peer.open()
        try await peer.say("STARTTLS\r\n" + injected)
        #expect(try await peer.reply().hasPrefix("220 2.0.0"))
        try await peer.beginTLS(.client(serverName: "mx.example.test"))
        #expect(try await peer.ask("HELP").hasPrefix("214"))
        #expect(try await peer.ask("MAIL FROM:<good@example.test>").hasPrefix("503"))
        #expect(try await peer.ask("EHLO client.example.test").hasPrefix("250-"))
        #expect(try await peer.ask("QUIT").hasPrefix("221"))
        #expect(try await peer.rest() == "")
        #expect(bench.log.helloNames == ["client.example.test", "client.example.test"])
        #expect(bench.log.senders.isEmpty)
        await bench.shutdown()
    }

    @Test(
        "behind the reply to STARTTLS is never taken for the reply to EHLO",
        arguments: [
            "250-evil.example.test\r\n250-AUTH PLAIN\r\n250-PIPELINING\r\n250 SIZE 1\r\n", "250-evil.example.test\r\n",
            "550 go away\r\n", "421 go away\r\n", "2",
        ])
    func replies(injected: String) async throws {
        let server = try await WireServer.listen()
        let tls = try SMTPClientTLS.opportunistic()
        async let connecting = SMTPClient.connect(
            to: server.address, serverName: nil, helloName: "client.example.test", security: .startTLSRequired(tls))
        let peer = try await server.accept()
        try await peer.greetSecurely(injecting: injected)
        try await peer.answer("EHLO", "250-mx.example.test\r\n250 SIZE 1000")
        let client = try await connecting
        #expect(client.extensions.maximumSize == 1_000)
        #expect(client.extensions.authenticationMechanisms.isEmpty)
        #expect(client.extensions.services == .size)
        async let outcomes = TransportBench.send("x\r\n", over: client)
        try await peer.takeMessage()
        #expect(try await outcomes.allSatisfy { $0.isAccepted })
        peer.close()
        await server.close()
    }

    @Test("is forgotten under TLS: the greeting and the transaction")
    func session() async throws {
        let tls = SMTPServerTLS(try TestIdentities.identity("mx.example.test"))
        let bench = try await ListenerBench(try ListenerBench.mx(tls: tls))
        let peer = try await bench.connect()
        try await peer.open()
        try await peer.ask("MAIL FROM:<sender@example.test>")
        #expect(try await peer.ask("RCPT TO:<ada@example.test>").hasPrefix("250"))
        #expect(try await peer.ask("STARTTLS").hasPrefix("220"))
        try await peer.beginTLS(.client(serverName: nil))
        #expect(try await peer.ask("RCPT TO:<eve@example.test>").hasPrefix("503"))
        #expect(try await peer.ask("DATA").hasPrefix("503"))
        #expect(try await peer.ask("EHLO client.example.test").hasPrefix("250-"))
        #expect(try await peer.ask("DATA").hasPrefix("503"))
        #expect(bench.log.messages.isEmpty)
        await bench.shutdown()
    }

    @Test("is forgotten under TLS: the login")
    func login() async throws {
        let accounts = try TestAccounts(["ada": "secret"])
        let authenticator = SMTPAuthenticator(accounts: accounts)
        let tls = SMTPServerTLS(try TestIdentities.identity("mx.example.test"))
        let listener = try ListenerBench.mx(tls: tls) { listener in
            var settings = SMTPServerConfiguration.Authentication(
                mechanisms: authenticator.mechanisms, isRequired: true)
            settings.dangerouslyAllowsCleartext = true
            listener.configuration.authentication = settings
            listener.authenticator = authenticator
        }
        let bench = try await ListenerBench(listener)
        let peer = try await bench.connect()
        try await peer.open()
        // NUL, ada, NUL, secret.
        #expect(try await peer.ask("AUTH PLAIN AGFkYQBzZWNyZXQ=").hasPrefix("235"))
        #expect(try await peer.ask("STARTTLS").hasPrefix("220"))
        try await peer.beginTLS(.client(serverName: nil))
        try await peer.ask("EHLO client.example.test")
        #expect(try await peer.ask("MAIL FROM:<sender@example.test>").hasPrefix("530 5.7.0"))
        #expect(bench.log.logins.map(\.user) == ["ada"])
        #expect(bench.log.hellos.map(\.user) == [nil, nil])
        #expect(bench.log.hellos.map(\.mechanism) == [nil, nil])
        await bench.shutdown()
    }

    @Test("is all that there is where somebody took STARTTLS away: nothing of the message goes out")
    func stripped() async throws {
        let server = try await WireServer.listen()
        let tls = try SMTPClientTLS.opportunistic()
        async let connecting = SMTPClient.connect(
            to: server.address, serverName: nil, helloName: "client.example.test", security: .startTLSRequired(tls),
            credentials: SMTPCredentials(user: "ada", password: "secret"))
        let peer = try await server.accept()
        try await peer.say("220 mx.example.test ESMTP\r\n")
        try await peer.answer("EHLO", "250-mx.example.test\r\n250 AUTH PLAIN")
        do {
            _ = try await connecting
            Issue.record("the session went on in the clear")
        } catch let failure as SMTPClientFailure {
            #expect(failure.stage == .startTLS)
            #expect(failure.isTemporary)
        }
        #expect(try await peer.rest() == "")
        await server.close()
    }
}
