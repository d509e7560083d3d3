public import MailAddressing

/// A host that takes mail for a domain, and its addresses.
///
/// Two hosts of a route may have an address in common. It stays with both, as a certificate and TLSA records belong to
/// a name: what fails under one may succeed under the other.
public struct MailExchangeHost: Hashable, Sendable {
    /// The preference of its MX record, lower first; 0 for a domain without MX records and for an address literal.
    public let preference: UInt16
    /// The name that the MX record gives, which certificates are checked against; nil for an address literal.
    public let name: DomainName?
    /// The name to which the aliases (CNAME) of `name` lead; nil when it is no alias, or its target is no domain name.
    public let canonicalName: DomainName?
    /// Whether `name` is an alias, wherever it leads: its last target may be no domain name, as whoever owns it likes.
    public let isAlias: Bool
    /// The addresses to try, in this order, which `MailExchangeResolver.Options.addressPreference` decides.
    public let addresses: [IPAddress]
    /// Whether the MX records were authenticated; without any, whether the statement that there are none was.
    ///
    /// It is true for a relay, to which no MX records lead.
    public let areMXRecordsAuthenticated: Bool
    /// Whether every record that gave an address was authenticated, with the aliases that lead to it.
    public let areAddressesAuthenticated: Bool

    /// Whether the MX records and every address were authenticated, which DANE asks for (RFC 7672, section 2.2).
    public var isAuthenticated: Bool { areMXRecordsAuthenticated && areAddressesAuthenticated }

    /// Makes a host.
    ///
    /// - Parameters:
    ///   - preference: the preference of its MX record.
    ///   - name: the name, or nil for an address literal.
    ///   - addresses: the addresses in the order in which to try them.
    ///   - isAuthenticated: whether all of that was authenticated.
    ///   - canonicalName: where the aliases of the name lead; nil when it is no alias.
    public init(
        preference: UInt16, name: DomainName?, addresses: [IPAddress], isAuthenticated: Bool = false,
        canonicalName: DomainName? = nil
    ) {
        self.init(
            preference: preference, name: name, canonicalName: canonicalName, addresses: addresses,
            areMXRecordsAuthenticated: isAuthenticated, areAddressesAuthenticated: isAuthenticated)
    }

    /// Makes a host of which MX records and addresses are authenticated apart.
    ///
    /// - Parameters:
    ///   - preference: the preference of its MX record.
    ///   - name: the name, or nil for an address literal.
    ///   - canonicalName: where the aliases of the name lead; nil when it is no alias.
    ///   - isAlias: whether the name is an alias; nil when the canonical name says so.
    ///   - addresses: the addresses in the order in which to try them.
    ///   - areMXRecordsAuthenticated: whether the MX records, or the statement that there are none, were authenticated.
    ///   - areAddressesAuthenticated: whether every record that gave an address was.
    public init(
        preference: UInt16, name: DomainName?, canonicalName: DomainName? = nil, isAlias: Bool? = nil,
        addresses: [IPAddress], areMXRecordsAuthenticated: Bool, areAddressesAuthenticated: Bool
    ) {
        self.preference = preference
        self.name = name
        self.canonicalName = canonicalName
        self.isAlias = isAlias ?? (canonicalName != nil)
        self.addresses = addresses
        self.areMXRecordsAuthenticated = areMXRecordsAuthenticated
        self.areAddressesAuthenticated = areAddressesAuthenticated
    }
}
