import DeliveryQueue
import DeliveryQueueTesting
import MailAddressing
import Testing

@testable import DeliveryAgent

@Suite("The counts of a day")
struct TLSReportTallyTests {
    private let day = TLSReportSamples.day

    private func counted(
        _ results: [TLSSessionResult], within limits: TLSReportLimits = TLSReportLimits()
    ) -> TLSReportTally {
        var tally = TLSReportTally(day: day, limits: limits)
        for result in results { tally.count(result) }
        return tally
    }

    @Test("are by domain, policy and what failed")
    func grouping() throws {
        let (records, lines) = (TLSReportSamples.records, TLSReportSamples.lines)
        let tally = counted([
            try TLSReportSamples.result("b.example"), try TLSReportSamples.result("A.example", policy: records),
            try TLSReportSamples.result("a.example", TLSReportSamples.failure(.tlsaInvalid), policy: records),
            try TLSReportSamples.result("a.example", TLSReportSamples.failure(.tlsaInvalid), policy: records),
            try TLSReportSamples.result(
                "a.example", TLSReportSamples.failure(.tlsaInvalid), policy: records, host: nil),
            try TLSReportSamples.result("a.example", TLSReportSamples.failure(.certificateExpired), policy: lines),
            try TLSReportSamples.result("a.example", at: day.advanced(by: 1).start),
        ])
        #expect(tally.domains.map(\.scope.description) == ["a.example", "b.example"])
        let first = try #require(tally.domain(.domain(DomainName("a.example"))))
        #expect(first.policies.map(\.policy) == [records, lines])
        #expect(first.policies.map(\.succeeded) == [1, 0] && first.policies.map(\.failed) == [3, 1])
        #expect(first.policies[0].failures.map(\.count) == [1, 2])
        #expect(first.policies[0].failures.map(\.detail.mailHost) == [nil, "mx.example"])
        #expect(first.policies[1].failures.map(\.detail.kind) == [.certificateExpired])
        #expect(first.policies[1].failures.map(\.detail.reason) == ["why"])
        #expect(tally.sums == [2, 4] && TLSReportTally(day: day).isEmpty)
    }

    @Test("lose no session where there is no room for what is told apart")
    func bounds() throws {
        let limits = TLSReportLimits(domains: 2, policiesPerDomain: 2, detailsPerPolicy: 3)
        var results: [TLSSessionResult] = []
        for number in 0..<9 {
            let policy = TLSSessionResult.Policy.tlsa(records: ["3 1 1 0\(number % 4)"])
            for domain in 0..<4 {
                results.append(
                    try TLSReportSamples.result(
                        "d\(domain).example", TLSReportSamples.failure(.validationFailure, "\(number)"), policy: policy)
                )
            }
        }
        let tally = counted(results, within: limits)
        #expect(tally.domains.map(\.scope.description) == ["d0.example", "d1.example", "*"])
        #expect(tally.domains.map(\.failed) == [9, 9, 18])
        let first = tally.domains[0]
        #expect(first.policies.map(\.policy.lines) == [["3 1 1 00"], ["3 1 1 01"], []])
        #expect(first.policies.map(\.failed) == [3, 2, 4])
        #expect(first.policies.allSatisfy { $0.failures.reduce(0) { $0 + $1.count } == $0.failed })
        let crowded = first.policies[2].failures
        #expect(crowded.map(\.detail.reason) == ["", "2", "3", "6"] && crowded.map(\.count) == [1, 1, 1, 1])
        #expect(crowded[0].detail == TLSFailureDetail(.validationFailure))
    }

    @Test("fit their octets, and a value of the queue's store, whatever hosts say")
    func octets() throws {
        var generator = SeededGenerator(seed: 1)
        let limits = TLSReportLimits(policiesPerDomain: 24, detailsPerPolicy: 10_000, octetsPerDay: 90_000)
        var tally = TLSReportTally(day: day, limits: limits)
        for number in 0..<3_000 {
            let kind = TLSFailureKind.allCases[number % TLSFailureKind.allCases.count]
            let reason = String(repeating: "x", count: Int.random(in: 0...200, using: &generator)) + "\(number)"
            let policy = [
                TLSSessionResult.Policy.none, .tlsa(records: [String(repeating: "0", count: number % 30)]),
                .strictTransport(lines: ["\(number % 70)"]),
            ][number % 3]
            tally.count(
                try TLSReportSamples.result(
                    number % 4 == 0 ? "b.example" : "a.example", TLSReportSamples.failure(kind, reason),
                    policy: policy))
        }
        #expect(tally.sums == [0, 3_000])
        for domain in tally.domains {
            #expect(domain.encoded.count == domain.octetCount)
            #expect(domain.octetCount <= MemoryQueueStore.maximumValueSize)
        }
        #expect(tally.octetCount == tally.domains.reduce(0) { $0 + $1.octetCount })
        #expect(tally.octetCount < 90_000 + 2 * 12_600)
    }

    @Test("that were made apart are the same together", arguments: 1...5 as ClosedRange<UInt64>)
    func merging(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let results = try (0..<300).map { _ in try TLSReportSamples.random(using: &generator) }
        let whole = counted(results)
        var first = counted(Array(results[..<100]))
        let changed = first.merge(counted(Array(results[100...])))
        #expect(changed.count == 4 && first.octetCount == whole.octetCount && first.sums == whole.sums)
        for (left, right) in zip(first.domains, whole.domains) {
            #expect(left.scope == right.scope)
            #expect(Set(left.policies) == Set(right.policies))
        }
        #expect(first.merge(TLSReportTally(day: day.advanced(by: 1))).isEmpty)
    }

    @Test("never become less than they were")
    func saturation() throws {
        var tally = TLSPolicyTally(.none)
        for count in [Int.max, 5] {
            tally.add(succeeded: count)
            tally.add(count, of: TLSFailureDetail(.dnssecInvalid))
        }
        #expect(tally.succeeded == .max && tally.failed == .max && tally.failures.map(\.count) == [.max])
    }
}
