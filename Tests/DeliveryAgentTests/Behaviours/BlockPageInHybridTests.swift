import DeliveryAgent
import DeliveryQueue
import SMTPProtocol
import Testing

@Suite("A destination that refuses our address, and a relay to fall back on", .timeLimit(.minutes(15)))
struct BlockPageInHybridTests {
    /// Where it is refused, by which words, and how many of the two hosts are asked.
    static let refusals: [(SMTPStage, String, Int)] = [
        (.greeting, "554 No reverse DNS for 192.0.2.1", 2),
        (.mail, "550 5.7.0 Blocked - see https://ipcheck.x.test/?ip=192.0.2.1", 1),
        (.recipient, "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org", 1),
        (.finalDot, "550 5.7.1 rejected, as your IP is known for spam", 1),
    ]

    @Test("has the relay take the message, once", arguments: refusals)
    func taken(stage: SMTPStage, text: String, asked: Int) async throws {
        let relay = try await ScriptedHost(host: "127.0.7.3")
        let script = ScriptedHost.at(stage, .say(text))
        let pair = try await HostPair(
            first: script, second: script,
            BehaviourBench.Settings(fallback: try BehaviourBench.relay(port: relay.port)))
        let result = try await pair.bench.attempt(to: "bob@receiver.test")
        #expect(result.gists == [Gist(.delivered, at: pair.bench.place(nil, 3, port: relay.port))])
        #expect(result.replies == [ScriptedHost.taken])
        let refusing = asked == 1 ? pair.bench.first : pair.bench.second
        #expect(result.details == ["in the clear, by way of the relay, as \(refusing) said: \(text)"])
        #expect(result.signal == .blocked(text))
        #expect(relay.sessions.count == 1)
        #expect(relay.messages.map(\.recipients) == [["bob@receiver.test"]])
        #expect(pair.first.sessions.count == 1 && pair.second.sessions.count == asked - 1)
        #expect(pair.first.messages.allSatisfy { !$0.isTaken })
        await pair.stop()
        await relay.stop()
    }

    @Test("does not bounce it where the relay is down", arguments: refusals)
    func down(stage: SMTPStage, text: String, asked: Int) async throws {
        let script = ScriptedHost.at(stage, .say(text))
        // Nobody listens there, whatever the port.
        let relay = try BehaviourBench.relay("[127.0.7.9]", port: 25_025)
        let pair = try await HostPair(first: script, second: script, BehaviourBench.Settings(fallback: relay))
        let result = try await pair.bench.attempt(to: "bob@receiver.test")
        let place = pair.bench.place(nil, 9, port: 25_025)
        #expect(result.gists == [Gist(.deferred, .unreachable, at: place, isRemote: false)])
        #expect(result.replies == ["451 4.4.1 the connection was refused (at stage connect)"])
        let refusing = asked == 1 ? pair.bench.first : pair.bench.second
        #expect(result.details == ["at connecting, by way of the relay, as \(refusing) said: \(text)"])
        #expect(result.signal == .blocked(text))
        #expect(pair.first.sessions.count == 1 && pair.second.sessions.count == asked - 1)
        await pair.stop()
    }
}
