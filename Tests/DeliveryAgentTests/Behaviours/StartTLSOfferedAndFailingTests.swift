import DeliveryQueue
import SMTPProtocol
import SMTPTransport
import Testing

@Suite("STARTTLS that is offered and fails", .timeLimit(.minutes(15)))
struct StartTLSOfferedAndFailingTests {
    /// Refused; granted, without TLS behind it; granted, and the connection closed.
    static let failures: [ScriptedHost.Act] = [
        .say("454 4.7.0 TLS is not available"), .say("220 2.0.0 Go ahead"), .bye("220 2.0.0 Go ahead"),
    ]

    @Test(
        "has the same host get the message in the clear where TLS is an opportunity, also where it hangs up",
        arguments: failures + [.close])
    func opportunity(failure: ScriptedHost.Act) async throws {
        let pair = try await HostPair(
            first: ScriptedHost.at(.startTLS, failure), offersTLS: true,
            BehaviourBench.Settings(tls: try SMTPClientTLS.opportunistic()))
        let result = try await pair.bench.attempt(to: "bob@receiver.test")
        #expect(result.gists == [Gist(.delivered, at: pair.bench.first)])
        #expect(result.replies == [ScriptedHost.taken])
        #expect(result.details == ["in the clear"])
        #expect(result.signal == .success)
        #expect(pair.first.verbs == [["EHLO", "STARTTLS"], ["EHLO", "MAIL", "RCPT", "DATA"]])
        #expect(pair.first.messages.map(\.isTaken) == [true])
        #expect(pair.second.sessions.isEmpty)
        await pair.stop()
    }

    @Test("has the message wait where TLS is demanded", arguments: failures + [.close])
    func demand(failure: ScriptedHost.Act) async throws {
        let host = try await ScriptedHost(offersTLS: true, script: ScriptedHost.at(.startTLS, failure))
        let security = SMTPClient.Security.startTLSRequired(try SMTPClientTLS.opportunistic())
        let bench = try BehaviourBench(
            port: host.port,
            BehaviourBench.Settings(
                relay: try BehaviourBench.relay("a.receiver.test", port: host.port, security: security)))
        let result = try await bench.attempt(to: "bob@receiver.test")
        #expect(result.gists == [Gist(.deferred, .security, at: bench.first, isRemote: false)])
        let reply = try #require(result.replies.first)
        let beginning = failure == .close ? "451 4.4.2 the other side closed" : "451 4.4.2 TLS is required: "
        #expect(reply.hasPrefix(beginning) && reply.hasSuffix("(at stage startTLS)"), "\(reply)")
        #expect(result.details == ["at STARTTLS"])
        #expect(result.signal == PathSignal.none)
        #expect(host.verbs == [["EHLO", "STARTTLS"]])
        #expect(host.messages.isEmpty)
        await bench.pool.shutdown()
        await host.stop()
    }
}
