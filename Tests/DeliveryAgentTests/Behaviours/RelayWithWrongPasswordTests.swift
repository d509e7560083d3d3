import DeliveryAgent
import DeliveryQueue
import MailCryptography
import NIOConcurrencyHelpers
import SMTPProtocol
import SMTPTransport
import Testing

@Suite("A relay that does not let us in", .timeLimit(.minutes(15)))
struct RelayWithWrongPasswordTests {
    /// Notes of how many recipients it hears.
    private final class Listener: RecipientObserver {
        private let heard = NIOLockedValueBox(0)

        var count: Int { heard.withLockedValue { $0 } }

        func answered(_ answers: [RecipientAnswer]) async { heard.withLockedValue { $0 += answers.count } }
    }

    /// A relay for `ada`, whose password is `secret`; failed logins cost no time.
    private static func relay(rules: @escaping Receiver.Rules) async throws -> Receiver {
        let scrypt = try ScryptParameters(costExponent: 10, blockSize: 8, parallelization: 1)
        let password = try StoredPassword(settingPassword: Array("secret".utf8), iterations: 4_096, scrypt: scrypt)
        let authenticator = SMTPAuthenticator(
            accounts: SMTPAccountList(["ada": password]),
            clock: SMTPAuthenticator.Clock(now: { Duration.zero }, sleep: { _ in }))
        return try await Receiver(host: "127.0.7.3", authenticator: authenticator, rules: rules)
    }

    @Test(
        "says nothing of the recipient and of no path: it is our trouble, and the message waits",
        arguments: ["wrong", "secret"])
    func login(password: String) async throws {
        let envelopes = NIOLockedValueBox(0)
        let relay = try await Self.relay { question in
            if case .mail = question { envelopes.withLockedValue { $0 += 1 } }
            return .accept
        }
        let listener = Listener()
        var settings = BehaviourBench.Settings(observer: listener)
        settings.relay = try BehaviourBench.relay(
            port: relay.port, security: .startTLSRequired(try SMTPClientTLS.opportunistic()),
            credentials: SMTPCredentials(user: "ada", password: password))
        let bench = try BehaviourBench(port: relay.port, settings)
        let place = bench.place(nil, 3)
        let result = try await bench.attempt(to: "bob@receiver.test")
        if password == "secret" {
            #expect(result.gists == [Gist(.delivered, at: place)])
            #expect(result.signal == .success)
            #expect(relay.messages.count == 1 && listener.count == 1)
        } else {
            #expect(result.gists == [Gist(.deferred, .local, at: place)])
            #expect(result.outcomes.map(\.reply.code) == [535])
            #expect(result.outcomes.map(\.reply.enhancedStatusCode) == [EnhancedStatusCode(5, 7, 8)])
            #expect(result.details == ["at AUTH"])
            #expect(result.signal == PathSignal.none)
            #expect(relay.connectionCount == 1 && listener.count == 0)
            #expect(envelopes.withLockedValue { $0 } == 0)
        }
        await bench.pool.shutdown()
        await relay.stop()
    }

    @Test("has what it was to take wait where the destination refuses our address")
    func hybrid() async throws {
        let relay = try await Self.relay { _ in .accept }
        let text = "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org"
        var settings = BehaviourBench.Settings()
        settings.fallback = try BehaviourBench.relay(
            port: relay.port, security: .startTLSRequired(try SMTPClientTLS.opportunistic()),
            credentials: SMTPCredentials(user: "ada", password: "wrong"))
        let pair = try await HostPair(first: ScriptedHost.at(.recipient, .say(text)), settings)
        let result = try await pair.bench.attempt(to: "bob@receiver.test")
        #expect(result.gists == [Gist(.deferred, .local, at: pair.bench.place(nil, 3, port: relay.port))])
        #expect(result.outcomes.map(\.reply.code) == [535])
        #expect(result.details == ["at AUTH, by way of the relay, as \(pair.bench.first) said: \(text)"])
        #expect(result.signal == .blocked(text))
        #expect(relay.messages.isEmpty && relay.connectionCount == 1)
        #expect(pair.second.sessions.isEmpty)
        await pair.stop()
        await relay.stop()
    }
}
