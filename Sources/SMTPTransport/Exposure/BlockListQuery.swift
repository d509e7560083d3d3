public import MailAddressing

/// The question whether an address is in a DNS block list, and what the answer says (RFC 5782); a namespace.
public enum BlockListQuery {
    /// The name whose A records tell whether an address is listed.
    ///
    /// - Parameters:
    ///   - address: the address, as it stands: that of a client is `unmapped` before, while RFC 5782, section 5 has
    ///     IPv4-mapped entries to test a list for IPv6 with.
    ///   - zone: the zone of the list, such as `bl.example.com`.
    /// - Returns: the octets (IPv4) or the hexadecimal digits (IPv6) from last to first, each a label, then the zone
    ///   (RFC 5782, sections 2.1 and 2.4).
    public static func name(of address: IPAddress, in zone: String) -> String {
        let labels =
            address.family == .v4
            ? address.octets.reversed().map { String($0) }
            : address.octets.reversed().flatMap { [String($0 & 15, radix: 16), String($0 >> 4, radix: 16)] }
        return labels.joined(separator: ".") + "." + zone
    }

    /// Whether the answer of a list says that the address is in it.
    ///
    /// Only 127.0.0.0/8 counts (RFC 5782, section 2.1): anything else comes from a resolver or a registrar that answers
    /// for names which do not exist. Of that, 127.255.255.0/24 does not count: there lists tell that the question was
    /// wrong, came by a public resolver, or was one too many (Spamhaus and others).
    ///
    /// - Parameter answers: the A records; none for a name that does not exist.
    public static func isListed(_ answers: [IPAddress]) -> Bool {
        answers.contains { answer in
            guard answer.family == .v4 else { return false }
            let octets = answer.octets
            return octets.starts(with: [127]) && !octets.starts(with: [127, 255, 255])
        }
    }
}
