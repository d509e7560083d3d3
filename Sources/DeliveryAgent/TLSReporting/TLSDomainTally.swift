/// What came of the sessions of a day that were for one policy domain, by policy.
///
/// A value of bounded size. What finds no room of its own is counted all the same: a failure by its kind, a policy by its
/// type.
public struct TLSDomainTally: Hashable, Sendable {
    /// The day.
    public let day: TLSReportDay
    /// Of whom the sessions are.
    public let scope: TLSReportScope
    /// The policies in the order in which they were met first; each once.
    public private(set) var policies: [TLSPolicyTally] = []
    /// How many octets the durable form has.
    private(set) var octetCount: Int

    init(day: TLSReportDay, scope: TLSReportScope) {
        self.day = day
        self.scope = scope
        octetCount = Self.octetCount(of: scope)
    }

    /// How many sessions met their policy.
    public var succeeded: Int { policies.reduce(0) { $0.addingClamped($1.succeeded) } }
    /// How many did not.
    public var failed: Int { policies.reduce(0) { $0.addingClamped($1.failed) } }

    /// Counts a session.
    ///
    /// - Parameters:
    ///   - result: what came of it.
    ///   - limits: how much is told apart.
    ///   - room: how many more octets the day has.
    mutating func count(_ result: TLSSessionResult, within limits: TLSReportLimits, room: Int) {
        switch result.result {
        case .success: add(succeeded: 1, under: result.policy, within: limits, room: room)
        case .failure(let kind, let reason):
            let detail = TLSFailureDetail(
                kind, mailHost: result.mailHost, receivingAddress: result.receivingAddress,
                sendingAddress: result.sendingAddress, reason: reason)
            add(1, of: detail, under: result.policy, within: limits, room: room)
        }
    }

    /// Counts what others have counted of the same.
    ///
    /// - Parameters:
    ///   - other: what was counted elsewhere.
    ///   - limits: how much is told apart.
    ///   - room: how many more octets the day has.
    mutating func merge(_ other: TLSDomainTally, within limits: TLSReportLimits, room: Int) {
        let end = octetCount.addingClamped(room)
        for tally in other.policies {
            if tally.succeeded > 0 {
                add(succeeded: tally.succeeded, under: tally.policy, within: limits, room: end - octetCount)
            }
            for failures in tally.failures {
                add(
                    failures.count, of: failures.detail, under: tally.policy, within: limits, room: end - octetCount)
            }
        }
    }

    private mutating func add(
        succeeded count: Int, under policy: TLSSessionResult.Policy, within limits: TLSReportLimits, room: Int
    ) {
        let index = index(of: policy, within: limits, room: room)
        policies[index].add(succeeded: count)
    }

    private mutating func add(
        _ count: Int, of detail: TLSFailureDetail, under policy: TLSSessionResult.Policy,
        within limits: TLSReportLimits, room: Int
    ) {
        let end = octetCount.addingClamped(room)
        let index = index(of: policy, within: limits, room: room)
        let counts = policies[index].counts
        var kept = detail
        if counts[kept] == nil {
            let isCrowded =
                counts.count >= limits.detailsPerPolicy
                || !hasRoom(for: Self.octetCount(of: detail), within: limits, room: end - octetCount)
            if isCrowded { kept = detail.bare }
            if counts[kept] == nil { octetCount += Self.octetCount(of: kept) }
        }
        policies[index].add(count, of: kept)
    }

    /// The place of a policy, which is made where there is none; that of its type alone where there is no room.
    private mutating func index(
        of policy: TLSSessionResult.Policy, within limits: TLSReportLimits, room: Int
    ) -> Int {
        if let index = policies.firstIndex(where: { $0.policy == policy }) { return index }
        let isCrowded =
            policies.count >= limits.policiesPerDomain
            || !hasRoom(for: Self.octetCount(of: policy), within: limits, room: room)
        let kept = isCrowded ? policy.bare : policy
        if let index = policies.firstIndex(where: { $0.policy == kept }) { return index }
        octetCount += Self.octetCount(of: kept)
        policies.append(TLSPolicyTally(kept))
        return policies.count - 1
    }

    private func hasRoom(for count: Int, within limits: TLSReportLimits, room: Int) -> Bool {
        count <= min(room, limits.octetsPerDomain - octetCount)
    }

    /// Puts a policy behind the others, as it was read; false where it is there already.
    mutating func restore(_ policy: TLSPolicyTally) -> Bool {
        guard !policies.contains(where: { $0.policy == policy.policy }) else { return false }
        octetCount += Self.octetCount(of: policy.policy)
        octetCount += policy.counts.keys.reduce(0) { $0 + Self.octetCount(of: $1) }
        policies.append(policy)
        return true
    }
}

extension Int {
    /// The sum; the most or the least that can be told where it would lie beyond.
    func addingClamped(_ other: Int) -> Int {
        let (sum, overflows) = addingReportingOverflow(other)
        return overflows ? (other < 0 ? .min : .max) : sum
    }
}
