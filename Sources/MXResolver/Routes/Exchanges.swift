internal import MailAddressing

/// A mail host before its addresses are known.
struct Exchange: Hashable, Sendable {
    /// The preference of its MX record.
    var preference: UInt16
    /// Its name.
    let name: DomainName
}

/// What the MX records of a domain say, before any address is known.
struct Exchanges {
    /// The hosts in the order in which to try them, bounded, each name once, without this host and those no better.
    let hosts: [Exchange]
    /// Whether the domain accepts no mail: it has nothing but a null MX, whose preference does not matter.
    let isNull: Bool
    /// Whether there is no host because this one is the best.
    let isLoop: Bool

    /// Reads the answer to a query for MX records.
    init(_ answer: DNSAnswer, options: MailExchangeResolver.Options) {
        var places: [DomainName: Int] = [:]
        var named: [Exchange] = []
        var hasOthers = false
        for record in answer.records {
            guard case .mx(let preference, let name) = record.data else { continue }
            // A null MX beside other records says nothing (RFC 7505, section 3).
            guard !name.isRoot else { continue }
            hasOthers = true
            // An address is no name, and names that are no domain names have no addresses.
            guard let domain = name.domain, IPAddress(domain.text) == nil else { continue }
            if let place = places[domain] {
                named[place].preference = min(named[place].preference, preference)
            } else {
                places[domain] = named.count
                named.append(Exchange(preference: preference, name: domain))
            }
        }
        isNull = !hasOthers
        let own = named.filter { options.ownHostNames.contains($0.name) }.map(\.preference).min()
        var others = named.filter { exchange in own.map { exchange.preference < $0 } ?? true }
        isLoop = own != nil && others.isEmpty
        var generator = AnyRandomNumberGenerator(base: options.makeRandomNumberGenerator())
        others.shuffle(using: &generator)
        let ordered = others.enumerated().sorted { left, right in
            (left.element.preference, left.offset) < (right.element.preference, right.offset)
        }
        hosts = ordered.prefix(options.maximumHosts).map { $0.element }
    }
}
