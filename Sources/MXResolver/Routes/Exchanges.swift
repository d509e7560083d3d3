internal import MailAddressing

/// A mail host before its addresses are known.
struct Exchange: Hashable, Sendable {
    /// The preference of its MX record.
    var preference: UInt16
    /// Its name; nil for an address literal.
    let name: DomainName?
}

/// What the MX records of a domain say, before any address is known.
struct Exchanges {
    /// The hosts to which mail may go, in the order in which to try them, each name once, without this host and those
    /// no better.
    let hosts: [Exchange]
    /// Hosts that are left out without being looked up.
    let omissions: ExchangeOmissions
    /// Whether the domain accepts no mail: it has nothing but a null MX, whose preference does not matter.
    let isNull: Bool
    /// Whether there is no host because this one is the best.
    let isLoop: Bool

    /// Reads the answer to a query for MX records.
    init(_ answer: DNSAnswer, options: MailExchangeResolver.Options) {
        var records = ExchangeRecords(answer)
        isNull = records.isNull
        let own = records.best.filter { options.ownHostNames.contains($0.key) }.map(\.value).min()
        var others: [(preference: UInt16, name: DomainName)] = []
        for (name, preference) in records.best {
            if options.ownHostNames.contains(name) {
                records.omissions.add(preference, DNSName(name), .thisHost(.name(name)))
            } else if let own, preference >= own {
                records.omissions.add(preference, DNSName(name), .notBetter(than: own))
            } else {
                others.append((preference, name))
            }
        }
        isLoop = own != nil && others.isEmpty
        // By name first, so that the same randomness gives the same order whatever the server did.
        others.sort { $0.name < $1.name }
        var generator = AnyRandomNumberGenerator(base: options.makeRandomNumberGenerator())
        others.shuffle(using: &generator)
        // The standard library's sort is stable: equals stay shuffled.
        others.sort { $0.preference < $1.preference }
        hosts = others.map { Exchange(preference: $0.preference, name: $0.name) }
        omissions = records.omissions
    }
}

/// MX records, sorted into names and what is none.
private struct ExchangeRecords {
    /// The names of hosts, each with the best of its preferences.
    private(set) var best: [DomainName: UInt16] = [:]
    /// What is left out so far.
    var omissions = ExchangeOmissions()
    /// Whether there is nothing but a null MX.
    let isNull: Bool

    init(_ answer: DNSAnswer) {
        let records = answer.records.compactMap { record in
            if case .mx(let preference, let name) = record.data { (preference: preference, name: name) } else { nil }
        }
        isNull = records.allSatisfy(\.name.isRoot)
        for (preference, name) in records where !isNull {
            if name.isRoot {
                // It says nothing beside other records (RFC 7505, section 3).
                omissions.add(preference, name, .nullExchange)
            } else if IPAddress(name.text) != nil {
                omissions.add(preference, name, .addressForName)
            } else if let domain = name.domain {
                guard let known = best[domain] else {
                    best[domain] = preference
                    continue
                }
                best[domain] = min(known, preference)
                omissions.add(max(known, preference), name, .repeated(preference: min(known, preference)))
            } else {
                omissions.add(preference, name, .noHostName)
            }
        }
    }
}
