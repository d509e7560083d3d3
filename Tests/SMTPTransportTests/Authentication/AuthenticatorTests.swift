import MailAddressing
import SMTPProtocol
import SMTPTransport
import Testing

@Suite("Logging in", .timeLimit(.minutes(15)))
struct AuthenticatorTests {
    static let wrong = EnhancedStatusCode(5, 7, 8)
    /// `good` is a token of ada's.
    static let tokens: @Sendable (String, String?) -> SMTPTokenVerdict = { token, _ in
        token == "good" ? .valid(user: "ada") : .invalid
    }

    @Test("works by every mechanism, and the session is told", arguments: SASLMechanism.allCases)
    func right(mechanism: SASLMechanism) async throws {
        let bench = try await LoginBench(tokens: Self.tokens)
        let secret = mechanism.usesToken ? "good" : "secret"
        let client = try await bench.client(LoginBench.credentials("ada", secret, mechanism))
        #expect(client.mechanism == mechanism)
        let outcomes = try await TransportBench.send("x\r\n", over: client)
        #expect(outcomes.allSatisfy { $0.isAccepted })
        await client.quit()
        #expect(bench.log.logins.map(\.user) == ["ada"])
        #expect(bench.log.logins.map(\.mechanism) == [mechanism])
        #expect(bench.log.logins.map(\.tlsVersion) == ["TLSv1.3"])
        #expect(bench.log.hellos.map(\.user) == [nil])
        #expect(bench.log.messages == ["x\r\n"])
        await bench.shutdown()
    }

    @Test("fails alike for a wrong secret and for nobody, by every mechanism", arguments: SASLMechanism.allCases)
    func wrong(mechanism: SASLMechanism) async throws {
        let bench = try await LoginBench(tokens: Self.tokens)
        let right = mechanism.usesToken ? "good" : "secret"
        let wrong = try await bench.logIn(LoginBench.credentials("ada", "wrong", mechanism))
        #expect(wrong?.code == 535)
        #expect(wrong?.enhancedStatusCode == Self.wrong)
        #expect(try await bench.logIn(LoginBench.credentials("nobody", "wrong", mechanism)) == wrong)
        // The secret of somebody else is none of one's own.
        #expect(try await bench.logIn(LoginBench.credentials("bob", right, mechanism)) == wrong)
        #expect(bench.log.logins.isEmpty)
        #expect(bench.log.entries.filter { $0 == .loginRefused(mechanism) }.count == 3)
        await bench.shutdown()
    }

    @Test("takes the mechanism that binds the channel, if it may choose", arguments: [false, true])
    func choice(hasSeveral: Bool) async throws {
        for encryption in [SMTPServer.Listener.Encryption.implicit, .startTLS] {
            let bench = try await LoginBench(
                encryption: encryption, others: hasSeveral ? [try TestIdentities.identity("other.example.test")] : [])
            for name in ["mx.example.test", "other.example.test", "unknown.example.test", nil] {
                let client = try await bench.client(
                    SMTPCredentials(user: "ada", password: "secret"), serverName: name)
                #expect(client.mechanism == .scramSHA256Plus)
                await client.quit()
            }
            #expect(bench.log.logins.map(\.mechanism) == Array(repeating: .scramSHA256Plus, count: 4))
            await bench.shutdown()
        }
    }

    @Test("comes before MAIL, and TLS before that")
    func order() async throws {
        let bench = try await LoginBench(encryption: .startTLS)
        let peer = try await bench.listener.connect()
        #expect(!(try await peer.open()).contains("AUTH"))
        #expect(try await peer.ask("AUTH PLAIN AGFkYQBzZWNyZXQ=").hasPrefix("538 5.7.11"))
        #expect(try await peer.ask("MAIL FROM:<ada@example.test>").hasPrefix("530 5.7.0"))
        #expect(try await peer.ask("STARTTLS").hasPrefix("220"))
        try await peer.beginTLS(.client(serverName: nil))
        #expect(try await peer.ask("EHLO client.example.test").contains("AUTH SCRAM-SHA-256-PLUS SCRAM-SHA-256 PLAIN"))
        #expect(try await peer.ask("MAIL FROM:<ada@example.test>").hasPrefix("530 5.7.0"))
        #expect(try await peer.ask("AUTH PLAIN AGFkYQBzZWNyZXQ=").hasPrefix("235"))
        #expect(try await peer.ask("MAIL FROM:<ada@example.test>").hasPrefix("250"))
        #expect(bench.accounts.questions == 1)
        await bench.shutdown()
    }

    @Test("is put off where the accounts cannot be read", arguments: SASLMechanism.allCases.filter { !$0.usesToken })
    func outOfOrder(mechanism: SASLMechanism) async throws {
        let bench = try await LoginBench()
        bench.accounts.fail()
        for _ in 0..<5 {
            let reply = try await bench.logIn(LoginBench.credentials("ada", "secret", mechanism))
            #expect(reply?.code == 454)
            #expect(reply?.enhancedStatusCode == EnhancedStatusCode(4, 7, 0))
        }
        // Nobody guessed anything: nobody waits.
        #expect(bench.accounts.questions == 5)
        #expect(bench.clock.sleeps.isEmpty)
        await bench.shutdown()
    }

    @Test("by a token is the checker's to judge", arguments: [SASLMechanism.oauthBearer, .xoauth2])
    func tokens(mechanism: SASLMechanism) async throws {
        let verdicts: [(SMTPTokenVerdict, UInt16?)] = [
            (.valid(user: "ada"), nil), (.valid(user: "bob"), 535), (.invalid, 535), (.unavailable, 454),
        ]
        for (verdict, code) in verdicts {
            let bench = try await LoginBench { token, user in
                token == "token" && user == "ada" ? verdict : .invalid
            }
            #expect(try await bench.logIn(LoginBench.credentials("ada", "token", mechanism))?.code == code)
            #expect(bench.log.logins.map(\.user) == (code == nil ? ["ada"] : []))
            #expect(bench.accounts.questions == 0)
            await bench.shutdown()
        }
    }

    @Test("by a token is not offered where nobody can judge it")
    func withoutChecker() async throws {
        let bench = try await LoginBench()
        do throws(SMTPClientFailure) {
            _ = try await bench.client(SMTPCredentials(user: "ada", token: "good"))
            Issue.record("the token was taken")
        } catch {
            #expect(error.reason == .authenticationUnavailable)
        }
        await bench.shutdown()
    }
}
