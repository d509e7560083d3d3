import DeliveryQueue
import SMTPProtocol
import Testing

@Suite("Mail hosts that all refuse", .timeLimit(.minutes(15)))
struct AllMailHostsRefuseTests {
    @Test(
        "the session say nothing of the recipient: each is asked once, and the message waits",
        arguments: [
            (.greeting, "554 No SMTP service here", .unreachable, .unreachable),
            (.greeting, "554 5.7.1 we do not like you", .blocked, .blocked("554 5.7.1 we do not like you")),
            (.hello, "501 bad argument", .unreachable, .unreachable),
        ] as [(SMTPStage, String, DeliveryErrorClass, PathSignal)])
    func session(stage: SMTPStage, text: String, errorClass: DeliveryErrorClass, signal: PathSignal) async throws {
        let script = ScriptedHost.at(stage, .say(text))
        let pair = try await HostPair(first: script, second: script)
        let result = try await pair.bench.attempt(to: "ada@receiver.test", "bob@receiver.test")
        let gist = Gist(.deferred, errorClass, at: pair.bench.second)
        #expect(result.gists == [gist, gist])
        #expect(result.replies == [text, text])
        #expect(result.details == Array(repeating: stage == .greeting ? "at the greeting" : "at EHLO", count: 2))
        #expect(result.signal == signal)
        // Whoever knows no EHLO may know HELO.
        let heard = stage == .greeting ? [] : ["EHLO", "HELO"]
        #expect(pair.first.verbs == [heard])
        #expect(pair.second.verbs == [heard])
        await pair.stop()
    }

    @Test(
        "are not all asked where the first one judges the recipient or the message",
        arguments: [
            (.mail, "554 5.7.1 <a@x.test>: Sender address rejected: Access denied", "in reply to MAIL FROM"),
            (.recipient, "550 5.1.1 No such user here", "in reply to RCPT TO"),
            (.recipient, "550 5.7.1 <bob@x.test>: Recipient address rejected: Access denied", "in reply to RCPT TO"),
        ] as [(SMTPStage, String, String)])
    func recipient(stage: SMTPStage, text: String, detail: String) async throws {
        let script = ScriptedHost.at(stage, .say(text))
        let pair = try await HostPair(first: script, second: script)
        let result = try await pair.bench.attempt(to: "bob@receiver.test")
        #expect(result.gists == [Gist(.failed, at: pair.bench.first)])
        #expect(result.replies == [text])
        #expect(result.details == [detail])
        #expect(result.signal == .success)
        #expect(pair.first.count("MAIL") == 1 && pair.first.count("DATA") == 0)
        #expect(pair.second.sessions.isEmpty)
        await pair.stop()
    }

    @Test("in their ways: what the second one says of the recipient counts")
    func mixed() async throws {
        let pair = try await HostPair(
            first: ScriptedHost.at(.greeting, .say("554 No SMTP service here")),
            second: ScriptedHost.at(.recipient, .say("550 5.1.1 No such user here")))
        let result = try await pair.bench.attempt(to: "bob@receiver.test")
        #expect(result.gists == [Gist(.failed, at: pair.bench.second)])
        #expect(result.replies == ["550 5.1.1 No such user here"])
        #expect(result.signal == .success)
        #expect(pair.first.sessions.count == 1 && pair.second.sessions.count == 1)
        #expect(pair.second.messages.isEmpty)
        await pair.stop()
    }
}
