public import MailAddressing

/// Where a domain's mail goes.
///
/// Complete: mail goes somewhere, is not wanted, or nobody can say.
public enum MailRoute: Hashable, Sendable {
    /// The hosts to try, in this order; at least one, and each with at least one address.
    case hosts([MailExchangeHost])
    /// The domain says that it accepts no mail (a null MX, RFC 7505).
    case refusesMail
    /// There is no host to try, for now or for ever.
    case failed(RouteFailure)

    /// The hosts to try; none when there is no way.
    public var hosts: [MailExchangeHost] {
        if case .hosts(let hosts) = self { hosts } else { [] }
    }
}

/// A host that takes mail for a domain, and its addresses.
public struct MailExchangeHost: Hashable, Sendable {
    /// The preference of its MX record, lower first; 0 for a domain without MX records and for an address literal.
    public let preference: UInt16
    /// The name that the MX record gives, which certificates are checked against; nil for an address literal.
    public let name: DomainName?
    /// The addresses to try, in this order: IPv6 and IPv4 by turns, each family as the DNS gave it.
    public let addresses: [IPAddress]
    /// Whether the MX records and every address were authenticated, which DANE asks for (RFC 7672, section 2.2).
    public let isAuthenticated: Bool

    /// Makes a host.
    ///
    /// - Parameters:
    ///   - preference: the preference of its MX record.
    ///   - name: the name, or nil for an address literal.
    ///   - addresses: the addresses in the order in which to try them.
    ///   - isAuthenticated: whether all of that was authenticated.
    public init(preference: UInt16, name: DomainName?, addresses: [IPAddress], isAuthenticated: Bool = false) {
        self.preference = preference
        self.name = name
        self.addresses = addresses
        self.isAuthenticated = isAuthenticated
    }
}
