import DeliveryAgent
import DeliveryQueue
import MailAddressing
import Testing

@Suite("What came of TLS")
struct TLSSessionResultTests {
    @Test(
        "is told in printable ASCII of bounded length",
        arguments: [
            ("", ""), ("454 4.7.0 Not now", "454 4.7.0 Not now"), ("a\r\nb\u{7F}\u{0}", "a??b??"), ("zo\u{EB}", "zo?"),
            ("\u{1F600}\u{202E}x", "??x"), (String(repeating: "x", count: 201), String(repeating: "x", count: 200)),
        ])
    func reasons(text: String, expected: String) throws {
        let result = try TLSReportSamples.result("a.example", .failure(.validationFailure, reason: text), host: text)
        #expect(result.result == .failure(.validationFailure, reason: expected))
        let host = text.unicodeScalars.count > 200 ? text : expected
        #expect(result.mailHost == (host.isEmpty ? nil : host))
    }

    @Test("cuts names, addresses and policies off that are too long")
    func limits() throws {
        let long = String(repeating: "x", count: 5_000)
        let result = TLSSessionResult(
            time: TLSReportSamples.noon, policyDomain: try DomainName("a.example"),
            policy: .tlsa(records: ["3 1 1 00\n", long, "3 1 1 01"]), mailHost: long, receivingAddress: long,
            sendingAddress: long, result: .success)
        #expect(result.mailHost?.utf8.count == 253)
        #expect(result.receivingAddress?.utf8.count == 45 && result.sendingAddress?.utf8.count == 45)
        #expect(result.policy.lines.map(\.utf8.count) == [9, 4_087])
        #expect(result.policy.lines.first == "3 1 1 00?")
        let many = try TLSReportSamples.result(
            "a.example", policy: .strictTransport(lines: (0..<100).map { "mx: \($0)" }))
        #expect(many.policy.lines.count == 64 && many.policy.lines.last == "mx: 63")
    }

    @Test("has the names of the RFC for what failed, each once")
    func names() {
        let names = [
            "starttls-not-supported", "certificate-host-mismatch", "certificate-expired", "certificate-not-trusted",
            "validation-failure", "tlsa-invalid", "dnssec-invalid", "dane-required", "sts-policy-fetch-error",
            "sts-policy-invalid", "sts-webpki-invalid",
        ]
        #expect(TLSFailureKind.allCases.map(\.rawValue) == names)
        let policies = [TLSReportSamples.records, TLSReportSamples.lines, TLSSessionResult.Policy.none]
        #expect(policies.map(\.typeName) == ["tlsa", "sts", "no-policy-found"])
    }

    @Test(
        "is of a day in UTC",
        arguments: [
            ("1970-01-01", 0), ("1970-02-28", 58), ("1972-02-29", 789), ("1972-03-01", 790), ("2000-02-29", 11_016),
            ("2026-11-27", 20_784), ("2100-03-01", 47_541), ("9999-12-31", TLSReportDay.maximumNumber),
        ])
    func days(text: String, number: Int) throws {
        let day = try #require(TLSReportDay(text))
        #expect(day.number == number && day.description == text)
        #expect(TLSReportDay(day.start) == day)
        #expect(TLSReportDay(WallTime(milliseconds: day.start.milliseconds + 86_399_999)) == day)
    }

    @Test(
        "is of no day where there is none",
        arguments: [
            "", "2026", "2026-11", "2026-11-31", "2026-02-29", "2100-02-29", "2026-13-01", "2026-00-01", "2026-01-00",
            "1969-12-31", "+026-11-27", "2026-+1-27", "26-11-27", "2026-11-27 ", "2026-11-27-", "\u{662}026-11-27",
        ])
    func noDays(text: String) { #expect(TLSReportDay(text) == nil) }

    @Test("is of the first or the last day where its time lies beyond")
    func edges() {
        #expect(TLSReportDay(WallTime(milliseconds: .min)).description == "1970-01-01")
        #expect(TLSReportDay(WallTime(milliseconds: .max)).description == "9999-12-31")
        let day = TLSReportDay(number: 5)
        #expect([-6, 3, Int.min, .max].map { day.advanced(by: $0).number } == [0, 8, 0, TLSReportDay.maximumNumber])
    }
}
