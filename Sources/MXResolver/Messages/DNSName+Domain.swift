public import MailAddressing

extension DNSName {
    /// Makes the name of a domain.
    ///
    /// - Parameter domain: the domain.
    public init(_ domain: DomainName) {
        self.init(escaped: Array(domain.text.utf8))
    }

    /// Reads a name as a zone file writes it; a final dot is accepted and means nothing.
    ///
    /// - Parameter text: for example `mail.example.com`, `a\.b.example.` or `.`; nil is returned when a label is empty
    ///   or too long, or an escape is malformed.
    public init?(_ text: some StringProtocol) {
        let text = String(text)
        guard text != "." else {
            self = .root
            return
        }
        guard !text.isEmpty, let labels = Self.labels(of: text.utf8) else { return nil }
        self.init(labels: labels)
    }

    /// The domain name, or nil for the root and for names that are none.
    public var domain: DomainName? { try? DomainName(text) }
}

extension DNSName: CustomStringConvertible {
    /// The name as text, without a final dot; the root is `.`.
    public var description: String { text }
}
