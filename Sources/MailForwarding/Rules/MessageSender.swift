import MailAddressing

/// A sender of a message as conditions look at it.
struct MessageSender: Hashable, Sendable {
    /// The address, its domain as A-labels; as it stands in the message where it is no mailbox.
    let address: FoldedText
    /// The address as people read it, where that is another.
    private let shown: FoldedText?
    /// The domain; nil where there is none.
    let domain: DomainName?

    /// Takes the text of an address.
    init(_ text: String) {
        let mailbox = try? Mailbox(text)
        address = FoldedText(mailbox?.description ?? text)
        let isInternationalized = mailbox?.host.domain?.isInternationalized ?? false
        shown = isInternationalized ? mailbox.map { FoldedText($0.unicodeDescription) } : nil
        domain = mailbox.map { $0.host.domain } ?? Self.domain(of: text)
    }

    /// Whether a text stands somewhere in the address, however its domain is written.
    func contains(_ text: FoldedText) -> Bool { address.contains(text) || shown?.contains(text) ?? false }

    /// The domain behind the last `@` of what is no mailbox, as some hosts have local parts that SMTP could not carry.
    private static func domain(of text: String) -> DomainName? {
        let octets = text.utf8
        guard let sign = octets.lastIndex(of: UInt8(ascii: "@")) else { return nil }
        let host = String(decoding: octets[octets.index(after: sign)...], as: UTF8.self)
        return (try? MailHost(host))?.domain
    }
}
