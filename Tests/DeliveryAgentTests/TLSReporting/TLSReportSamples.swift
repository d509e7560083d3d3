import DeliveryAgent
import DeliveryQueue
import DeliveryQueueTesting
import MailAddressing

/// Results and counts that the tests of TLS reporting share.
enum TLSReportSamples {
    /// A day, its noon, and the clock that shows it.
    static let noon = WallTime(milliseconds: 1_795_780_800_000)
    static let day = TLSReportDay(noon)

    static let records = TLSSessionResult.Policy.tlsa(records: ["3 1 1 0a0b", "3 1 1 0c0d"])
    static let lines = TLSSessionResult.Policy.strictTransport(
        lines: ["version: STSv1", "mode: enforce", "mx: *.mail.example", "max_age: 86400"])

    /// What came of a session.
    static func result(
        _ domain: String, _ result: TLSSessionResult.Outcome = .success,
        policy: TLSSessionResult.Policy = .none, host: String? = "mx.example", at time: WallTime = TLSReportSamples.noon
    ) throws -> TLSSessionResult {
        TLSSessionResult(
            time: time, policyDomain: try DomainName(domain), policy: policy, mailHost: host,
            receivingAddress: "192.0.2.1", sendingAddress: nil, result: result)
    }

    /// A failure with a reason.
    static func failure(_ kind: TLSFailureKind, _ reason: String = "why") -> TLSSessionResult.Outcome {
        .failure(kind, reason: reason)
    }

    /// Any result of a few domains, policies and failures.
    static func random(at time: WallTime = TLSReportSamples.noon, using generator: inout SeededGenerator) throws
        -> TLSSessionResult
    {
        func pick<Element>(_ elements: [Element]) -> Element {
            elements[Int.random(in: 0..<elements.count, using: &generator)]
        }
        let outcome: TLSSessionResult.Outcome =
            Bool.random(using: &generator)
            ? .success : failure(pick(TLSFailureKind.allCases), pick(["", "no answer within 5 minutes", "454 Later"]))
        return TLSSessionResult(
            time: time, policyDomain: try DomainName(pick(["a.example", "b.example", "c.example", "d.example"])),
            policy: pick([records, lines, TLSSessionResult.Policy.none, .tlsa(records: [])]),
            mailHost: pick([nil, "mx1.example", "mx2.example"]),
            receivingAddress: pick([nil, "192.0.2.1", "2001:db8::1"]),
            sendingAddress: pick([nil, "198.51.100.7"]), result: outcome)
    }
}

extension TLSReportTally {
    /// How many sessions were counted, those that met their policy and those that did not.
    var sums: [Int] {
        [domains.reduce(0) { $0 + $1.succeeded }, domains.reduce(0) { $0 + $1.failed }]
    }
}
