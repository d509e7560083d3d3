import DeliveryQueue
import NIOCore
import SMTPProtocol
import Testing

@Suite("A mail host that closes the connection", .timeLimit(.minutes(15)))
struct DisconnectAtEachStageTests {
    @Test(
        "is passed over as long as the final dot was not sent",
        arguments: [
            (.greeting, [], "at the greeting", .unreachable, .unreachable),
            (.hello, ["EHLO"], "at EHLO", .unreachable, .unreachable),
            (.mail, ["EHLO", "MAIL"], "at MAIL FROM", .other, .none),
            (.recipient, ["EHLO", "MAIL", "RCPT"], "at RCPT TO", .other, .none),
            (.data, ["EHLO", "MAIL", "RCPT", "DATA"], "at DATA", .other, .none),
            (.message, ["EHLO", "MAIL", "RCPT", "DATA"], "at the message", .other, .none),
        ] as [(SMTPStage, [String], String, DeliveryErrorClass, PathSignal)])
    func passedOver(
        stage: SMTPStage, verbs: [String], detail: String, errorClass: DeliveryErrorClass, signal: PathSignal
    ) async throws {
        // The attempt is not on record, and the final dot not sent, before the loss was noticed.
        let (noticed, passedOn) = (Gate(), Gate())
        let pair = try await HostPair(
            first: ScriptedHost.at(stage, .close),
            second: { moment in
                if moment.stage == .greeting { passedOn.open() }
                return nil
            })
        let alone = try await pair.bench.attempt(to: "bob@alone.test") { await noticed.pass() }
        noticed.open()
        #expect(alone.gists == [Gist(.deferred, errorClass, at: pair.bench.first, isRemote: false)])
        let reply = try #require(alone.replies.first)
        #expect(reply.hasPrefix("451 4.4.2 ") && reply.hasSuffix("(at stage \(stage.rawValue))"), "\(reply)")
        #expect(alone.details == [detail])
        #expect(alone.signal == signal)
        #expect(pair.first.verbs == [verbs])
        #expect(pair.second.sessions.isEmpty)

        let result = try await pair.bench.attempt(to: "bob@receiver.test") { await passedOn.pass() }
        #expect(result.gists == [Gist(.delivered, at: pair.bench.second)])
        #expect(result.replies == [ScriptedHost.taken])
        #expect(result.details == ["in the clear"])
        #expect(result.signal == .success)
        #expect(pair.first.verbs == [verbs, verbs])
        #expect(pair.first.messages.isEmpty)
        #expect(pair.second.messages.map(\.content) == [ByteBuffer(bytes: BehaviourBench.content)])
        await pair.stop()
    }

    @Test("after the final dot may have the message, which goes to no other one")
    func afterTheFinalDot() async throws {
        let pair = try await HostPair(first: ScriptedHost.at(.finalDot, .close))
        let result = try await pair.bench.attempt(to: "ada@receiver.test", "bob@receiver.test")
        let gist = Gist(.deferred, at: pair.bench.first, isRemote: false, isAmbiguous: true)
        #expect(result.gists == [gist, gist])
        #expect(result.replies.first == "451 4.4.2 the other side closed the connection (at stage finalDot)")
        #expect(result.details.first == "ambiguous: lost after the final dot, the message may have been taken")
        #expect(result.signal == PathSignal.none)
        #expect(pair.first.messages.map(\.content) == [ByteBuffer(bytes: BehaviourBench.content)])
        #expect(pair.first.sessions.count == 1)
        #expect(pair.second.sessions.isEmpty)
        await pair.stop()
    }
}
