public import MXResolver
public import MailAddressing

/// The records that a test's DNS has, as a value.
///
/// One value may hold records of many domains. A name exists when it has a record or a name below it has one; whatever
/// is not in the zone does not exist, unless a wildcard stands for it (RFC 4592). Each part of the names is secure or
/// not, or its signatures are broken: see `Security`.
///
/// Known limits: it plays what a resolver knows, so an NS record is a record like any other and refers nobody
/// elsewhere. There are no signatures, and no answers to questions for any type (ANY) or for classes other than IN.
public struct Zone: Hashable, Sendable {
    /// All records, in the order in which they were given.
    public let records: [DNSRecord]
    /// What is said about names and all names below them; the nearest name above a name counts.
    public let securityByName: [DNSName: Security]
    /// The records of each name that has some.
    let recordsByName: [DNSName: [DNSRecord]]
    /// Every name that exists, those above others included.
    let names: Set<DNSName>

    /// Makes a zone of records.
    ///
    /// - Parameters:
    ///   - records: the records.
    ///   - securityByName: what is said about names and all names below them.
    public init(_ records: [DNSRecord], securityByName: [DNSName: Security] = [:]) {
        self.records = records
        self.securityByName = securityByName
        recordsByName = Dictionary(grouping: records, by: \.name)
        var names: Set<DNSName> = [.root]
        for name in recordsByName.keys {
            var ancestor: DNSName? = name
            while let name = ancestor, names.insert(name).inserted { ancestor = name.parent }
        }
        self.names = names
    }

    /// Reads a zone from the text of a zone file (RFC 1035, section 5).
    ///
    /// `$ORIGIN`, `$TTL`, comments, parentheses, `@`, repeated owners and times such as `1h` are understood, and the
    /// types A, AAAA, CAA, CNAME, MX, NS, PTR, SOA, SRV, TLSA and TXT; any other as `TYPE123 \# LENGTH OCTETS`. The
    /// data of a type that is understood may be given in octets too, wrong ones among them, and are served as they are.
    ///
    /// Three directives of our own say what a resolver that validates finds, each for its names and all names below
    /// them, or for the origin if there are none: `$SECURE NAME…`, `$INSECURE NAME…` and `$BOGUS NAME…`. The nearest
    /// name above counts, wherever it stands in the text; of two directives for one name the later.
    ///
    /// - Parameters:
    ///   - text: the text.
    ///   - origin: below which name relative names lie before the first `$ORIGIN`; nil for the root, so that
    ///     `example.com` and `example.com.` are the same.
    /// - Throws: `ZoneError` with what is wrong and the line. An alias (CNAME) beside other records of its name is
    ///   refused (RFC 1034, section 3.6.2); `init(_:securityByName:)` takes it. So is `$INCLUDE`, since a zone is read
    ///   from its text alone.
    public init(parsing text: String, origin: DomainName? = nil) throws(ZoneError) {
        self = try ZoneParser.zone(of: text, origin: origin.map { DNSName($0) } ?? .root)
    }
}
