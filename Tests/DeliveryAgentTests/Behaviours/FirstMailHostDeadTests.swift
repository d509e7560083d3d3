import DeliveryQueue
import Testing

@Suite("A first mail host that is dead", .timeLimit(.minutes(15)))
struct FirstMailHostDeadTests {
    @Test("is passed over, and the next one gets the message once", arguments: ["dead.test", "lost.test"])
    func passedOver(domain: String) async throws {
        let pair = try await HostPair()
        let result = try await pair.bench.attempt(to: "bob@\(domain)")
        #expect(result.gists == [Gist(.delivered, at: pair.bench.second)])
        #expect(result.replies == [ScriptedHost.taken])
        #expect(result.signal == .success)
        #expect(pair.second.messages.map(\.recipients) == [["bob@\(domain)"]])
        #expect(pair.second.sessions.count == 1)
        #expect(pair.first.sessions.isEmpty)
        await pair.stop()
    }

    @Test("has the message wait where there is no other one")
    func alone() async throws {
        let pair = try await HostPair()
        // That an attempt begins is put on record for a session that is open, and there was none.
        let result = try await confirmation(expectedCount: 0) { asked in
            try await pair.bench.attempt(to: "bob@nobody.test") {
                asked()
                return true
            }
        }
        let gone = pair.bench.place("gone.receiver.test", 9)
        #expect(result.gists == [Gist(.deferred, .unreachable, at: gone, isRemote: false)])
        #expect(result.replies == ["451 4.4.1 the connection was refused (at stage connect)"])
        #expect(result.details == ["at connecting"])
        #expect(result.signal == .unreachable)
        #expect(pair.first.sessions.isEmpty && pair.second.sessions.isEmpty)
        await pair.stop()
    }
}
