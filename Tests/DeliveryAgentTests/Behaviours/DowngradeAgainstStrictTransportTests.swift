import DeliveryAgent
import DeliveryQueue
import SMTPProtocol
import SMTPTransport
import Testing

@Suite("A downgrade where an MTA-STS policy demands TLS", .timeLimit(.minutes(15)))
struct DowngradeAgainstStrictTransportTests {
    @Test(
        "has the message wait: nothing of it is said in the clear to any host",
        arguments: [
            // What somebody on the way has made of STARTTLS; nil where it is not even offered.
            nil, .say("454 4.7.0 TLS is not available"), .say("220 2.0.0 Go ahead"), .bye("220 2.0.0 Go ahead"),
        ] as [ScriptedHost.Act?])
    func downgrade(act: ScriptedHost.Act?) async throws {
        let script: ScriptedHost.Script = { moment in moment.stage == .startTLS ? act : nil }
        let policy = BehaviourBench.enforced("a.receiver.test", "b.receiver.test")
        let policies = FixedPolicies(policy, newest: policy)
        let strict = TransportSecuritySettings.StrictTransport(
            policies: policies, verified: try SMTPClientTLS.verified())
        let pair = try await HostPair(
            first: script, second: script, offersTLS: act != nil,
            BehaviourBench.Settings(
                tls: try SMTPClientTLS.opportunistic(), security: TransportSecuritySettings(strictTransport: strict)))
        let result = try await pair.bench.attempt(to: "bob@receiver.test")
        #expect(result.gists == [Gist(.deferred, .security, at: pair.bench.second, isRemote: false)])
        let reply = try #require(result.replies.first)
        #expect(reply.hasPrefix("451 4.4.2 TLS is required: ") && reply.hasSuffix("(at stage startTLS)"), "\(reply)")
        #expect(result.details == ["at STARTTLS, the domain's MTA-STS policy demands it"])
        #expect(result.signal == PathSignal.none)
        let verbs = act == nil ? ["EHLO"] : ["EHLO", "STARTTLS"]
        #expect(pair.first.verbs == [verbs])
        #expect(pair.second.verbs == [verbs])
        // The policy may have been withdrawn meanwhile.
        #expect(policies.rechecks == 1)
        await pair.stop()
    }
}
