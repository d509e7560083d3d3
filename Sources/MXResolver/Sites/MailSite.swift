public import MailAddressing

/// The canonical name of the hosts that take mail, so that thousands of domains on one provider are one destination.
///
/// A site is what limits, connections and back-off belong to: they concern the machines at the other end, whichever
/// domain the mail is for. It is not what trust belongs to: certificates, TLSA records and policies are those of a host
/// or a domain, and two domains of one site may differ in them.
///
/// Guarantees: equal sets of hosts have equal names, whatever their order and preferences, the domain that was asked
/// for and the process that asks; other sets have other names, but for what the roll-ups name as one. The form is part
/// of the interface, so a name may be stored. It is ASCII without spaces, quotes and slashes, at most 255 characters.
///
/// | Hosts | Name |
/// | --- | --- |
/// | one | `mx.example.com` |
/// | several of one domain | `mx1,mx2.example.com` |
/// | a domain and hosts below it | `@,alt1,alt2.mx.example.com` |
/// | several of several domains | `mx.example.net+mx1,mx2.example.com` |
/// | hosts of a roll-up | `*.mail.protection.outlook.com` |
/// | more than fit | `~40~0b6b0fd55bfe577fb367400a05786a01~example.com`: how many, a digest, where most are |
/// | an address literal | `[192.0.2.1]` |
/// | a relay | `relay.example.net:587` |
/// | several relays | `relay.example.net:587+spare.example.net:465` |
public struct MailSite: Hashable, Sendable {
    /// The name.
    public let name: String

    /// The longest name: what fits a column, a file name and a log line; longer ones have a digest instead of names.
    public static let maximumLength = 255

    /// Names the site of mail hosts.
    ///
    /// - Parameters:
    ///   - hosts: the names of all hosts, as MX records give them, in any order; nil is returned for none.
    ///   - rollups: which hosts count as one.
    public init?(_ hosts: some Collection<DomainName>, rollups: [SiteRollup] = SiteRollup.wellKnown) {
        guard !hosts.isEmpty else { return nil }
        name = SiteName(hosts, rollups: rollups).text
    }

    /// Names the site of a domain that is its own mail host, or of an address literal.
    ///
    /// - Parameters:
    ///   - host: the domain or address; an IPv4-mapped address is taken as IPv4.
    ///   - rollups: which hosts count as one.
    public init(_ host: MailHost, rollups: [SiteRollup] = SiteRollup.wellKnown) {
        name =
            switch host {
            case .domain(let domain): SiteName(CollectionOfOne(domain), rollups: rollups).text
            case .literal(let address): "\(MailHost.literal(address.unmapped))"
            }
    }

    /// Names the site of a relay.
    ///
    /// - Parameters:
    ///   - relay: the relay's name or address, which is never rolled up.
    ///   - port: its port, as one machine may do different things at different ports.
    public init(relay: MailHost, port: UInt16) {
        name = "\(MailSite(relay, rollups: []).name):\(port)"
    }

    /// Names the site of several relays that stand for one another.
    ///
    /// - Parameter relays: their names or addresses and their ports, in any order; nil is returned for none. Of more
    ///   than fit into a name, those that come first in the order of their names are in it.
    public init?(relays: some Collection<(MailHost, UInt16)>) {
        guard !relays.isEmpty else { return nil }
        var text = ""
        for name in Set(relays.map { MailSite(relay: $0.0, port: $0.1).name }).sorted() {
            let longer = text.isEmpty ? name : "\(text)+\(name)"
            guard longer.utf8.count <= Self.maximumLength else { break }
            text = longer
        }
        name = text
    }

    /// Takes a name that was stored.
    ///
    /// - Parameter name: what `name` once gave; nil is returned for what it never gives: nothing, more than
    ///   ``maximumLength`` characters, or others than a name has.
    public init?(name: some StringProtocol) {
        guard !name.isEmpty, name.utf8.count <= Self.maximumLength, name.utf8.allSatisfy(SiteName.isAllowed) else {
            return nil
        }
        self.name = String(name)
    }
}

extension MailSite: CustomStringConvertible {
    /// The name.
    public var description: String { name }
}
