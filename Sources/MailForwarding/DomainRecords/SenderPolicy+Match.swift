import MailAddressing

extension SenderPolicy {
    /// What the first mechanism that matches a source says about it.
    struct Match: Hashable, Sendable {
        /// How a mechanism comes to match.
        enum Manner: Hashable, Sendable {
            /// It has the address in its block.
            case network
            /// It names the mail host, whose addresses are not known here and are taken to be the source's.
            case host
            /// It refers to a record of the mail host's, which is taken to authorize the source.
            case reference
            /// It matches every host.
            case everyone
        }

        /// What it says.
        let qualifier: Qualifier
        /// How it came to match.
        let manner: Manner
    }

    /// The match of an address that mail leaves from; nil where nothing matches, as far as is seen here.
    ///
    /// - Parameters:
    ///   - source: the address, or nil for those of the mail host, which are not known.
    ///   - plan: what the domain and its mail host are.
    func match(of source: IPAddress?, for plan: DomainRecordPlan) -> Match? {
        let (domain, host) = (plan.domain.text, plan.mailHost.text)
        let references = [host, "_spf.\(host)"]
        for term in terms {
            let manner: Match.Manner?
            switch term.mechanism {
            case .all: manner = .everyone
            case .mailExchange(let name): manner = name ?? domain == domain ? .host : nil
            case .address(let name): manner = name ?? domain == host ? .host : nil
            case .network(let network): manner = source.map(network.contains) ?? false ? .network : nil
            case .include(let name): manner = references.contains(name) ? .reference : nil
            case .undecidable: manner = nil
            }
            if let manner { return Match(qualifier: term.qualifier, manner: manner) }
        }
        guard let redirect, references.contains(redirect) else { return nil }
        return Match(qualifier: .pass, manner: .reference)
    }

    /// Whether a block of addresses that the record authorizes has an address in it.
    func names(_ source: IPAddress) -> Bool {
        terms.contains { term in
            guard term.qualifier == .pass, case .network(let network) = term.mechanism else { return false }
            return network.contains(source)
        }
    }

    /// The record with mechanisms put in front of the others, where nothing can keep them from counting.
    ///
    /// - Parameters:
    ///   - mechanisms: what to put there.
    ///   - text: the record as it is, of visible ASCII and blanks.
    static func inserting(_ mechanisms: [String], into text: String) -> String {
        let terms = text.split(separator: " ").map(String.init)
        let all = Array(terms.prefix(1)) + mechanisms + Array(terms.dropFirst())
        return all.joined(separator: " ")
    }
}
