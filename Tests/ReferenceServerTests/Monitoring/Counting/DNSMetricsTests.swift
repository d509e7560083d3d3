import MXResolver
import MXResolverTesting
import MailAddressing
import NIOConcurrencyHelpers
import Testing

@testable import ReferenceServer

@Suite("What is counted of the DNS")
struct DNSMetricsTests {
    /// Answers from a zone, or fails as it is told.
    private struct ScriptedResolver: DNSResolver {
        let zone: ZoneResolver
        let failure = NIOLockedValueBox<DNSFailure?>(nil)
        let asked: @Sendable () -> Void

        func query(_ name: DomainName, _ type: DNSRecordType) async -> Result<DNSAnswer, DNSFailure> {
            asked()
            if let failure = failure.withLockedValue({ $0 }) { return .failure(failure) }
            return await zone.query(name, type)
        }
    }

    /// Metrics before a resolver whose every answer takes a tenth of a second.
    private struct Fixture {
        let registry = MetricsRegistry()
        let time = NIOLockedValueBox(ContinuousClock.now)
        let resolver: ScriptedResolver
        let metrics: DNSMetrics

        init() throws {
            let time = time
            let zone = try ZoneResolver(parsing: "$TTL 60\na.example. IN A 192.0.2.1\n")
            resolver = ScriptedResolver(zone: zone) { time.withLockedValue { $0 += .milliseconds(100) } }
            metrics = DNSMetrics(before: resolver, factory: registry) { time.withLockedValue { $0 } }
        }

        func ask(_ failure: DNSFailure?, _ type: DNSRecordType = .mx) async throws -> Bool {
            resolver.failure.withLockedValue { $0 = failure }
            if case .success = await metrics.query(try DomainName("a.example"), type) { return true }
            return false
        }

        func finding() async -> HealthCheck.Finding {
            await HealthCheck.resolver({ metrics.standing }, now: { time.withLockedValue { $0 } }).look()
        }

        var lines: [String] { PrometheusText.text(registry.families()).split(separator: "\n").map(String.init) }
    }

    @Test("are queries by type and outcome, and their times; what was cancelled took none")
    func counts() async throws {
        let fixture = try Fixture()
        #expect(try await fixture.ask(nil, .a))
        for failure in [.noData(), .timeout, .serverFailure, .cancelled] as [DNSFailure] {
            #expect(!(try await fixture.ask(failure)))
        }
        _ = try await fixture.ask(.refused, DNSRecordType(rawValue: 65_280))
        let lines = fixture.lines
        for (type, outcome) in [
            ("A", "answer"), ("MX", "no-data"), ("MX", "timeout"), ("MX", "server-failure"), ("MX", "cancelled"),
            ("other", "refused"),
        ] {
            #expect(lines.contains("waxwing_dns_queries_total{outcome=\"\(outcome)\",type=\"\(type)\"} 1"))
        }
        #expect(lines.contains("waxwing_dns_query_seconds_count 5"))
        #expect(lines.contains("waxwing_dns_query_seconds_bucket{le=\"0.1\"} 5"))
    }

    @Test("say that the resolver is silent when it was for a minute, until it answers")
    func silence() async throws {
        let fixture = try Fixture()
        #expect(await fixture.finding().isGood)
        for _ in 0..<10 { _ = try await fixture.ask(.timeout) }
        #expect(await fixture.finding().isGood)
        fixture.time.withLockedValue { $0 += .seconds(60) }
        #expect(await fixture.finding() == .bad("10 queries in succession were left unanswered, for 60 seconds"))
        _ = try await fixture.ask(.cancelled)
        #expect(!(await fixture.finding().isGood))
        _ = try await fixture.ask(.noSuchDomain())
        #expect(await fixture.finding().isGood)
    }

    @Test("say nothing against a resolver that few queries found silent, or that nobody asks any more")
    func forgetting() async throws {
        let fixture = try Fixture()
        for _ in 0..<4 { _ = try await fixture.ask(.unreachable) }
        fixture.time.withLockedValue { $0 += .seconds(120) }
        #expect(await fixture.finding().isGood)
        _ = try await fixture.ask(.unreachable)
        #expect(!(await fixture.finding().isGood))
        fixture.time.withLockedValue { $0 += .seconds(600) }
        #expect(await fixture.finding() == .good("No query has been left unanswered lately"))
    }
}
