import DeliveryQueue
import NIOCore
import SMTPProtocol
import Testing

@Suite("Recipients of one message that a host judges differently", .timeLimit(.minutes(15)))
struct PartialRecipientsTests {
    @Test("have each their own outcome, in one transaction at one host")
    func judged() async throws {
        let pair = try await HostPair(first: { moment in
            guard moment.stage == .recipient else { return nil }
            if moment.line.contains("eve@") { return .say("450 4.7.1 Please try again later") }
            return moment.line.contains("bob@") ? .say("550 5.1.1 No such user here") : nil
        })
        let result = try await pair.bench.attempt(
            to: "ada@receiver.test", "eve@receiver.test", "bob@receiver.test")
        let host = pair.bench.first
        #expect(
            result.gists == [
                Gist(.delivered, at: host), Gist(.deferred, .greylisted, at: host), Gist(.failed, at: host),
            ])
        #expect(
            result.replies == [
                ScriptedHost.taken, "450 4.7.1 Please try again later", "550 5.1.1 No such user here",
            ])
        #expect(result.details == ["in the clear", "in reply to RCPT TO", "in reply to RCPT TO"])
        #expect(result.signal == .success)
        #expect(pair.first.verbs == [["EHLO", "MAIL", "RCPT", "RCPT", "RCPT", "DATA"]])
        let content = ByteBuffer(bytes: BehaviourBench.content)
        #expect(
            pair.first.messages == [
                ScriptedHost.Message(recipients: ["ada@receiver.test"], content: content, isTaken: true)
            ])
        #expect(pair.second.sessions.isEmpty)
        await pair.stop()
    }

    @Test("get no message where none of them is taken")
    func nobody() async throws {
        let pair = try await HostPair(first: { moment in
            guard moment.stage == .recipient else { return nil }
            let isKnown = moment.line.contains("eve@")
            return .say(isKnown ? "450 4.7.1 Please try again later" : "550 5.1.1 No such user here")
        })
        let result = try await pair.bench.attempt(to: "eve@receiver.test", "bob@receiver.test")
        let host = pair.bench.first
        #expect(result.gists == [Gist(.deferred, .greylisted, at: host), Gist(.failed, at: host)])
        #expect(result.signal == .success)
        #expect(pair.first.count("DATA") == 0 && pair.first.messages.isEmpty)
        #expect(pair.second.sessions.isEmpty)
        await pair.stop()
    }
}
