public import MailAddressing

/// A pattern of an MTA-STS policy that mail hosts match (RFC 8461, section 4.1).
///
/// It is a host name, or `*.` and a domain name; the asterisk stands for exactly one label.
public struct MailHostPattern: Hashable, Sendable {
    /// The host itself, or for a wildcard the domain that its hosts lie directly below.
    public let domain: DomainName
    /// Whether any host of one label more than `domain` matches, and `domain` itself does not.
    public let isWildcard: Bool

    /// Reads a pattern.
    ///
    /// - Parameter text: for example `mail.example.com` or `*.example.com`, in A-labels; nil is returned for anything
    ///   else, such as an address, a name with an asterisk elsewhere, or one of characters that no host name has.
    public init?(_ text: some StringProtocol) {
        isWildcard = text.hasPrefix("*.")
        guard let domain = try? DomainName(isWildcard ? String(text.dropFirst(2)) : String(text)), domain.isHostName,
            IPAddress(domain.text) == nil
        else { return nil }
        self.domain = domain
    }

    /// Whether a mail host matches.
    ///
    /// - Parameter host: the name that the MX record gives, not where its aliases lead.
    /// - Returns: true when it is the name, or for a wildcard has exactly one label before it.
    public func matches(_ host: DomainName) -> Bool {
        isWildcard ? host.parent == domain : host == domain
    }
}

extension MailHostPattern: CustomStringConvertible {
    /// The pattern as a policy has it.
    public var description: String { isWildcard ? "*.\(domain)" : domain.text }
}
