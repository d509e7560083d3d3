import SMTPProtocol
import SMTPTransport
import Testing

@testable import ReferenceServer

@Suite("What is counted of clients")
struct SessionMetricsTests {
    private let registry = MetricsRegistry()
    private var metrics: SessionMetrics { SessionMetrics(.submission, factory: registry) }

    /// The value of a count, nil where there is none.
    private func count(_ name: String, _ labels: String = "") -> String? {
        let start = "waxwing_smtp_\(name)_total{listener=\"submission\"\(labels)} "
        let text = PrometheusText.text(registry.families())
        return text.split(separator: "\n").first { $0.contains(start.dropLast()) }
            .flatMap { $0.split(separator: " ").last.map(String.init) }
    }

    /// What a client is told in the end.
    private func answer(_ decision: SMTPDecision) async -> SMTPServerAnswer? {
        switch decision {
        case .answer(let answer), .dangerousOctets(_, let answer): answer
        case .later(let answer): await answer()
        case .drop: nil
        }
    }

    /// All counts that are not 0.
    private var counts: Set<String> {
        let lines = PrometheusText.text(registry.families()).split(separator: "\n").map(String.init)
        return Set(lines.filter { !$0.hasPrefix("#") && !$0.hasSuffix(" 0") })
    }

    private func connection(_ version: String?) -> SMTPConnection {
        SMTPConnection(remoteAddress: nil, remotePort: nil, tlsVersion: version)
    }

    @Test("begins with 0 for what is known beforehand")
    func zero() {
        _ = metrics
        #expect(count("connections") == "0")
        #expect(counts.isEmpty)
    }

    @Test("is TLS once for each connection, wherever it began, and a version that nobody knows as another")
    func tls() {
        metrics.connected(connection("TLSv1.3"))
        metrics.greeted(connection("TLSv1.3"), after: connection("TLSv1.3"))
        metrics.connected(connection(nil))
        metrics.greeted(connection(nil), after: connection(nil))
        metrics.greeted(connection("TLSv1.2"), after: connection(nil))
        metrics.greeted(connection("TLSv1.2"), after: connection("TLSv1.2"))
        metrics.connected(connection("made \"up\""))
        #expect(
            counts == [
                "waxwing_smtp_connections_total{listener=\"submission\"} 3",
                "waxwing_smtp_tls_total{listener=\"submission\",version=\"TLSv1.2\"} 1",
                "waxwing_smtp_tls_total{listener=\"submission\",version=\"TLSv1.3\"} 1",
                "waxwing_smtp_tls_total{listener=\"submission\",version=\"other\"} 1",
            ])
    }

    @Test("is logins by outcome and mechanism")
    func logins() {
        var connection = connection("TLSv1.3")
        connection.mechanism = .scramSHA256
        metrics.loggedIn(connection)
        connection.mechanism = nil
        metrics.loggedIn(connection)
        metrics.loginRefused(by: .plain)
        #expect(
            counts == [
                "waxwing_smtp_logins_total{listener=\"submission\",mechanism=\"SCRAM-SHA-256\",outcome=\"accepted\"} 1",
                "waxwing_smtp_logins_total{listener=\"submission\",mechanism=\"other\",outcome=\"accepted\"} 1",
                "waxwing_smtp_logins_total{listener=\"submission\",mechanism=\"PLAIN\",outcome=\"refused\"} 1",
            ])
    }

    @Test("is recipients by the code that they are answered, and the answer stays what it is")
    func recipients() async {
        let refusal = SMTPReply(550, .init(5, 1, 1), "no such user")
        #expect(await answer(metrics.recipient(.accept)) == .accept)
        #expect(await answer(metrics.recipient(.answer(.declined(refusal)))) == .declined(refusal))
        #expect(await answer(metrics.recipient(.later { .reply(refusal) })) == .reply(refusal))
        #expect(await answer(metrics.recipient(.reply(251, nil, "forwarded"))) != nil)
        #expect(
            counts == [
                "waxwing_smtp_recipients_total{code=\"250\",listener=\"submission\",outcome=\"accepted\"} 1",
                "waxwing_smtp_recipients_total{code=\"550\",listener=\"submission\",outcome=\"refused\"} 2",
                "waxwing_smtp_recipients_total{code=\"251\",listener=\"submission\",outcome=\"accepted\"} 1",
            ])
    }

    @Test("is messages by the class of the answer, which counts when it comes; of several one that accepts decides")
    func messages() async {
        let (good, full) = (SMTPReply(250, nil, "queued"), SMTPReply(452, .init(4, 3, 1), "full"))
        let bad = SMTPReply(554, nil, "no")
        let later = metrics.message(.later { .reply(good) })
        #expect(counts.isEmpty)
        #expect(await answer(later) == .reply(good))
        _ = metrics.message(.answer(.replies([full, good])))
        _ = metrics.message(.answer(.replies([full, bad])))
        _ = metrics.message(.answer(.replies([])))
        _ = metrics.message(.answer(.reply(bad)))
        _ = metrics.message(.drop)
        metrics.messageRefused()
        func line(_ outcome: String, _ kind: String, _ count: Int) -> String {
            "waxwing_smtp_messages_total{class=\"\(kind)\",listener=\"submission\",outcome=\"\(outcome)\"} \(count)"
        }
        #expect(
            counts == [
                line("accepted", "2xx", 2), line("refused", "4xx", 2), line("refused", "5xx", 1),
                line("refused", "protocol", 1),
            ])
    }
}
