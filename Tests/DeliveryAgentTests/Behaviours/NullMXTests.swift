import DeliveryQueue
import SMTPProtocol
import Testing

@Suite("A domain with a null MX", .timeLimit(.minutes(15)))
struct NullMXTests {
    @Test("gets no mail for ever, and nobody is asked, not even its own address")
    func refused() async throws {
        let pair = try await HostPair()
        let result = try await pair.bench.attempt(to: "ada@nothing.test", "bob@nothing.test")
        let gist = Gist(.failed, at: nil, isRemote: false)
        #expect(result.gists == [gist, gist])
        let reply = "556 5.1.10 nothing.test accepts no mail (null MX)"
        #expect(result.replies == [reply, reply])
        #expect(result.details == [nil, nil])
        #expect(result.signal == PathSignal.none)
        #expect(pair.first.sessions.isEmpty && pair.second.sessions.isEmpty)
        await pair.stop()
    }

    @Test("goes to no relay either")
    func hybrid() async throws {
        let relay = try await ScriptedHost(host: "127.0.7.3")
        let pair = try await HostPair(
            BehaviourBench.Settings(fallback: try BehaviourBench.relay(port: relay.port)))
        let result = try await pair.bench.attempt(to: "bob@nothing.test")
        #expect(result.gists == [Gist(.failed, at: nil, isRemote: false)])
        #expect(result.signal == PathSignal.none)
        #expect(relay.sessions.isEmpty && pair.first.sessions.isEmpty)
        await pair.stop()
        await relay.stop()
    }
}
