import MailAddressing

/// Octets at `Mailbox`, `ReversePath`, `MailHost`, `DomainName` and `IPAddress`.
///
/// Invariants:
/// - The outcome is a value, or an `AddressError` with an offset inside the text; nothing else.
/// - What was parsed, written and parsed again is the same, octet for octet, and keeps the limits of its type.
/// - What `unicodeText` and `unicodeDescription` show of a valid internationalized name stands for the same name.
///
/// The script is the text. There are no choices.
enum MailboxTarget {
    static func check(_ octets: [UInt8]) throws(BrokenInvariant) {
        let text = FuzzScript(FuzzInput(octets).script, alphabet).octets
        try checkMailbox(text)
        try checkHost(text)
        try checkDomain(text)
        try checkInternationalized(text)
        let string = String(decoding: text, as: UTF8.self)
        if let address = IPAddress(string) {
            let again = IPAddress(address.description)
            try demand(again == address, "an address that is written is the same", address.description)
            try demand(again?.description == address.description, "and is written so again", address.description)
            try demand(IPAddress(octets: address.octets) == address, "and so is one of its octets", "\(address)")
        }
    }

    private static func checkMailbox(_ text: [UInt8]) throws(BrokenInvariant) {
        let mailbox: Mailbox
        do {
            mailbox = try Mailbox(parsing: text.span)
        } catch {
            return try checkOffset(error, in: text)
        }
        let written = mailbox.description
        try demand(written.utf8.count <= Mailbox.maximumLength, "a mailbox keeps its limit", written)
        try demand(
            (1...Mailbox.maximumLocalPartLength).contains(mailbox.localPart.utf8.count), "and so does its local part",
            written)
        try demand(!written.utf8.contains { $0 < 32 || $0 == 127 }, "it has no control characters", text.shown)
        guard let again = try? Mailbox(written), let path = try? ReversePath(written) else {
            throw BrokenInvariant(description: "a mailbox that is written parses: \(written)")
        }
        try demand(again == mailbox && again.hashValue == mailbox.hashValue, "and is the same", written)
        try demand(again.description.utf8.elementsEqual(written.utf8), "and is written so again", written)
        try demand(path.mailbox == mailbox, "and so is a reverse path", written)
        guard let domain = mailbox.host.domain, isValid(domain) else { return }
        let shown = mailbox.unicodeDescription
        guard shown.utf8.count <= Mailbox.maximumLength else { return }
        let read = try? Mailbox(shown)
        try demand(read == mailbox, "what is shown to people is the same mailbox", "\(shown), \(written)")
    }

    private static func checkHost(_ text: [UInt8]) throws(BrokenInvariant) {
        let host: MailHost
        do {
            host = try MailHost(parsing: text.span)
        } catch {
            return try checkOffset(error, in: text)
        }
        let again = try? MailHost(host.description)
        try demand(again == host, "a host that is written is the same", host.description)
        if let domain = host.domain { try demand(domain.isHostName, "a domain in it is a host name", domain.text) }
    }

    private static func checkDomain(_ text: [UInt8]) throws(BrokenInvariant) {
        let domain: DomainName
        do {
            domain = try DomainName(parsing: text.span)
        } catch {
            return try checkOffset(error, in: text)
        }
        try check(domain)
    }

    private static func checkInternationalized(_ text: [UInt8]) throws(BrokenInvariant) {
        // Octets that are no UTF-8 become characters that no name has.
        let string = String(decoding: text, as: UTF8.self)
        let domain: DomainName
        do {
            domain = try DomainName(internationalized: string)
        } catch {
            return try checkOffset(error, in: Array(string.utf8))
        }
        try demand(isValid(domain), "the A-labels of an internationalized name are valid", domain.text)
        try check(domain)
        let shown = domain.unicodeText
        let read = try? DomainName(internationalized: shown)
        try demand(read == domain, "what is shown to people is the same name", "\(shown), \(domain)")
        let again = read?.unicodeText ?? ""
        try demand(again.utf8.elementsEqual(shown.utf8), "and is shown so again", "\(again), \(shown)")
    }

    /// What holds for every name.
    private static func check(_ domain: DomainName) throws(BrokenInvariant) {
        let text = domain.text
        try demand((1...DomainName.maximumLength).contains(text.utf8.count), "a name keeps its limit", text)
        try demand((try? DomainName(text)) == domain, "a name that is written is the same", text)
        for label in domain.labels {
            try demand((1...DomainName.maximumLabelLength).contains(label.utf8.count), "so do its labels", text)
        }
        try demand(domain.labels.joined(separator: ".") == text, "a name is its labels", text)
        if let parent = domain.parent {
            try demand(domain.isEqualToOrBelow(parent), "a name is below its parent", text)
            try demand((try? DomainName(parent.text)) == parent, "a parent is a name", text)
        }
    }

    /// Whether all A-labels of a name stand for U-labels.
    private static func isValid(_ domain: DomainName) -> Bool {
        guard let read = try? DomainName(internationalized: domain.text) else { return false }
        return read == domain
    }

    private static func checkOffset(_ error: AddressError, in text: [UInt8]) throws(BrokenInvariant) {
        let isInside = (0...text.count).contains(error.offset)
        try demand(isInside, "a mistake stands inside the text", "\(error), \(text.shown)")
    }

    private static let alphabet = FuzzScript.Alphabet(
        .controls,
        [
            "@", "ada", "example.com", "xn--", "b\u{FC}cher", "xn--bcher-kva", "\"", "\\\"", "\\\\", ".", "[", "]",
            "IPv6:", "::", "192.0.2.1", "2001:db8::1", "\u{3002}", "\u{FF0E}", "\u{DF}", "\u{200D}", "\u{94D}",
            "\u{5D0}", "\u{627}", "\u{301}", "e\u{301}", "\u{212A}", "\u{AC00}", "\u{1100}", "\u{1D7CE}", "--", "_",
            "\u{FF21}", String(repeating: "a", count: 60),
        ])
}
