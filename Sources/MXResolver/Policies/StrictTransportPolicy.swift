public import MailAddressing

/// What a domain demands of those who send mail to it: its MTA-STS policy (RFC 8461, section 3.2).
///
/// The value stands here so that who decides about connections need not know how policies are fetched.
public struct StrictTransportPolicy: Hashable, Sendable {
    /// How a policy is to be taken.
    ///
    /// Complete: the RFC has these (section 5).
    public enum Mode: String, Hashable, Sendable, CaseIterable {
        /// Mail goes only to hosts that match, over TLS, and only if their certificates are right.
        case enforce
        /// As without a policy; what would have failed is reported.
        case testing
        /// There is no policy any more.
        case none
    }

    /// How the policy is to be taken.
    public let mode: Mode
    /// The patterns that mail hosts match, in their order; none only in the mode `none`.
    public let hosts: [MailHostPattern]
    /// For how many seconds the policy may be kept: 0 to ``maximumAgeLimit``.
    public let maximumAge: Int

    /// The longest time for which a policy may be kept in seconds: a year and six hours (RFC 8461, section 3.2).
    public static let maximumAgeLimit = 31_557_600

    /// Makes a policy.
    ///
    /// - Parameters:
    ///   - mode: how the policy is to be taken.
    ///   - hosts: the patterns that mail hosts match.
    ///   - maximumAge: for how many seconds it may be kept; brought within 0 and ``maximumAgeLimit``.
    public init(mode: Mode, hosts: [MailHostPattern], maximumAge: Int) {
        self.mode = mode
        self.hosts = hosts
        self.maximumAge = min(max(0, maximumAge), Self.maximumAgeLimit)
    }

    /// Whether a pattern of the policy matches a mail host.
    ///
    /// - Parameter host: the name that the MX record gives.
    public func allows(_ host: DomainName) -> Bool { hosts.contains { $0.matches(host) } }
}
