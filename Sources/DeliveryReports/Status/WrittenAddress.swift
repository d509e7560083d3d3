import MailAddressing
import SMTPProtocol

/// The address of a recipient as a report writes it: in ASCII, in UTF-8, and for people (RFC 6533, section 3).
///
/// An address beyond ASCII has the type `utf-8`. In a part of ASCII it stands as `utf-8-addr-xtext`, each other character
/// as `\x{…}`; in one of UTF-8 in its own characters. Where these would be misread, it keeps its escapes there too, as
/// that part may have them: with a backslash, which could pass for an escape, with blanks, with what has no shape of its
/// own such as marks of direction, and with a mark at the beginning that would join what stands before it.
struct WrittenAddress: Hashable, Sendable {
    /// The type in lower case.
    let type: String
    /// The address in ASCII.
    let escaped: String
    /// The address in UTF-8; in ASCII where it has nothing else, or would be misread.
    let text: String
    /// The address as people are shown it.
    let forPeople: String

    /// Takes a recipient as the sender named it.
    init(_ recipient: OriginalRecipient) {
        let undone = recipient.addressType == "utf-8" ? UnicodeEscapes.undone(in: recipient.address) : ""
        if let mailbox = try? Mailbox(undone), mailbox.isInternationalized {
            self.init(recipient, text: undone, forPeople: Self.shown(mailbox))
        } else {
            self.init(recipient, text: undone, forPeople: undone)
        }
    }

    /// Takes a recipient to which delivery was tried.
    init(_ mailbox: Mailbox) {
        let isInternational = mailbox.isInternationalized
        self.init(
            OriginalRecipient(mailbox), text: isInternational ? mailbox.description : "",
            forPeople: isInternational ? Self.shown(mailbox) : "")
    }

    private init(_ recipient: OriginalRecipient, text: String, forPeople: String) {
        type = recipient.addressType
        escaped = recipient.address
        self.text = Self.isClear(text) ? text : recipient.address
        self.forPeople = Self.isClear(forPeople) ? forPeople : recipient.address
    }

    /// The mailbox with its domain in the letters that people know it by, where that keeps it short enough for a line.
    private static func shown(_ mailbox: Mailbox) -> String {
        let text = mailbox.unicodeDescription
        return text.utf8.count <= OriginalRecipient.maximumLength ? text : mailbox.description
    }

    /// Whether a text has characters beyond ASCII, and can be taken for nothing but what it is.
    private static func isClear(_ text: String) -> Bool {
        guard text.utf8.contains(where: { $0 > 127 }), let first = text.unicodeScalars.first else { return false }
        let isMark = [.nonspacingMark, .spacingMark, .enclosingMark].contains(first.properties.generalCategory)
        return !isMark
            && text.unicodeScalars.allSatisfy { scalar in
                scalar != "\\" && !scalar.properties.isWhitespace
                    && ![.control, .format, .surrogate].contains(scalar.properties.generalCategory)
            }
    }
}
