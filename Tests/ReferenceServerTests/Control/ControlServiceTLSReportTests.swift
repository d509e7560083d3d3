import DeliveryAgent
import DeliveryQueue
import Foundation
import MailAddressing
import Testing

@testable import ReferenceServer

@Suite("What came of TLS, for people", .timeLimit(.minutes(15)))
struct ControlServiceTLSReportTests {
    private let service: ControlService
    private let reports: StateTLSReportStore
    private let day: TLSReportDay

    init() async throws {
        let store = MemoryQueueStore()
        let queue = try await MailQueue.open(store: store, deliverer: NoDeliverer())
        reports = try await StateTLSReportStore.open(store)
        day = TLSReportDay(SystemQueueClock().now())
        service = ControlService(
            queue: queue, store: store, dataPath: "/nowhere", isDelivering: true, tlsReports: reports)
    }

    private func count(
        _ domain: String, _ outcome: TLSSessionResult.Outcome, _ policy: TLSSessionResult.Policy = .none,
        host: String? = nil
    ) throws {
        reports.count(
            TLSSessionResult(
                time: day.start, policyDomain: try DomainName(domain), policy: policy, mailHost: host,
                receivingAddress: host.map { _ in "192.0.2.1" }, sendingAddress: nil, result: outcome))
    }

    private func page(after: String? = nil, limit: Int = 10) async throws -> TLSReportPageView {
        let request = TLSReportRequest(day: day.description, after: after, limit: limit)
        return try #require(await service.answer(.tlsReport(request)).tlsReport)
    }

    @Test("is told page by page, by domain")
    func pages() async throws {
        for domain in ["c.example", "a.example", "b.example"] { try count(domain, .success) }
        let first = try await page(limit: 2)
        #expect(first.policies.map(\.policy.domain) == ["a.example", "b.example"])
        #expect(first.next == "b.example" && first.days == [day.description])
        let second = try await page(after: first.next, limit: 2)
        #expect(second.policies.map(\.policy.domain) == ["c.example"] && second.next == nil && second.days == nil)
        #expect(try await page(after: "*").policies.isEmpty)
        let whole = try await page()
        #expect(whole.policies.count == 3 && whole.next == nil)
    }

    @Test("has the names of the RFC in JSON")
    func json() async throws {
        let lines = ["version: STSv1", "mx: mx1.a.example", "mx:*.b.example "]
        let policy = TLSSessionResult.Policy.strictTransport(lines: lines)
        try count("a.example", .success, policy)
        try count(
            "a.example", .failure(.certificateHostMismatch, reason: "another \"name\""), policy, host: "mx1.a.example"
        )
        try count("b.example", .failure(.startTLSNotSupported, reason: ""))
        let view = TLSReportView(try #require(TLSReportDay("2026-11-27")), policies: try await page().policies)
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let octets = try encoder.encode(view)
        let first = #"""
            {"failure-details":[{"failed-session-count":1,"failure-reason-code":"another \"name\"",\#
            "receiving-ip":"192.0.2.1","receiving-mx-hostname":"mx1.a.example",\#
            "result-type":"certificate-host-mismatch"}],\#
            "policy":{"mx-host":["mx1.a.example","*.b.example"],"policy-domain":"a.example",\#
            "policy-string":["version: STSv1","mx: mx1.a.example","mx:*.b.example "],"policy-type":"sts"},\#
            "summary":{"total-failure-session-count":1,"total-successful-session-count":1}}
            """#
        let second = #"""
            {"failure-details":[{"failed-session-count":1,"result-type":"starttls-not-supported"}],\#
            "policy":{"policy-domain":"b.example","policy-string":[],"policy-type":"no-policy-found"},\#
            "summary":{"total-failure-session-count":1,"total-successful-session-count":0}}
            """#
        let range = #"{"end-datetime":"2026-11-27T23:59:59Z","start-datetime":"2026-11-27T00:00:00Z"}"#
        #expect(
            String(decoding: octets, as: UTF8.self) == #"{"date-range":\#(range),"policies":[\#(first),\#(second)]}"#)
        #expect(try JSONDecoder().decode(TLSReportView.self, from: octets) == view)
    }

    @Test("is a table with what failed most often")
    func table() async throws {
        try count("a.example", .success)
        for number in 0..<3 {
            try count("b.example", .failure(.validationFailure, reason: "\(number / 2)"), host: "mx.b.example")
        }
        try count("b.example", .failure(.tlsaInvalid, reason: ""), .tlsa(records: ["3 1 1 00"]))
        let lines = TLSReportPolicyView.table(try await page().policies).split(separator: "\n").map {
            $0.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
        }
        #expect(
            lines == [
                "DOMAIN POLICY OK FAILED MOST FREQUENT FAILURE", "a.example no-policy-found 1 0 -",
                "b.example no-policy-found 0 3 2 validation-failure at mx.b.example [192.0.2.1]: 0",
                "b.example tlsa 0 1 1 tlsa-invalid",
            ])
    }

    @Test("is of a day, and says what is none")
    func mistakes() async {
        let request = TLSReportRequest(day: "yesterday", after: nil, limit: 1)
        let answer = await service.answer(.tlsReport(request))
        #expect(answer.failure == "yesterday is not a date such as 2026-01-31" && answer.tlsReport == nil)
    }
}
