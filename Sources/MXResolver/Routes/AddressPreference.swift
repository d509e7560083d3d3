public import MailAddressing

/// Which of a host's addresses are tried, and which family first.
///
/// Complete: there are two families, and each of them comes first or alone.
public enum AddressPreference: String, Hashable, Sendable, CaseIterable {
    /// IPv6 and IPv4 by turns, IPv6 first, as RFC 6724 and RFC 8305 would begin.
    case ipv6First
    /// IPv4 and IPv6 by turns, IPv4 first.
    case ipv4First
    /// IPv6 alone; IPv4 addresses are neither asked for nor used.
    case ipv6Only
    /// IPv4 alone; IPv6 addresses are neither asked for nor used.
    case ipv4Only

    /// The only family that is used, or nil when both are.
    public var onlyFamily: IPAddress.Family? {
        switch self {
        case .ipv6First, .ipv4First: nil
        case .ipv6Only: .v6
        case .ipv4Only: .v4
        }
    }

    /// The types of the records that are asked for.
    var recordTypes: [DNSRecordType] {
        switch onlyFamily {
        case .v4: [.a]
        case .v6: [.aaaa]
        case nil: [.aaaa, .a]
        }
    }

    /// The addresses of both families in the order in which to try them.
    func ordered(_ six: [IPAddress], _ four: [IPAddress]) -> [IPAddress] {
        switch self {
        case .ipv6Only: six
        case .ipv4Only: four
        case .ipv6First: Self.byTurns(six, four)
        case .ipv4First: Self.byTurns(four, six)
        }
    }

    private static func byTurns(_ first: [IPAddress], _ second: [IPAddress]) -> [IPAddress] {
        let paired = zip(first, second).flatMap { [$0, $1] }
        return paired + first.dropFirst(second.count) + second.dropFirst(first.count)
    }
}

extension IPAddress.Family {
    /// The family's name.
    var word: String { self == .v4 ? "IPv4" : "IPv6" }
}
