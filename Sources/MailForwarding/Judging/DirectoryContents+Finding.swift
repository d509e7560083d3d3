import MailAddressing

extension DirectoryContents {
    /// A local part at a domain of the directory, as an address means it.
    struct Place: Hashable {
        let domain: ForwardingDomain
        /// In lower case.
        let localPart: String
        /// What stood behind the `+`, where a name below the domain stands for an alias.
        let isBelow: Bool
    }

    /// Where an address is at; nil for one of no domain in the directory.
    func place(of address: Mailbox) -> Place? {
        guard let name = address.host.domain else { return nil }
        let localPart = address.folded.localPart
        if let domain = domains[name] { return Place(domain: domain, localPart: localPart, isBelow: false) }
        guard let parent = name.parent, let domain = domains[parent], domain.takesSubdomains,
            let label = name.labels.first
        else { return nil }
        return Place(domain: domain, localPart: "\(label)+\(localPart)", isBelow: true)
    }

    /// Whether a domain has shown that it is ours, and is in use.
    func isVerified(_ host: MailHost) -> Bool {
        host.domain.flatMap { domains[$0] }.map { $0.state == .verified } ?? false
    }

    /// The alias that an address means, with or without what stands behind a `+`.
    func alias(for address: Mailbox) -> (alias: Alias, tag: String?)? {
        place(of: address).flatMap { alias(at: $0) }
    }

    /// The alias at a place.
    func alias(at place: Place) -> (alias: Alias, tag: String?)? {
        let host = MailHost.domain(place.domain.name)
        if let whole = Mailbox(unquotedLocalPart: place.localPart, host: host), let alias = aliases[whole] {
            return (alias, nil)
        }
        // The longest name that is an alias: a `+` may be part of one.
        var end = place.localPart.endIndex
        while let plus = place.localPart[..<end].lastIndex(of: "+"), plus > place.localPart.startIndex {
            if let name = Mailbox(unquotedLocalPart: String(place.localPart[..<plus]), host: host),
                let alias = aliases[name], alias.takesTags || place.isBelow
            {
                return (alias, String(place.localPart[place.localPart.index(after: plus)...]))
            }
            end = plus
        }
        return nil
    }
}
