import DeliveryAgent
import DeliveryQueue
import SMTPProtocol
import SMTPTransport
import Testing

@Suite("A downgrade where TLSA records demand TLS", .timeLimit(.minutes(15)))
struct DowngradeAgainstDANETests {
    @Test(
        "has the message wait: nothing of it is said in the clear to any host",
        arguments: [
            // What somebody on the way has made of STARTTLS; nil where it is not even offered.
            nil, .say("454 4.7.0 TLS is not available"), .say("220 2.0.0 Go ahead"), .bye("220 2.0.0 Go ahead"),
        ] as [ScriptedHost.Act?])
    func downgrade(act: ScriptedHost.Act?) async throws {
        let script: ScriptedHost.Script = { moment in moment.stage == .startTLS ? act : nil }
        let pair = try await HostPair(
            first: script, second: script, offersTLS: act != nil,
            records: { port in
                ["a.signed.test", "b.signed.test"].map {
                    BehaviourBench.record($0, port: port, digest: BehaviourBench.wrongDigest)
                }.joined()
            },
            BehaviourBench.Settings(
                tls: try SMTPClientTLS.opportunistic(), security: TransportSecuritySettings()))
        let result = try await pair.bench.attempt(to: "bob@signed.test")
        let host = pair.bench.place("b.signed.test", 2)
        #expect(result.gists == [Gist(.deferred, .security, at: host, isRemote: false)])
        let reply = try #require(result.replies.first)
        #expect(reply.hasPrefix("451 4.4.2 TLS is required: ") && reply.hasSuffix("(at stage startTLS)"), "\(reply)")
        #expect(result.details == ["at STARTTLS, the host's TLSA records demand it (DANE)"])
        #expect(result.signal == PathSignal.none)
        let verbs = act == nil ? ["EHLO"] : ["EHLO", "STARTTLS"]
        #expect(pair.first.verbs == [verbs])
        #expect(pair.second.verbs == [verbs])
        await pair.stop()
    }
}
