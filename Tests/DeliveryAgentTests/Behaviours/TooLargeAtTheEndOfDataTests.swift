import DeliveryQueue
import SMTPProtocol
import Testing

@Suite("A message that is too large at its end", .timeLimit(.minutes(15)))
struct TooLargeAtTheEndOfDataTests {
    @Test("fails at once and goes to no other host")
    func failed() async throws {
        let text = "552 5.3.4 Message size exceeds fixed limit"
        let pair = try await HostPair(first: ScriptedHost.at(.finalDot, .say(text)))
        let result = try await pair.bench.attempt(to: "ada@receiver.test", "bob@receiver.test")
        let gist = Gist(.failed, at: pair.bench.first)
        #expect(result.gists == [gist, gist])
        #expect(result.replies == [text, text])
        #expect(result.details.first == "in reply to the end of the message")
        #expect(result.signal == .success)
        #expect(pair.first.verbs == [["EHLO", "MAIL", "RCPT", "RCPT", "DATA"]])
        #expect(pair.first.messages.map(\.isTaken) == [false])
        #expect(pair.second.sessions.isEmpty)
        await pair.stop()
    }

    @Test("leaves the connection good for the next one")
    func next() async throws {
        let text = "552 5.3.4 Message size exceeds fixed limit"
        let pair = try await HostPair(first: ScriptedHost.at(.finalDot, time: 1, .say(text)))
        let kinds: [DeliveryOutcome.Kind] = [.failed, .delivered]
        for kind in kinds {
            let result = try await pair.bench.attempt(to: "bob@receiver.test")
            #expect(result.gists == [Gist(kind, at: pair.bench.first)])
        }
        #expect(pair.first.sessions.count == 1)
        #expect(pair.first.messages.map(\.isTaken) == [false, true])
        #expect(pair.second.sessions.isEmpty)
        await pair.stop()
    }
}
