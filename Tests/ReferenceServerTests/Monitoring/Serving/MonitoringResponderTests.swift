import DeliveryQueue
import MailAddressing
import Testing

@testable import ReferenceServer

@Suite("The answers of the monitoring port")
struct MonitoringResponderTests {
    private func responder(_ checks: [HealthCheck] = [], isLocal: Bool = true) throws -> MonitoringResponder {
        MonitoringResponder(
            page: MetricsPage(registry: MetricsRegistry(), collectors: [BuildCollector()]), checks: checks,
            hosts: isLocal ? HostRule(hostName: try DomainName("mail.example.test")) : nil)
    }

    @Test("say that the process lives, whatever the checks find")
    func live() async throws {
        let answer = try await responder([HealthCheck("a") { .bad("Not well") }])
            .answer("GET", "/health/live", host: "localhost")
        #expect(answer == MonitoringAnswer(status: 200, contentType: "application/json", body: #"{"status":"live"}"#))
    }

    @Test("say whether the server is ready, and what each check has found")
    func ready() async throws {
        let good = HealthCheck("store") { .good("It takes \"mail\"") }
        let answer = try await responder([good]).answer("GET", "/health/ready?x=1", host: nil)
        #expect(answer.status == 200)
        let found = #"{"detail":"It takes \"mail\"","name":"store","ok":true}"#
        #expect(answer.body == #"{"checks":[\#(found)],"status":"ready"}"#)
        let bad = HealthCheck("disk") { .bad("0 octets / 64") }
        let refusal = try await responder([good, bad]).answer("HEAD", "/health/ready", host: nil)
        #expect(refusal.status == 503)
        #expect(refusal.body.contains(#"{"detail":"0 octets / 64","name":"disk","ok":false}"#))
        #expect(refusal.body.hasSuffix(#""status":"not ready"}"#))
    }

    @Test("have the metrics in the format of Prometheus")
    func metrics() async throws {
        let answer = try await responder().answer("GET", "/metrics", host: "127.0.0.1:8025")
        #expect(answer.status == 200 && answer.contentType == "text/plain; version=0.0.4; charset=utf-8")
        #expect(answer.body.contains("# TYPE waxwing_build_info gauge\n"))
    }

    @Test(
        "name the paths that there are where there is another",
        arguments: [
            "/", "", "/metrics/", "/Metrics", "/health", "/health/ready/..", "*", "/%6detrics", "//metrics",
            "?/metrics",
        ])
    func unknown(path: String) async throws {
        let answer = try await responder().answer("GET", path, host: nil)
        #expect(answer == .words(404, "There are /health/live, /health/ready, /metrics"))
    }

    @Test("refuse what would change something", arguments: ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "get", ""])
    func methods(method: String) async throws {
        let answer = try await responder().answer(method, "/metrics", host: nil)
        #expect(answer.status == 405 && answer.allow == "GET, HEAD")
    }

    @Test(
        "are for this host's own names only, on loopback",
        arguments: [
            ("127.0.0.1", true), ("127.0.0.1:8025", true), ("[::1]", true), ("[::1]:8025", true), ("192.0.2.7", true),
            ("localhost", true), ("LocalHost:80", true), ("localhost.", true), ("mail.example.test", true),
            ("Mail.Example.TEST.:8025", true), ("evil.example", false), ("mail.example.test.evil.example", false),
            ("localhost.evil.example", false), ("127.0.0.1.evil.example", false), ("", false), (":8025", false),
            ("localhost:80:80", false), ("localhost:evil", false), ("[::1", false), ("[::1]evil", false),
            ("evil@localhost", false), ("localhost, evil.example", false), ("localhost\u{0}", false), ("ı", false),
        ])
    func hosts(host: String, isAllowed: Bool) async throws {
        let status = try await responder().answer("GET", "/health/live", host: host).status
        #expect(status == (isAllowed ? 200 : 403))
        #expect(try await responder(isLocal: false).answer("GET", "/health/live", host: host).status == 200)
    }

    @Test("have the time as HTTP writes it")
    func date() {
        #expect(WallTime(milliseconds: 784_111_777_000).httpDate == "Sun, 06 Nov 1994 08:49:37 GMT")
        #expect(WallTime(milliseconds: 0).httpDate == "Thu, 01 Jan 1970 00:00:00 GMT")
        #expect(!WallTime(milliseconds: .max).httpDate.isEmpty)
    }
}
