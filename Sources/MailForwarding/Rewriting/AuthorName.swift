import InternetMessage
import MailAddressing

/// The name with which a forward shows an author whose address it does not: `Ada Lovelace (ada at example.net)`.
///
/// No at sign is in it, whatever the author calls themselves, as mail programs take a name with an address in it for
/// the address, and filters take it for fraud. Nor are control characters, or those that turn the direction of writing.
enum AuthorName {
    /// The name for the author of a message: the first with a readable address, otherwise the first.
    ///
    /// - Parameter header: the header as it came.
    /// - Returns: at most 200 characters, counted as Unicode scalars; nil where From names nobody.
    static func shown(for header: MessageHeader) -> String? {
        let authors = header.fields(named: "From").flatMap { AddressList(parsing: $0.value).mailboxes }
        guard let author = authors.first(where: { $0.mailbox != nil }) ?? authors.first else { return nil }
        return shown(name: author.displayName, address: author.mailbox?.description ?? author.address)
    }

    /// The name that a correspondent had before a forward showed it with the address.
    ///
    /// - Parameters:
    ///   - name: the name in the answer.
    ///   - address: the correspondent's address.
    /// - Returns: the name without the address behind it; nil where nothing else is in it.
    static func restored(_ name: String?, of address: Mailbox) -> String? {
        let written = words(of: address.description, limit: maximumAddressLength)
        guard let name, name != written else { return nil }
        let end = " (\(written))"
        return name.hasSuffix(end) ? String(name.dropLast(end.count)) : name
    }

    private static func shown(name: String?, address: String) -> String? {
        let written = words(of: address, limit: maximumAddressLength)
        let room = written.isEmpty ? maximumLength : maximumLength - written.unicodeScalars.count - 3
        let own = words(of: name ?? "", limit: room)
        guard !written.isEmpty else { return own.isEmpty ? nil : own }
        return own.isEmpty || own.lowercased() == written.lowercased() ? written : "\(own) (\(written))"
    }

    /// A text on one line and without at signs, cut where it has more characters than it may.
    private static func words(of text: String, limit: Int) -> String {
        var scalars: [Unicode.Scalar] = []
        for scalar in text.unicodeScalars.prefix(limit * 4) {
            switch scalar.value {
            // The at sign, also small and in full width.
            case 0x40, 0xFE6B, 0xFF20: scalars += [space, "a", "t", space]
            // Controls, blanks and the ends of lines and paragraphs.
            case 0...0x20, 0x7F...0xA0, 0x2028, 0x2029, 0x3000: scalars.append(space)
            // Marks that turn or isolate the direction of writing.
            case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069, 0xFEFF: continue
            default: scalars.append(scalar)
            }
        }
        let pieces = scalars.split(separator: space, omittingEmptySubsequences: true)
        let line: [Unicode.Scalar] = Array(pieces.joined(separator: [space]))
        var result = String.UnicodeScalarView()
        if line.count <= limit {
            result.append(contentsOf: line)
        } else {
            result.append(contentsOf: line.prefix(limit - 1))
            result.append("\u{2026}")
        }
        return String(result)
    }

    /// The longest name: more is not shown in any list of messages.
    private static let maximumLength = 200
    /// How much of it the address may take, so that something is left for the name.
    private static let maximumAddressLength = 120
    private static let space: Unicode.Scalar = " "
}
