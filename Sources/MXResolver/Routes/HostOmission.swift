public import MailAddressing

/// Why a host that a domain names takes no part in a delivery.
///
/// Complete: one for each rule by which a route loses a host.
public enum HostOmission: Hashable, Sendable {
    /// How a host was recognized as this one.
    ///
    /// Complete: a host has names and addresses.
    public enum Evidence: Hashable, Sendable {
        /// It has one of our names, or is an alias of it.
        case name(DomainName)
        /// It has one of our addresses.
        case address(IPAddress)
    }

    /// A null MX beside other MX records, which says nothing (RFC 7505, section 3).
    case nullExchange
    /// The record has an address where a host name belongs (RFC 5321, section 5.1).
    case addressForName
    /// The record has what is no domain name.
    case noHostName
    /// The host is named again; the better of its preferences, which is given, counts.
    case repeated(preference: UInt16)
    /// The host is this one.
    case thisHost(Evidence)
    /// This host is as good or better, with the preference that is given: mail would go in circles.
    case notBetter(than: UInt16)
    /// It was not looked up: there are so many better or equal ones that were, as many as the options allow.
    case beyondMaximumHosts(Int)
    /// The name is `localhost` or lies below it, and private addresses are refused (RFC 6761, section 6.3).
    case localhost
    /// The name does not exist.
    case noSuchHost
    /// The name has no address.
    case noAddress
    /// The name has no address of the only family that is used.
    case noAddressOfFamily(IPAddress.Family)
    /// The name has addresses, and none of them is one of a public mail host.
    case privateAddressesOnly
    /// There are enough addresses of better hosts, as many as the options allow.
    case beyondMaximumAddresses(Int)
    /// Its addresses are not known now; asking again later may help.
    case lookup(DNSFailure)

    /// Whether the next decision may be another although no record has changed.
    public var isTemporary: Bool {
        if case .lookup = self { true } else { false }
    }
}

extension HostOmission: CustomStringConvertible {
    /// The reason in words, to stand behind "left out:".
    public var description: String {
        switch self {
        case .nullExchange: "a null MX beside other MX records says nothing"
        case .addressForName: "it is an address, and an MX record names a host"
        case .noHostName: "it is no host name"
        case .repeated(let preference): "it is named again, and its preference \(preference) counts"
        case .thisHost(.name(let name)): "it is this host, which is called \(name)"
        case .thisHost(.address(let address)): "it is this host, which has the address \(address)"
        case .notBetter(let preference):
            "this host is a mail host of the domain too, and as good or better with preference \(preference)"
        case .beyondMaximumHosts(let count): "only the best \(count) are looked up"
        case .localhost: "localhost is this host's loopback, and private addresses are refused"
        case .noSuchHost: "it does not exist"
        case .noAddress: "it has no address"
        case .noAddressOfFamily(let family): "it has no \(family.word) address, and only those are used"
        case .privateAddressesOnly: "it has no public address, and private ones are refused"
        case .beyondMaximumAddresses(let count): "better hosts have \(count) addresses already, which is the most"
        case .lookup(let failure): "its addresses could not be looked up: \(failure)"
        }
    }
}
