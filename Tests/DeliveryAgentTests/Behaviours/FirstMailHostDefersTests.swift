import DeliveryQueue
import SMTPProtocol
import Testing

@Suite("A first mail host that defers", .timeLimit(.minutes(15)))
struct FirstMailHostDefersTests {
    @Test(
        "before the envelope is passed over, and its words stand where nobody else takes the message",
        arguments: [
            (.greeting, "421 4.3.2 The maximum number of concurrent connections has exceeded a limit"),
            (.greeting, "450 too busy"),
            (.hello, "421 4.7.0 mx.x.test Error: too many connections from 192.0.2.1"),
            (.hello, "450 too busy"),
        ] as [(SMTPStage, String)])
    func session(stage: SMTPStage, text: String) async throws {
        let pair = try await HostPair(first: ScriptedHost.at(stage, .say(text)))
        let alone = try await pair.bench.attempt(to: "bob@alone.test")
        #expect(alone.gists == [Gist(.deferred, .throttled, at: pair.bench.first)])
        #expect(alone.replies == [text])
        #expect(alone.details == [stage == .greeting ? "at the greeting" : "at EHLO"])
        #expect(alone.signal == .throttled(retryAfter: nil))
        #expect(pair.second.sessions.isEmpty)

        let result = try await pair.bench.attempt(to: "bob@receiver.test")
        #expect(result.gists == [Gist(.delivered, at: pair.bench.second)])
        #expect(result.replies == [ScriptedHost.taken])
        #expect(result.signal == .success)
        #expect(pair.first.verbs == (stage == .greeting ? [[], []] : [["EHLO"], ["EHLO"]]))
        #expect(pair.second.messages.map(\.isTaken) == [true])
        await pair.stop()
    }

    @Test(
        "a recipient is believed, and no other one is asked",
        arguments: [
            ("450 4.7.1 Please try again later", .greylisted),
            ("451 4.3.0 <b@x.test>: Temporary lookup failure", .other),
            ("452 4.2.2 The recipient's inbox is out of storage space", .mailbox),
        ] as [(String, DeliveryErrorClass)])
    func recipient(text: String, errorClass: DeliveryErrorClass) async throws {
        let pair = try await HostPair(first: ScriptedHost.at(.recipient, .say(text)))
        let result = try await pair.bench.attempt(to: "bob@receiver.test")
        #expect(result.gists == [Gist(.deferred, errorClass, at: pair.bench.first)])
        #expect(result.replies == [text])
        #expect(result.details == ["in reply to RCPT TO"])
        #expect(result.signal == .success)
        #expect(pair.first.count("RCPT") == 1 && pair.first.count("DATA") == 0)
        #expect(pair.second.sessions.isEmpty)
        await pair.stop()
    }
}
