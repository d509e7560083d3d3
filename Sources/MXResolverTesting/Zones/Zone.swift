public import MXResolver
public import MailAddressing

/// The records that a test's DNS has, as a value.
///
/// One value may hold records of many domains. A name exists when it has a record or a name below it has one; whatever
/// is not in the zone does not exist. Delegations and wildcards mean nothing here.
public struct Zone: Hashable, Sendable {
    /// All records, in the order in which they were given.
    public let records: [DNSRecord]
    private let recordsByName: [DNSName: [DNSRecord]]
    private let names: Set<DNSName>

    /// Makes a zone of records.
    ///
    /// - Parameter records: the records.
    public init(_ records: [DNSRecord]) {
        self.records = records
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
    /// types A, AAAA, CAA, CNAME, MX, NS, PTR, SOA, SRV, TLSA and TXT; any other as `TYPE123 \# LENGTH OCTETS`.
    ///
    /// - Parameters:
    ///   - text: the text.
    ///   - origin: below which name relative names lie before the first `$ORIGIN`; nil for the root, so that
    ///     `example.com` and `example.com.` are the same.
    /// - Throws: `ZoneError` with what is wrong and the line.
    public init(parsing text: String, origin: DomainName? = nil) throws(ZoneError) {
        self.init(try ZoneParser.records(of: text, origin: origin.map { DNSName($0) } ?? .root))
    }
}

extension Zone {
    /// How many aliases are followed before the answer is given as it is.
    private static let maximumAliases = 16

    /// What a server of this zone answers, aliases followed as far as the zone knows them.
    ///
    /// - Parameter question: what is asked.
    /// - Returns: an authoritative answer; a negative one has the SOA record of the nearest zone above, if there is one.
    public func answer(to question: DNSQuestion) -> DNSMessage {
        var answer = DNSMessage(
            flags: [.response, .authoritative, .recursionAvailable], question: question)
        var name = question.name
        for _ in 0...Self.maximumAliases {
            let records = recordsByName[name] ?? []
            let wanted = records.filter { $0.type == question.type }
            guard wanted.isEmpty else {
                answer.answers += wanted
                return answer
            }
            guard let alias = records.first(where: { $0.type == .cname }), case .cname(let target) = alias.data else {
                if !names.contains(name) { answer.responseCode = .noSuchDomain }
                answer.authority = startOfAuthority(above: name)
                return answer
            }
            answer.answers.append(alias)
            name = target
        }
        return answer
    }

    private func startOfAuthority(above name: DNSName) -> [DNSRecord] {
        var ancestor: DNSName? = name
        while let name = ancestor {
            if let record = recordsByName[name]?.first(where: { $0.type == .soa }) { return [record] }
            ancestor = name.parent
        }
        return []
    }
}
