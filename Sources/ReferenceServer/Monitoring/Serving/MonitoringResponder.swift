import Foundation

/// Answers the requests of the monitoring port: it reads, and changes nothing.
struct MonitoringResponder: Sendable {
    /// The metrics.
    let page: MetricsPage
    /// What is looked at for `/health/ready`.
    let checks: [HealthCheck]
    /// Which names a client may have called the server by; nil for any.
    let hosts: HostRule?

    /// Answers a request.
    ///
    /// - Parameters:
    ///   - method: the method.
    ///   - target: the path, perhaps with a query, which says nothing here.
    ///   - host: the value of the field Host; nil for none.
    /// - Returns: the answer, for HEAD as for GET.
    func answer(_ method: String, _ target: String, host: String?) async -> MonitoringAnswer {
        if let hosts, !hosts.allows(host) {
            return .words(403, "This port is for this host: Host has to be an address, localhost or \(hosts.hostName)")
        }
        let path = target.prefix { $0 != "?" && $0 != "#" }
        guard Self.paths.contains(String(path)) else {
            return .words(404, "There are \(Self.paths.joined(separator: ", "))")
        }
        guard method == "GET" || method == "HEAD" else {
            var answer = MonitoringAnswer.words(405, "There are GET and HEAD")
            answer.allow = "GET, HEAD"
            return answer
        }
        switch path {
        case Self.metrics:
            return MonitoringAnswer(status: 200, contentType: PrometheusText.contentType, body: await page.text())
        case Self.ready:
            let report = await HealthReport(asking: checks)
            return Self.json(report, status: report.isReady ? 200 : 503)
        default: return Self.json(["status": "live"], status: 200)
        }
    }

    private static let live = "/health/live"
    private static let ready = "/health/ready"
    private static let metrics = "/metrics"
    private static let paths = [live, ready, metrics]

    private static func json(_ value: some Encodable, status: Int) -> MonitoringAnswer {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let octets = try? encoder.encode(value) else {
            return .words(500, "The answer cannot be written")
        }
        let text = String(decoding: octets, as: UTF8.self)
        return MonitoringAnswer(status: status, contentType: "application/json", body: text)
    }
}
