/// What came of the sessions of a day that had to meet one policy of a domain.
public struct TLSPolicyTally: Hashable, Sendable {
    /// Failed sessions of which the details are the same.
    public struct Failures: Hashable, Sendable {
        /// What they have in common.
        public let detail: TLSFailureDetail
        /// How many there were; at least one.
        public let count: Int
    }

    /// The policy; without lines also for the policies of a domain that found no room.
    public let policy: TLSSessionResult.Policy
    /// How many sessions met it.
    public private(set) var succeeded = 0
    /// How many did not.
    public private(set) var failed = 0
    /// How many failed of each detail.
    private(set) var counts: [TLSFailureDetail: Int] = [:]

    init(_ policy: TLSSessionResult.Policy) { self.policy = policy }

    /// What failed, in the order of the details; the counts add up to ``failed``.
    public var failures: [Failures] {
        counts.sorted { $0.key < $1.key }.map { Failures(detail: $0.key, count: $0.value) }
    }

    /// Counts sessions that met the policy.
    mutating func add(succeeded count: Int) { succeeded = succeeded.addingClamped(count) }

    /// Counts sessions that failed.
    mutating func add(_ count: Int, of detail: TLSFailureDetail) {
        failed = failed.addingClamped(count)
        counts[detail] = (counts[detail] ?? 0).addingClamped(count)
    }
}
