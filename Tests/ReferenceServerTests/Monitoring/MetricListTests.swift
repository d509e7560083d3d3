import DeliveryAgent
import DeliveryQueue
import MXResolver
import MXResolverTesting
import MailAddressing
import SMTPProtocol
import SMTPTransport
import Testing

@testable import ReferenceServer

/// The list of metrics that whoever watches the server relies on.
///
/// Where one of these fails, a metric was added, renamed or taken away: mend `docs/metrics.md` in the same change, and
/// where a name that was released is another one now, say so in CHANGELOG.md.
@Suite("The list of metrics")
struct MetricListTests {
    @Test("has every metric of the sources with its type, and no other")
    func sameAsSources() throws {
        let rows = Dictionary(try MetricList().rows.map { ($0.name, $0) }) { first, _ in first }
        let metrics = try MetricSources.read.get().metrics
        #expect(metrics.count > 40)
        for (name, metric) in metrics.sorted(by: { $0.key < $1.key }) {
            let wanted = "| `\(name)` | \(metric.kind) | … | … |"
            guard let row = rows[name] else {
                Issue.record("docs/metrics.md has no row for what \(metric.file) shows; add: \(wanted)")
                continue
            }
            #expect(row.kind == metric.kind, "docs/metrics.md should have: \(wanted)")
        }
        for name in Set(rows.keys).subtracting(metrics.keys).sorted() {
            Issue.record("\(name) of docs/metrics.md is shown nowhere: was it renamed? Take the row out, or mend it")
        }
    }

    @Test("has every name once")
    func unique() throws {
        let names = try MetricList().rows.map(\.name)
        #expect(Set(names).count == names.count)
    }

    @Test("can have every metric: its name can be read in the sources, and says what it is")
    func readable() throws {
        let sources = try MetricSources.read.get()
        #expect(sources.unread == [], "write the label as a constant, or teach MetricSources to read it")
        let counted = sources.metrics.filter { $0.value.isCounted }.keys
        #expect(
            Set(counted) == Set(MetricDescriptions.all.keys),
            "MetricDescriptions says what the metrics of libraries are")
    }

    @Test("has the labels that metrics have, as far as they can be shown here")
    func labels() async throws {
        let rows = Dictionary(try MetricList().rows.map { ($0.name, $0) }) { first, _ in first }
        let families = try await shown()
        #expect(families.count > 30)
        for family in families {
            for sample in family.samples {
                let labels = Set(sample.labels.map(\.name))
                let row = rows[family.name]
                #expect(row?.labels == labels, "the row of \(family.name) in docs/metrics.md has to name \(labels)")
            }
        }
    }

    /// Metrics that need no server.
    private func shown() async throws -> [MetricFamily] {
        let registry = MetricsRegistry()
        let sessions = SessionMetrics(.mx, factory: registry)
        let connection = SMTPConnection(remoteAddress: nil, remotePort: nil, tlsVersion: "TLSv1.3")
        sessions.connected(connection)
        sessions.loginRefused(by: nil)
        sessions.messageRefused()
        _ = DeliveryMetrics(factory: registry)
        let zone = try ZoneResolver(parsing: "$TTL 60\na.example. IN A 192.0.2.1\n")
        _ = await DNSMetrics(before: zone, factory: registry).query(try DomainName("a.example"), .a)
        let certificates = ShownCertificates([.init(name: "a.example", notBefore: 0, notAfter: 1)])
        let collectors: [any MetricCollector] = [
            BuildCollector(), ProcessCollector(), CertificateCollector(certificates: certificates),
            ConnectionCollector(clients: { 0 }, hosts: { 0 }, memory: { 0 }),
        ]
        var families = registry.families()
        for collector in collectors { families += await collector.families() }
        let fixture = try await ControlFixture()
        let queue = QueueCollector(
            queue: fixture.service.queue, store: fixture.store, limit: .init(messages: 1, recipients: 1))
        families += await queue.families()
        families += await SiteCollector(queue: fixture.service.queue).families()
        try await TemporaryFolder.asynchronously { folder in
            families += await StoreCollector(dataPath: folder.path, reserve: 1) {}.families()
        }
        return families
    }
}
