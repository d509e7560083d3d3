import DeliveryQueue
import NIOCore
import SMTPProtocol
import SMTPTransport
import Testing

@Suite("A mail host that says nothing more", .timeLimit(.minutes(15)))
struct SlowReplyAtEachStageTests {
    /// Little time at one stage, and as much as ever at the others.
    ///
    /// It has to be enough for the next host, which answers at once, on a machine that is busy.
    private static func settings(_ stage: SMTPStage) throws -> BehaviourBench.Settings {
        let wait = stage == .message ? Duration.seconds(4) : .seconds(1)
        var settings = BehaviourBench.Settings(tls: try SMTPClientTLS.opportunistic())
        switch stage {
        case .connect: settings.timeouts.connect = wait
        case .greeting: settings.timeouts.greeting = wait
        case .hello, .startTLS, .authentication: settings.timeouts.session = wait
        case .mail, .recipient: settings.timeouts.envelope = wait
        case .data: settings.timeouts.data = wait
        case .message: settings.timeouts.message = wait
        case .finalDot: settings.timeouts.finalDot = wait
        }
        return settings
    }

    /// More than a connection holds whose other end does not read.
    private static let longContent: [UInt8] = {
        let line = Array((String(repeating: "x", count: 998) + "\r\n").utf8)
        return Array(repeating: line, count: 9_000).reduce(into: BehaviourBench.content) { $0 += $1 }
    }()

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
        let isLong = stage == .message
        let content = isLong ? Self.longContent : BehaviourBench.content
        let pair = try await HostPair(
            first: ScriptedHost.at(stage, .keepSilent), receiveBuffer: isLong ? 4_096 : nil, try Self.settings(stage))
        let alone = try await pair.bench.attempt(to: "bob@alone.test", content: content)
        #expect(alone.gists == [Gist(.deferred, errorClass, at: pair.bench.first, isRemote: false)])
        let reply = try #require(alone.replies.first)
        #expect(reply.hasPrefix("451 4.4.2 no answer within "), "\(reply)")
        #expect(reply.hasSuffix("(at stage \(stage.rawValue))"), "\(reply)")
        #expect(alone.details == [detail])
        #expect(alone.signal == signal)
        #expect(pair.first.verbs == [verbs])
        #expect(pair.second.sessions.isEmpty)

        let result = try await pair.bench.attempt(to: "bob@receiver.test", content: content)
        #expect(result.gists == [Gist(.delivered, at: pair.bench.second)])
        #expect(result.replies == [ScriptedHost.taken])
        #expect(result.signal == .success)
        #expect(pair.first.verbs == [verbs, verbs])
        #expect(pair.first.messages.isEmpty)
        #expect(pair.second.messages.map(\.content.readableBytes) == [content.count])
        await pair.stop()
    }

    @Test("to STARTTLS gets the message in the clear where TLS is an opportunity")
    func startTLS() async throws {
        let pair = try await HostPair(
            first: ScriptedHost.at(.startTLS, .keepSilent), offersTLS: true, try Self.settings(.startTLS))
        let result = try await pair.bench.attempt(to: "bob@receiver.test")
        #expect(result.gists == [Gist(.delivered, at: pair.bench.first)])
        #expect(result.replies == [ScriptedHost.taken])
        #expect(result.details == ["in the clear"])
        #expect(result.signal == .success)
        #expect(pair.first.verbs == [["EHLO", "STARTTLS"], ["EHLO", "MAIL", "RCPT", "DATA"]])
        #expect(pair.first.messages.count == 1)
        #expect(pair.second.sessions.isEmpty)
        await pair.stop()
    }

    @Test("to the final dot may have the message, which goes to no other one")
    func afterTheFinalDot() async throws {
        let pair = try await HostPair(
            first: ScriptedHost.at(.finalDot, .keepSilent), try Self.settings(.finalDot))
        let result = try await pair.bench.attempt(to: "bob@receiver.test")
        #expect(
            result.gists == [Gist(.deferred, at: pair.bench.first, isRemote: false, isAmbiguous: true)])
        let reply = try #require(result.replies.first)
        #expect(reply.hasPrefix("451 4.4.2 no answer within ") && reply.hasSuffix("(at stage finalDot)"), "\(reply)")
        #expect(result.details == ["ambiguous: lost after the final dot, the message may have been taken"])
        #expect(result.signal == PathSignal.none)
        #expect(pair.first.messages.count == 1 && pair.first.sessions.count == 1)
        #expect(pair.second.sessions.isEmpty)
        await pair.stop()
    }
}
