public import MailAddressing

/// Where a domain's mail goes, and how that came about.
///
/// Guarantees: `route` is what `MailExchangeResolver.route(to:)` would have given; every host that was named is among
/// the candidates or counted in `unlistedCandidates`; the size is bounded whatever the DNS says.
public struct RouteDecision: Hashable, Sendable {
    /// Where the hosts of a route come from.
    ///
    /// Complete: RFC 5321, section 5.1, knows these.
    public enum Origin: String, Hashable, Sendable, CaseIterable {
        /// MX records name them, or say that there are none.
        case mxRecords
        /// The domain has no MX records and is its own host: the "implicit MX".
        case implicit
        /// The destination is an address literal.
        case literal
    }

    /// The domain or address literal whose mail it is, as it was asked for.
    public let destination: MailHost
    /// Where its mail goes.
    public let route: MailRoute
    /// Where the hosts come from; nil when the domain does not exist or its MX records could not be looked up.
    public let origin: Origin?
    /// The names to which the aliases (CNAME) of the domain lead, one after the other.
    public let aliases: [DNSName]
    /// Every host that was named, in the order in which they are or would be tried: used ones and left-out ones.
    public let candidates: [RouteCandidate]
    /// How many more hosts were named and left out.
    public let unlistedCandidates: Int
    /// For how many seconds the decision holds: the least time to live of what it rests on, denials included.
    ///
    /// It is 0 when a look-up failed, as the next one may not, and when no host that was looked up is usable while
    /// others are left, as chance may choose these next time. It is nil where nothing is said, as of a literal.
    public let timeToLive: UInt32?
    /// Whether the MX records were authenticated; without any, whether the statement that there are none was.
    public let areMXRecordsAuthenticated: Bool
    /// What the hosts are together as a destination; nil when none is known.
    public let site: MailSite?

    /// How many hosts are listed that were left out before they were looked up: more tell nobody more, and one answer
    /// has thousands.
    public static let maximumListed = 50

    /// Whether everything on which the route rests was authenticated; never for a failure after the MX records.
    public var isAuthenticated: Bool {
        switch route {
        case .hosts(let hosts): hosts.allSatisfy(\.isAuthenticated)
        case .refusesMail: areMXRecordsAuthenticated
        case .failed(let failure): failure.reason == .noSuchDomain && areMXRecordsAuthenticated
        }
    }
}
