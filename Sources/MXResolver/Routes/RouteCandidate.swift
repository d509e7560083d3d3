public import MailAddressing

/// A host that was named for a domain's mail, and what became of it.
public struct RouteCandidate: Hashable, Sendable {
    /// What became of a host.
    ///
    /// Complete: it is tried or not.
    public enum Outcome: Hashable, Sendable {
        /// It is tried, at these addresses in this order; at least one.
        case used([IPAddress])
        /// It is not tried.
        case leftOut(HostOmission)
    }

    /// The preference of its MX record; 0 for a domain without MX records and for an address literal.
    public let preference: UInt16
    /// The name as the MX record has it, whatever it is; nil for an address literal.
    public let name: DNSName?
    /// The names to which its aliases (CNAME) lead, one after the other, the last one the canonical name.
    public let aliases: [DNSName]
    /// What became of it.
    public let outcome: Outcome
    /// Those of its addresses that are not tried, the first ``maximumListed``.
    public let leftOutAddresses: [AddressOmission]
    /// How many more of its addresses are not tried.
    public let unlistedAddresses: Int
    /// The look-ups of its addresses that failed, so that some may be missing; the others are tried nevertheless.
    public let failures: [AddressLookupFailure]

    /// How many left-out addresses of a host are listed one by one: more tell nobody more, and an answer may have
    /// thousands.
    public static let maximumListed = 16

    /// Makes a candidate.
    init(
        preference: UInt16, name: DNSName?, _ outcome: Outcome, addresses: HostAddresses = HostAddresses()
    ) {
        self.preference = preference
        self.name = name
        self.outcome = outcome
        aliases = addresses.aliases
        leftOutAddresses = addresses.omissions
        unlistedAddresses = addresses.unlistedOmissions
        failures = addresses.failures
    }

    /// Aliases, and what was left out or is missing and why, a line each; none where there is nothing to say.
    public var details: [String] {
        var lines: [String] = []
        if !aliases.isEmpty { lines.append("\(title) is an alias of \(aliases.joinedAsChain)") }
        // What is said of a literal is said of its only address.
        if case .leftOut(let reason) = outcome, name != nil || leftOutAddresses.isEmpty {
            lines.append("\(title) is left out: \(reason)")
        }
        let host = name == nil ? title : "\(title):"
        lines += leftOutAddresses.map { "\(host) \($0.address) is left out: \($0)" }
        if unlistedAddresses > 0 { lines.append("\(host) more addresses that are left out: \(unlistedAddresses)") }
        // The first failure is what a host is left out for.
        let isSaid = if case .leftOut(.lookup) = outcome { true } else { false }
        lines += failures.dropFirst(isSaid ? 1 : 0).map {
            "\(host) its \($0.type) records could not be looked up: \($0.failure)"
        }
        return lines
    }

    /// The host's preference and name, as in `10 mx.example.com`; an address literal has none.
    var title: String { name.map { "\(preference) \($0)" } ?? "the address" }
}

extension [DNSName] {
    /// The names to which an alias leads, in words.
    var joinedAsChain: String { map(\.text).joined(separator: ", which is an alias of ") }
}
