/// How much is told apart in the counts of a day; what is beyond is counted all the same, with less said of it.
///
/// Hosts choose their names, addresses and words, and anybody may have mail sent to domains that somebody makes up, so
/// that each of these has its bound.
public struct TLSReportLimits: Hashable, Sendable {
    /// The most policy domains of a day, 10,000 by default: a few hundred octets each.
    ///
    /// Those beyond are counted together.
    public let domains: Int
    /// The most policies of a domain, 16 by default: one for each mail host with TLSA records, and the old ones on a day
    /// on which they change.
    ///
    /// Those beyond are counted by their type.
    public let policiesPerDomain: Int
    /// The most kinds of detail of a policy, 100 by default: as many hosts, addresses and reasons as a person would look
    /// at.
    ///
    /// Those beyond are counted by the kind of failure.
    public let detailsPerPolicy: Int
    /// The most octets of a domain, 48 KiB by default, so that it fits a value of the queue's store whatever is beyond.
    public let octetsPerDomain: Int
    /// The most octets of all domains of a day, 16 MiB by default: 30 days of it take under half a gigabyte of the disk,
    /// where usual days take one or two megabytes.
    public let octetsPerDay: Int

    /// The most that ``policiesPerDomain`` may be: with so many, what is counted by kind alone still fits a value of the
    /// queue's store beside ``octetsPerDomain``.
    public static let maximumPoliciesPerDomain = 24
    /// The most that ``octetsPerDomain`` may be, which is what it is by default: three quarters of such a value.
    public static let maximumOctetsPerDomain = 49_152

    /// Makes limits; each that is out of its range is the nearest in it.
    ///
    /// - Parameters:
    ///   - domains: the most policy domains of a day; 0 or more.
    ///   - policiesPerDomain: the most policies of a domain: 0 to ``maximumPoliciesPerDomain``.
    ///   - detailsPerPolicy: the most kinds of detail of a policy; 0 or more.
    ///   - octetsPerDomain: the most octets of a domain: 0 to ``maximumOctetsPerDomain``.
    ///   - octetsPerDay: the most octets of all domains of a day; 0 or more.
    public init(
        domains: Int = 10_000, policiesPerDomain: Int = 16, detailsPerPolicy: Int = 100,
        octetsPerDomain: Int = Self.maximumOctetsPerDomain, octetsPerDay: Int = 16_777_216
    ) {
        self.domains = max(0, domains)
        self.policiesPerDomain = min(max(0, policiesPerDomain), Self.maximumPoliciesPerDomain)
        self.detailsPerPolicy = max(0, detailsPerPolicy)
        self.octetsPerDomain = min(max(0, octetsPerDomain), Self.maximumOctetsPerDomain)
        self.octetsPerDay = max(0, octetsPerDay)
    }
}
