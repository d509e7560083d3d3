extension AddressList {
    /// Makes a field of the list, folded between its words; no line is longer than 998 octets.
    ///
    /// Names are written in ASCII, by encoded words where they need them. An address is written as it is, so that one
    /// with a local part in UTF-8 makes a field that only SMTPUTF8 can carry (RFC 6532).
    ///
    /// - Parameter name: the field's name without the colon, for example `To`.
    /// - Returns: the field with its final CRLF. Reading it gives the list back, with these exceptions: control
    ///   characters in names, tabs and line ends too, become spaces; an address that ``NamedMailbox/mailbox`` does not
    ///   accept gets question marks for what would disturb the others, and is cut where it is longer than a line; no
    ///   more than ``maximumCount`` entries are read.
    /// - Throws: `MessageError` with the problem `malformedFieldName`.
    public func field(named name: String) throws(MessageError) -> HeaderField {
        // Asks the one place that knows which names can be written.
        _ = try HeaderField(name: name, folding: "")
        var folder = HeaderLineFolder(name: name)
        append(to: &folder)
        return HeaderField(unchecked: folder.finish(), nameLength: name.utf8.count)
    }

    /// Writes the list into a field that has been begun.
    ///
    /// - Parameter folder: what writes the field; nothing but the list is put into it.
    package func append(to folder: inout HeaderLineFolder) {
        for (index, entry) in entries.enumerated() {
            let comma = index + 1 < entries.count ? "," : ""
            switch entry {
            case .mailbox(let mailbox):
                Self.append(mailbox, followedBy: comma, to: &folder)
            case .group(let name, let members):
                Self.append(phrase: name, followedBy: members.isEmpty ? ":;\(comma)" : ":", to: &folder)
                for (position, member) in members.enumerated() {
                    let end = position + 1 < members.count ? "," : ";\(comma)"
                    Self.append(member, followedBy: end, to: &folder)
                }
            }
        }
    }

    private static func append(
        _ mailbox: NamedMailbox, followedBy end: String, to folder: inout HeaderLineFolder
    ) {
        let address = mailbox.writtenAddress.utf8.map { $0.isControl ? UInt8(ascii: "?") : $0 }
        if let name = mailbox.displayName {
            append(phrase: name, followedBy: "", to: &folder)
        } else if mailbox.mailbox != nil {
            folder.append(address + end.utf8)
            return
        }
        folder.append([UInt8(ascii: "<")] + address + [UInt8(ascii: ">")] + end.utf8)
    }

    /// Writes a phrase, which may be folded at its blanks; those in a quoted string are part of it and stay, as no long
    /// runs of them are in it.
    private static func append(phrase: String, followedBy end: String, to folder: inout HeaderLineFolder) {
        folder.append(text: Array(EncodedWords.encodedPhrase(phrase).utf8) + end.utf8)
    }
}

extension UInt8 {
    /// Whether the octet is a control character of ASCII.
    fileprivate var isControl: Bool { self < 32 || self == 127 }
}
