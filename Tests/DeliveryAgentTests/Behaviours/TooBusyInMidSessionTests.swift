import DeliveryQueue
import SMTPProtocol
import Testing

@Suite("A mail host that is too busy in the middle of a session", .timeLimit(.minutes(15)))
struct TooBusyInMidSessionTests {
    private static let busy = "421 4.3.2 The server is too busy"

    @Test(
        "is passed over before the final dot",
        arguments: [
            (.mail, ["EHLO", "MAIL"], "at MAIL FROM"), (.recipient, ["EHLO", "MAIL", "RCPT"], "at RCPT TO"),
            (.data, ["EHLO", "MAIL", "RCPT", "DATA"], "at DATA"),
        ] as [(SMTPStage, [String], String)])
    func passedOver(stage: SMTPStage, verbs: [String], detail: String) async throws {
        let pair = try await HostPair(first: ScriptedHost.at(stage, .bye(Self.busy)))
        let alone = try await pair.bench.attempt(to: "bob@alone.test")
        #expect(alone.gists == [Gist(.deferred, .throttled, at: pair.bench.first)])
        #expect(alone.replies == [Self.busy])
        #expect(alone.details == [detail])
        #expect(alone.signal == .throttled(retryAfter: nil))
        #expect(pair.second.sessions.isEmpty)

        let result = try await pair.bench.attempt(to: "bob@receiver.test")
        #expect(result.gists == [Gist(.delivered, at: pair.bench.second)])
        #expect(result.replies == [ScriptedHost.taken])
        #expect(result.signal == .success)
        #expect(pair.first.verbs == [verbs, verbs])
        #expect(pair.first.messages.isEmpty)
        #expect(pair.second.messages.map(\.isTaken) == [true])
        await pair.stop()
    }

    @Test("has answered where it says so to the final dot, and no other one gets the message")
    func finalDot() async throws {
        let pair = try await HostPair(first: ScriptedHost.at(.finalDot, .bye(Self.busy)))
        let result = try await pair.bench.attempt(to: "bob@receiver.test")
        #expect(result.gists == [Gist(.deferred, .throttled, at: pair.bench.first)])
        #expect(result.replies == [Self.busy])
        #expect(result.details == ["in reply to the end of the message"])
        #expect(result.signal == .throttled(retryAfter: nil))
        #expect(pair.first.messages.map(\.isTaken) == [false])
        #expect(pair.second.sessions.isEmpty)
        await pair.stop()
    }

    @Test("gets the message over a new connection where it has left a kept one")
    func keptConnection() async throws {
        let pair = try await HostPair(first: ScriptedHost.at(.mail, time: 2, .bye(Self.busy)))
        for _ in 0..<2 {
            let result = try await pair.bench.attempt(to: "bob@receiver.test")
            #expect(result.gists == [Gist(.delivered, at: pair.bench.first)])
            #expect(result.replies == [ScriptedHost.taken])
            #expect(result.signal == .success)
        }
        let transaction = ["MAIL", "RCPT", "DATA"]
        #expect(pair.first.verbs == [["EHLO"] + transaction + ["MAIL"], ["EHLO"] + transaction])
        #expect(pair.first.messages.map(\.isTaken) == [true, true])
        #expect(pair.second.sessions.isEmpty)
        await pair.stop()
    }

    @Test(
        "is passed over where it has begun with the second message of a kept connection",
        arguments: [(.recipient, ["MAIL", "RCPT"]), (.data, ["MAIL", "RCPT", "DATA"])] as [(SMTPStage, [String])])
    func secondMessage(stage: SMTPStage, verbs: [String]) async throws {
        let pair = try await HostPair(first: ScriptedHost.at(stage, time: 2, .bye(Self.busy)))
        let first = try await pair.bench.attempt(to: "bob@receiver.test")
        #expect(first.gists == [Gist(.delivered, at: pair.bench.first)])
        let second = try await pair.bench.attempt(to: "bob@receiver.test")
        #expect(second.gists == [Gist(.delivered, at: pair.bench.second)])
        #expect(second.replies == [ScriptedHost.taken])
        #expect(second.signal == .success)
        #expect(pair.first.verbs == [["EHLO", "MAIL", "RCPT", "DATA"] + verbs])
        #expect(pair.first.messages.count == 1 && pair.second.messages.count == 1)
        await pair.stop()
    }
}
