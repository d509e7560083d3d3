public import MXResolver
public import MailAddressing

/// A policy as it is kept: whose it is, what the domain called it, and when it was fetched.
public struct StoredPolicy: Hashable, Sendable {
    /// The domain that mail goes to.
    ///
    /// The policy is this one's and no other's, whatever hosts they share.
    public let domain: DomainName
    /// The domain's record when it was fetched, which says what the domain calls the policy.
    public let record: MTASTSRecord
    /// The policy.
    public let policy: StrictTransportPolicy
    /// When it was fetched, in seconds since 1970.
    public let fetchedAt: Int64
    /// When somebody asked for it the last time before it was fetched, in seconds since 1970.
    ///
    /// What is renewed without anybody asking keeps it, so that what nobody asks for is known as that after a restart.
    public let usedAt: Int64

    /// The latest time that is reckoned with: the end of the year 9999.
    public static let latestTime: Int64 = 253_402_300_799

    /// Makes a policy to keep.
    ///
    /// - Parameters:
    ///   - domain: the domain that mail goes to.
    ///   - record: the domain's record when it was fetched.
    ///   - policy: the policy.
    ///   - fetchedAt: when it was fetched, in seconds since 1970; brought within 0 and ``latestTime``.
    ///   - usedAt: when somebody asked for it the last time before that, brought within the same; nil for then.
    public init(
        domain: DomainName, record: MTASTSRecord, policy: StrictTransportPolicy, fetchedAt: Int64, usedAt: Int64? = nil
    ) {
        self.domain = domain
        self.record = record
        self.policy = policy
        self.fetchedAt = min(max(0, fetchedAt), Self.latestTime)
        self.usedAt = min(max(0, usedAt ?? fetchedAt), Self.latestTime)
    }

    /// What the domain called the policy when it was fetched.
    public var id: String { record.id }

    /// The first second at which it does not hold any more, since 1970 (RFC 8461, section 3.2, `max_age`).
    ///
    /// Only a fetch sets it anew. That the domain's record still has the same id does not.
    public var expires: Int64 { fetchedAt + Int64(policy.maximumAge) }
}
