import DeliveryQueue
import MXResolverTesting
import SMTPProtocol
import Testing

@Suite("What TLSA records demand of a delivery", .timeLimit(.minutes(15)))
struct DANEDeliveryTests {
    private static let wrong = String(repeating: "0a", count: 32)

    /// A zone with one host for each domain, all of them on 127.0.0.1.
    private static func zone(port: Int) throws -> String {
        """
        $ORIGIN test.
        $SECURE signed
        $BOGUS _\(port)._tcp.a.broken.signed
        right.signed                   MX 10 a.right.signed
        a.right.signed                 A 127.0.0.1
        _\(port)._tcp.a.right.signed   TLSA 3 0 1 \(try SecurityBench.digest())
        wrong.signed                   MX 10 a.wrong.signed
        a.wrong.signed                 A 127.0.0.1
        _\(port)._tcp.a.wrong.signed   TLSA 3 0 1 \(wrong)
        none.signed                    MX 10 a.none.signed
        a.none.signed                  A 127.0.0.1
        strange.signed                 MX 10 a.strange.signed
        a.strange.signed               A 127.0.0.1
        _\(port)._tcp.a.strange.signed TLSA 0 0 1 \(wrong)
        broken.signed                  MX 10 a.broken.signed
        a.broken.signed                A 127.0.0.1
        plain                          MX 10 a.plain
        a.plain                        A 127.0.0.1
        _\(port)._tcp.a.plain          TLSA 3 0 1 \(wrong)
        """
    }

    @Test(
        "is kept to, and nothing goes out where it cannot be",
        arguments: [
            // The domain, whether the host offers TLS, what is said of the outcome; nil where it waits.
            ("right.signed", true, "over TLSv1.3, authenticated by DANE"), ("right.signed", false, nil),
            ("wrong.signed", true, nil), ("wrong.signed", false, nil),
            ("none.signed", true, "over TLSv1.3"), ("none.signed", false, "in the clear"),
            ("strange.signed", true, "over TLSv1.3, as TLSA records demand that cannot be used"),
            ("strange.signed", false, nil), ("broken.signed", true, nil),
            // Whoever has signed nothing demands nothing.
            ("plain", true, "over TLSv1.3"), ("plain", false, "in the clear"),
        ] as [(String, Bool, String?)])
    func demands(domain: String, hasTLS: Bool, detail: String?) async throws {
        let bench = try await SecurityBench(hosts: [hasTLS], zone: Self.zone)
        let outcome = try #require(try await bench.deliver(to: "bob@\(domain).test"))
        if let detail {
            #expect(outcome.kind == .delivered && outcome.detail == detail)
            #expect(bench.receivers[0].messages.count == 1)
        } else {
            let isUnknown = domain == "broken.signed"
            #expect(outcome.kind == .deferred)
            #expect(outcome.errorClass == (isUnknown ? .resolution : .security))
            #expect(bench.receivers[0].messages.isEmpty)
            #expect(isUnknown || outcome.detail?.contains("TLSA records") == true, "\(outcome)")
            // Of whom nothing can be known nobody is even connected to.
            #expect((bench.receivers[0].connectionCount == 0) == isUnknown)
        }
        await bench.stop()
    }

    @Test("is the same for all domains of a host, which share a connection")
    func shared() async throws {
        let bench = try await SecurityBench { port in
            """
            $ORIGIN test.
            $SECURE signed
            one.signed            MX 10 a.signed
            two.signed            MX 10 a.signed
            a.signed              A 127.0.0.1
            _\(port)._tcp.a.signed TLSA 3 0 1 \(try SecurityBench.digest())
            """
        }
        for domain in ["one", "two", "one"] {
            #expect(try await bench.deliver(to: "bob@\(domain).signed.test")?.kind == .delivered)
        }
        #expect(bench.receivers[0].messages.count == 3 && bench.receivers[0].connectionCount == 1)
        await bench.stop()
    }

    @Test("holds at once where a connection was kept that has proved nothing")
    func kept() async throws {
        let plain = "$ORIGIN test.\n$SECURE signed\nd.signed MX 10 a.d.signed\na.d.signed A 127.0.0.1\n"
        let bench = try await SecurityBench { _ in plain }
        #expect(try await bench.deliver(to: "bob@d.signed.test")?.kind == .delivered)
        let record = "_\(bench.port)._tcp.a.d.signed TLSA 3 0 1 \(Self.wrong)\n"
        bench.zone.replace(with: try Zone(parsing: plain + record))
        #expect(try await bench.deliver(to: "bob@d.signed.test")?.errorClass == .security)
        #expect(bench.receivers[0].messages.count == 1)
        await bench.stop()
    }

    @Test("is shown to those who ask for the name below which the records stand")
    func serverName() async throws {
        let bench = try await SecurityBench(isShownByName: true) { port in
            """
            $ORIGIN test.
            $SECURE signed
            d.signed              MX 10 mx.d.signed
            mx.d.signed           CNAME a.signed
            a.signed              A 127.0.0.1
            _\(port)._tcp.a.signed TLSA 3 0 1 \(try SecurityBench.digest())
            """
        }
        let outcome = try await bench.deliver(to: "bob@d.signed.test")
        #expect(outcome?.detail == "over TLSv1.3, authenticated by DANE", "\(String(describing: outcome))")
        await bench.stop()
    }

    @Test("makes the next host be tried, and is looked at anew at each attempt")
    func nextHostAndChange() async throws {
        func zone(_ port: Int, _ first: String) throws -> String {
            """
            $ORIGIN test.
            $SECURE signed
            two.signed                   MX 10 a.two.signed
                                         MX 20 b.two.signed
            a.two.signed                 A 127.0.0.1
            b.two.signed                 A 127.0.0.2
            _\(port)._tcp.a.two.signed   TLSA 3 0 1 \(first)
            _\(port)._tcp.b.two.signed   TLSA 3 0 1 \(try SecurityBench.digest())
            """
        }
        let bench = try await SecurityBench(hosts: [true, true]) { try zone($0, Self.wrong) }
        let first = try #require(try await bench.deliver(to: "bob@two.signed.test"))
        #expect(first.kind == .delivered && first.host?.hasPrefix("b.two.signed.test") == true)
        bench.zone.replace(with: try Zone(parsing: try zone(bench.port, try SecurityBench.digest())))
        let second = try #require(try await bench.deliver(to: "bob@two.signed.test"))
        #expect(second.kind == .delivered && second.host?.hasPrefix("a.two.signed.test") == true)
        #expect(bench.receivers.map(\.messages.count) == [1, 1])
        await bench.stop()
    }
}
