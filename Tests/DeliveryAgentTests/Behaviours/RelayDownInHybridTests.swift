import DeliveryAgent
import DeliveryQueue
import SMTPProtocol
import Testing

@Suite("A relay to fall back on that is down", .timeLimit(.minutes(15)))
struct RelayDownInHybridTests {
    private static let greylisted = "451 4.7.1 Greylisted, come back later"
    private static let refused = "451 4.4.1 the connection was refused (at stage connect)"

    @Test(
        "has the message wait, whose path says what it says without a relay, and takes it when it is back",
        arguments: [
            // The domain, the host that stands for it, what is said of its path.
            ("nobody.test", "gone.receiver.test", 9, .unreachable), ("alone.test", "a.receiver.test", 1, .success),
        ] as [(String, String, Int, PathSignal)])
    func down(domain: String, host: String, number: Int, signal: PathSignal) async throws {
        let relay = try await ScriptedHost(host: "127.0.7.3")
        let pair = try await HostPair(
            first: ScriptedHost.at(.recipient, .say(Self.greylisted)),
            records: { _ in "relay.test. IN A 127.0.7.9\n" },
            BehaviourBench.Settings(fallback: try BehaviourBench.relay("relay.test", port: relay.port)))
        let direct = pair.bench.place(host, number)
        let why = number == 1 ? "as \(direct) said: \(Self.greylisted)" : "as \(direct) failed: \(Self.refused)"

        let waiting = try await pair.bench.attempt(to: "bob@\(domain)", earlierAttempts: 2)
        let down = pair.bench.place("relay.test", 9, port: relay.port)
        #expect(waiting.gists == [Gist(.deferred, .unreachable, at: down, isRemote: false)])
        #expect(waiting.replies == [Self.refused])
        #expect(waiting.details == ["at connecting, by way of the relay, \(why)"])
        #expect(waiting.signal == signal)
        #expect(relay.sessions.isEmpty && pair.second.sessions.isEmpty)

        try pair.bench.publish("relay.test. IN A 127.0.7.3\n")
        let result = try await pair.bench.attempt(to: "bob@\(domain)", earlierAttempts: 3)
        #expect(result.gists == [Gist(.delivered, at: pair.bench.place("relay.test", 3, port: relay.port))])
        #expect(result.replies == [ScriptedHost.taken])
        #expect(result.details == ["in the clear, by way of the relay, \(why)"])
        #expect(result.signal == signal)
        #expect(relay.messages.map(\.recipients) == [["bob@\(domain)"]])
        #expect(pair.second.sessions.isEmpty && pair.first.messages.isEmpty)
        await pair.stop()
        await relay.stop()
    }

    @Test("and whose name is unknown has the message wait, too")
    func unknown() async throws {
        let pair = try await HostPair(
            BehaviourBench.Settings(fallback: try BehaviourBench.relay("relay.test", port: 25_025)))
        let result = try await pair.bench.attempt(to: "bob@nobody.test")
        #expect(result.gists == [Gist(.deferred, .local, at: nil, isRemote: false)])
        #expect(result.outcomes.map(\.reply.code) == [451])
        #expect(result.signal == .unreachable)
        #expect(pair.first.sessions.isEmpty && pair.second.sessions.isEmpty)
        await pair.stop()
    }
}
