import InternetMessage
import MailAddressing

/// The addresses that an answer must not show, and the search for what would show them.
struct OwnAddresses: Hashable, Sendable {
    /// A text in lower case that would show one of the addresses.
    private struct Trace: Hashable, Sendable {
        var octets: [UInt8]
        /// Whether it is a whole address, which is shown by whatever follows; a domain may be the start of a longer
        /// one.
        var isAddress: Bool
    }

    private let mailboxes: Set<Mailbox>
    private let domains: Set<DomainName>
    private let traces: Set<Trace>

    /// Takes the addresses.
    ///
    /// - Parameters:
    ///   - addresses: the addresses; the case of local parts does not matter.
    ///   - alias: the alias that is shown instead. It is no secret, and its domain is none.
    init(_ addresses: Set<Mailbox>, alias: Mailbox) {
        let own = Set(addresses.map(\.folded)).subtracting([alias.folded])
        var texts: Set<Trace> = []
        for mailbox in own {
            for text in [mailbox.description, mailbox.unicodeDescription] {
                texts.insert(Trace(octets: Array(text.lowercased().utf8), isAddress: true))
            }
            guard mailbox.host != alias.host else { continue }
            for text in [mailbox.host.description, mailbox.host.domain?.unicodeText ?? ""] where !text.isEmpty {
                texts.insert(Trace(octets: Array(text.lowercased().utf8), isAddress: false))
            }
        }
        mailboxes = own
        domains = Set(own.compactMap { $0.host.domain })
        traces = texts
    }

    /// Whether a mailbox is one of them, or one with something behind a `+` in its local part.
    func contains(_ mailbox: Mailbox) -> Bool {
        let mailbox = mailbox.folded
        if mailboxes.contains(mailbox) { return true }
        guard let sign = mailbox.localPart.firstIndex(of: "+"),
            let untagged = Mailbox(unquotedLocalPart: String(mailbox.localPart[..<sign]), host: mailbox.host)
        else { return false }
        return mailboxes.contains(untagged)
    }

    /// Whether an identifier was made in the domain of one of them, or below it, or shows one.
    func isShown(in identifier: MessageIdentifier) -> Bool {
        if isShown(in: identifier.text) { return true }
        guard let sign = identifier.text.lastIndex(of: "@"),
            let domain = try? DomainName(identifier.text[identifier.text.index(after: sign)...])
        else { return false }
        return domains.contains { domain.isEqualToOrBelow($0) }
    }

    /// Whether a field shows one, as it is written or decoded.
    func isShown(in field: HeaderField) -> Bool { isShown(in: field.unfoldedValue) }

    /// Whether a text shows one, or a domain of one that is not the alias's, in whatever case, as it is written or with
    /// its encoded words decoded.
    func isShown(in text: String) -> Bool {
        [text, EncodedWords.decoded(text.utf8)].contains { text in
            let octets = Array(text.lowercased().utf8)
            return traces.contains { Self.stands($0, in: octets) }
        }
    }

    private static func stands(_ trace: Trace, in text: [UInt8]) -> Bool {
        guard let first = trace.octets.first, text.count >= trace.octets.count else { return false }
        for start in 0...(text.count - trace.octets.count) where text[start] == first {
            let end = start + trace.octets.count
            guard text[start..<end].elementsEqual(trace.octets), start == 0 || !isNameOctet(text[start - 1]) else {
                continue
            }
            let rest = text[end...].prefix(2)
            guard let next = rest.first else { return true }
            let goesOn = next == UInt8(ascii: ".") && !trace.isAddress && rest.dropFirst().contains(where: isNameOctet)
            if !isNameOctet(next), !goesOn { return true }
        }
        return false
    }

    /// Whether an octet of a text in lower case would make a name longer that it stands beside.
    ///
    /// What is beyond ASCII counts for none: a quotation mark is not told from a letter here, and better too much is
    /// hidden than too little.
    private static func isNameOctet(_ octet: UInt8) -> Bool {
        switch octet {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
