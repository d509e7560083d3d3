import MailAddressing

/// An SPF record, as far as it can be read without asking the DNS (RFC 7208, sections 4.6 and 5).
struct SenderPolicy: Hashable, Sendable {
    /// What a mechanism says about the hosts that it matches.
    enum Qualifier: Character, Hashable, Sendable {
        /// They are authorized.
        case pass = "+"
        /// They are not.
        case fail = "-"
        /// They are not, or hardly.
        case softFail = "~"
        /// Nothing.
        case neutral = "?"
    }

    /// What a mechanism matches.
    enum Mechanism: Hashable, Sendable {
        /// Every host.
        case all
        /// The hosts of the MX records of a domain; nil for the domain of the record.
        case mailExchange(of: String?)
        /// The host of a name; nil for the domain of the record.
        case address(of: String?)
        /// A block of addresses.
        case network(IPNetwork)
        /// What another record authorizes.
        case include(String)
        /// What only the DNS and the message can say: `exists`, `ptr`, and names with macros.
        case undecidable

        /// Whether receivers ask the DNS for it.
        var needsLookup: Bool {
            switch self {
            case .all, .network: false
            case .mailExchange, .address, .include, .undecidable: true
            }
        }
    }

    /// A mechanism with its qualifier.
    struct Term: Hashable, Sendable {
        /// The qualifier, of which `+` may have been left out.
        let qualifier: Qualifier
        /// The mechanism.
        let mechanism: Mechanism
        /// The mechanism as text in lower case, without the qualifier.
        let text: String
    }

    /// The mechanisms in their order.
    private(set) var terms: [Term] = []
    /// The record that counts where no mechanism matches.
    private(set) var redirect: String?
    /// The first term that makes the whole record an error, or nil.
    private(set) var malformedTerm: String?
    private var hasExplanation = false

    /// The most look-ups that receivers make for a record (RFC 7208, section 4.6.4).
    static let maximumLookups = 10

    /// Reads a record.
    ///
    /// - Parameter text: the record, which begins with its version.
    init(_ text: String) {
        guard text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
            malformedTerm = text
            return
        }
        for term in text.split(separator: " ").dropFirst() {
            guard take(term.lowercased()) else {
                malformedTerm = String(term)
                return
            }
        }
    }

    /// How many look-ups the record itself asks of receivers; those of what it includes come on top.
    var lookups: Int {
        let ofTerms = terms.filter { $0.mechanism.needsLookup }.count
        return ofTerms + (redirect == nil || hasAll ? 0 : 1)
    }

    /// Whether a mechanism matches every host, so that nothing behind it counts.
    private var hasAll: Bool { terms.contains { $0.mechanism == .all } }

    /// Whether every host there is may send for the domain.
    var authorizesEveryone: Bool { terms.first { $0.mechanism == .all }?.qualifier == .pass }

    /// What in the record may authorize a host without that being seen here, for example `include:other.test`.
    var unfollowed: [String] {
        let counting = terms.prefix { $0.mechanism != .all }.filter { $0.qualifier == .pass }
        // The hosts of the domain itself have the mail host among them, and are no riddle.
        let others = counting.filter { $0.mechanism.needsLookup && $0.mechanism != .mailExchange(of: nil) }
        guard !hasAll, let redirect else { return others.map(\.text) }
        return others.map(\.text) + ["redirect=\(redirect)"]
    }
}

// The grammar, on text in lower case.
extension SenderPolicy {
    /// Takes a term; false where it makes the record an error.
    private mutating func take(_ term: String) -> Bool {
        if let sign = term.firstIndex(of: "="), Self.isModifierName(term[..<sign]) {
            return takeModifier(term[..<sign], value: String(term[term.index(after: sign)...]))
        }
        let qualifier = term.first.flatMap { Qualifier(rawValue: $0) }
        let text = qualifier == nil ? term[...] : term.dropFirst()
        guard let mechanism = Self.mechanism(text) else { return false }
        terms.append(Term(qualifier: qualifier ?? .pass, mechanism: mechanism, text: String(text)))
        return true
    }

    /// Takes a modifier; those that are not known are passed over (RFC 7208, section 6).
    private mutating func takeModifier(_ name: Substring, value: String) -> Bool {
        switch name {
        case "redirect":
            guard redirect == nil, !value.isEmpty else { return false }
            redirect = Self.withoutFinalDot(value[...])
            return true
        case "exp":
            guard !hasExplanation, !value.isEmpty else { return false }
            hasExplanation = true
            return true
        default: return true
        }
    }

    private static func isModifierName(_ name: Substring) -> Bool {
        guard let first = name.first, first.isLetter else { return false }
        return name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" || $0 == "." }
    }

    private static func mechanism(_ text: Substring) -> Mechanism? {
        let name = text.prefix { $0 != ":" && $0 != "/" }
        let rest = text.dropFirst(name.count)
        // What stands behind the colon, at least one character.
        let argument: Substring? = rest.first == ":" && rest.count > 1 ? rest.dropFirst() : nil
        switch name {
        case "all": return rest.isEmpty ? .all : nil
        case "include": return argument.map { Mechanism.include(withoutFinalDot($0)) }
        case "exists": return argument == nil ? nil : .undecidable
        case "ptr": return rest.isEmpty || argument != nil ? .undecidable : nil
        case "ip4": return network(argument, family: .v4)
        case "ip6": return network(argument, family: .v6)
        case "a", "mx":
            // A macro may have a slash in it.
            guard !rest.contains("%") else { return .undecidable }
            let target = rest.prefix { $0 != "/" }
            guard target.count != 1, isPrefixLengths(rest.dropFirst(target.count)) else { return nil }
            let domain: String? = target.isEmpty ? nil : withoutFinalDot(target.dropFirst())
            return name == "a" ? .address(of: domain) : .mailExchange(of: domain)
        default: return nil
        }
    }

    private static func network(_ text: Substring?, family: IPAddress.Family) -> Mechanism? {
        guard let text, let network = IPNetwork(text), network.base.family == family else { return nil }
        return .network(network)
    }

    /// Whether a text is nothing, `/24`, `//64` or `/24//64`.
    private static func isPrefixLengths(_ text: Substring) -> Bool {
        guard !text.isEmpty else { return true }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map(String.init)
        switch parts.count {
        case 1: return isPrefixLength(parts[0], most: 32)
        case 2: return parts[0].isEmpty && isPrefixLength(parts[1], most: 128)
        case 3: return isPrefixLength(parts[0], most: 32) && parts[1].isEmpty && isPrefixLength(parts[2], most: 128)
        default: return false
        }
    }

    private static func isPrefixLength(_ text: String, most: Int) -> Bool {
        guard (1...3).contains(text.count), text.allSatisfy(\.isNumber), let length = Int(text) else { return false }
        return length <= most
    }

    private static func withoutFinalDot(_ name: Substring) -> String {
        String(name.count > 1 && name.last == "." ? name.dropLast() : name)
    }
}
