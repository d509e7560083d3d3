public import MailAddressing

/// The address of a recipient as a report names it: a type and a text (RFC 3464, sections 2.3.1 and 2.3.2; RFC 6533,
/// section 3).
public struct ReportedAddress: Hashable, Sendable {
    /// The type in lower case, for example `rfc822`, `utf-8` or `x400`; `rfc822` where none is written.
    public let type: String
    /// Whether the type is written.
    public let isTypeStated: Bool
    /// The address as text: one level of angle brackets taken off, and of type `utf-8` its escapes undone.
    public let text: String
    /// The mailbox, where the type is one of mailboxes and the address is one that SMTP could carry.
    public let mailbox: Mailbox?

    /// Reads the value of a field, tolerantly.
    ///
    /// - Parameter value: for example `rfc822; ada@example.com`, `utf-8;zo\x{EB}@example.com` or `<ada@example.com>`.
    public init(parsing value: String) {
        let typed = TypedText(parsing: value)
        type = typed.type ?? "rfc822"
        isTypeStated = typed.type != nil
        let bare = Self.withoutBrackets(typed.text)
        text = type == "utf-8" ? UnicodeEscapes.undone(in: bare) : bare
        mailbox = Self.mailboxTypes.contains(type) ? Self.mailbox(in: text) : nil
    }

    private static func withoutBrackets(_ text: String) -> String {
        let octets = Array(text.utf8)
        guard octets.first == UInt8(ascii: "<"), octets.last == UInt8(ascii: ">"), octets.count > 1 else { return text }
        return String(decoding: octets[1..<(octets.count - 1)].trimmed, as: UTF8.self)
    }

    private static func mailbox(in text: String) -> Mailbox? {
        if let mailbox = try? Mailbox(text) { return mailbox }
        // A comment, or the name of who has it, stands beside the address.
        return NamedAddress.only(in: text)
    }

    /// `smtp` and `local` are no registered types, but written for this one.
    private static let mailboxTypes: Set<String> = ["rfc822", "utf-8", "smtp", "local"]
}

extension ReportedAddress: CustomStringConvertible {
    /// The type and the text.
    public var description: String { "\(type); \(text)" }
}
