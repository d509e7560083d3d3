import DeliveryQueue
import MXResolver
import SMTPProtocol
import Testing

@Suite("What an MTA-STS policy demands of a delivery", .timeLimit(.minutes(15)))
struct StrictTransportDeliveryTests {
    private static func policy(
        _ mode: StrictTransportPolicy.Mode, _ hosts: String...
    ) throws -> StrictTransportPolicy {
        StrictTransportPolicy(
            mode: mode, hosts: try hosts.map { try #require(MailHostPattern($0)) }, maximumAge: 86_400)
    }

    /// The certificate is for `a.signed.test`.
    private static func zone(_ port: Int) -> String {
        """
        $ORIGIN test.
        signed          MX 10 a.signed
        a.signed        A 127.0.0.1
        other           MX 10 a.other
        a.other         A 127.0.0.1
        """
    }

    @Test(
        "is kept to when it is enforced: a named host, TLS, and a certificate for its name",
        arguments: [
            // The domain, its policy's mode and host, whether the host offers TLS, what is said; nil where it waits.
            ("signed", .enforce, "a.signed.test", true, "over TLSv1.3, authenticated as MTA-STS demands"),
            ("signed", .enforce, "*.signed.test", true, "over TLSv1.3, authenticated as MTA-STS demands"),
            ("signed", .enforce, "a.signed.test", false, nil), ("signed", .enforce, "b.signed.test", true, nil),
            ("other", .enforce, "a.other.test", true, nil),
            ("signed", .testing, "b.signed.test", false, "in the clear"),
            ("signed", .none, "b.signed.test", true, "over TLSv1.3"),
        ] as [(String, StrictTransportPolicy.Mode, String, Bool, String?)])
    func demands(
        domain: String, mode: StrictTransportPolicy.Mode, host: String, hasTLS: Bool, detail: String?
    ) async throws {
        let bench = try await SecurityBench(hosts: [hasTLS], policy: try Self.policy(mode, host), zone: Self.zone)
        let outcome = try #require(try await bench.deliver(to: "bob@\(domain).test"))
        if let detail {
            #expect(outcome.kind == .delivered && outcome.detail == detail)
        } else {
            #expect(outcome.kind == .deferred && outcome.errorClass == .security)
            #expect(bench.receivers[0].messages.isEmpty)
            let isNamed = host != "b.signed.test"
            #expect((bench.receivers[0].connectionCount > 0) == isNamed)
            #expect(isNamed || outcome.reply.enhancedStatusCode == EnhancedStatusCode(4, 7, 5))
        }
        await bench.stop()
    }

    @Test("is asked for again before mail waits because of it, and only then")
    func recheck() async throws {
        let old = try Self.policy(.enforce, "b.signed.test")
        let bench = try await SecurityBench(
            policy: old, newest: try Self.policy(.enforce, "a.signed.test"), zone: Self.zone)
        #expect(try await bench.deliver(to: "bob@signed.test")?.kind == .delivered)
        #expect(bench.policies.rechecks == 1)
        await bench.stop()
        let right = try await SecurityBench(policy: try Self.policy(.enforce, "a.signed.test"), zone: Self.zone)
        #expect(try await right.deliver(to: "bob@signed.test")?.kind == .delivered)
        #expect(right.policies.rechecks == 0)
        await right.stop()
    }

    @Test("that was withdrawn is not kept to any more where a certificate did not meet it")
    func withdrawn() async throws {
        let bench = try await SecurityBench(
            policy: try Self.policy(.enforce, "a.other.test"), newest: try Self.policy(.none), zone: Self.zone)
        #expect(try await bench.deliver(to: "bob@other.test")?.kind == .delivered)
        #expect(bench.policies.rechecks == 1)
        await bench.stop()
        let same = try await SecurityBench(policy: try Self.policy(.enforce, "a.other.test"), zone: Self.zone)
        #expect(try await same.deliver(to: "bob@other.test")?.errorClass == .security)
        #expect(same.policies.rechecks == 1 && same.receivers[0].messages.isEmpty)
        await same.stop()
    }

    @Test("finds the host that it names among many")
    func manyHosts() async throws {
        let bench = try await SecurityBench(policy: try Self.policy(.enforce, "a.signed.test")) { _ in
            let others = (1...8).map { "many MX \($0) h\($0).signed\nh\($0).signed A 127.0.0.1\n" }.joined()
            return "$ORIGIN test.\n\(others)many MX 90 a.signed\na.signed A 127.0.0.1\n"
        }
        #expect(try await bench.deliver(to: "bob@many.test")?.host?.hasPrefix("a.signed.test") == true)
        await bench.stop()
    }

    @Test("stands behind TLSA records, for better and for worse")
    func behindDANE() async throws {
        for isRight in [true, false] {
            let digest = isRight ? try SecurityBench.digest() : String(repeating: "0a", count: 32)
            let host = isRight ? "b.signed.test" : "a.signed.test"
            let bench = try await SecurityBench(policy: try Self.policy(.enforce, host)) { port in
                "$SECURE signed.test.\n\(Self.zone(port))\n_\(port)._tcp.a.signed TLSA 3 0 1 \(digest)\n"
            }
            let outcome = try #require(try await bench.deliver(to: "bob@signed.test"))
            #expect(outcome.kind == (isRight ? .delivered : .deferred))
            #expect(outcome.detail?.contains("DANE") == true)
            await bench.stop()
        }
    }
}
