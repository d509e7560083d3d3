import MailAddressing

extension MessageBuilder {
    /// Adds a field that the builder does not write itself, for example `List-Id`.
    ///
    /// Its value is text: what is not ASCII becomes encoded words (RFC 2047), control characters become spaces, and it is
    /// folded at its blanks. Encoded too are words over 900 octets, those beside more than 60 blanks or beside blanks at
    /// the ends, and those that look encoded. Structured values must therefore have none of these.
    ///
    /// - Parameters:
    ///   - name: the name without the colon.
    ///   - value: the text behind it.
    /// - Throws: `MessageError` with the problem `malformedFieldName`, or `reservedFieldName` for the fields that have
    ///   a property here, for Bcc, and for MIME-Version and all that begin with `Content-`.
    public mutating func addField(_ name: String, value: String) throws(MessageError) {
        let lowerCase = String(decoding: name.utf8.map(\.lowercasedLetter), as: UTF8.self)
        guard !Self.reservedNames.contains(lowerCase), !lowerCase.hasPrefix("content-") else {
            throw MessageError(.reservedFieldName, at: 0)
        }
        additionalFields.append(try HeaderField(name: name, encoding: value))
    }

    private static let reservedNames: Set<String> = [
        "bcc", "cc", "date", "from", "in-reply-to", "message-id", "mime-version", "references", "reply-to",
        "resent-bcc", "sender", "subject", "to",
    ]
}

extension MessageBuilder {
    /// All fields but those of the content, each with its CRLF.
    func fields() throws(MessageError) -> [UInt8] {
        let authorCount = from.mailboxes.count
        guard authorCount > 0 else { throw MessageError(.missingAuthor, at: 0) }
        guard authorCount == 1 || sender != nil else { throw MessageError(.missingSender, at: 0) }
        var octets = Array(try HeaderField(name: "Date", folding: date.text).octets)
        octets += try Self.addresses(from, named: "From")
        if let sender { octets += try Self.addresses(AddressList([sender]), named: "Sender") }
        octets += try Self.addresses(replyTo, named: "Reply-To")
        octets += try Self.addresses(to, named: "To")
        octets += try Self.addresses(cc, named: "Cc")
        octets += try Self.identifiers([identifier], named: "Message-ID")
        octets += try Self.identifiers(inReplyTo, named: "In-Reply-To")
        octets += try Self.identifiers(references, named: "References")
        if !subject.isEmpty { octets += try HeaderField(name: "Subject", encoding: subject).octets }
        for field in additionalFields { octets += field.octets }
        return octets
    }

    private static func addresses(_ list: AddressList, named name: String) throws(MessageError) -> [UInt8] {
        guard !list.entries.isEmpty else { return [] }
        var entries: [AddressListEntry] = []
        for entry in list.entries {
            switch entry {
            case .mailbox(let mailbox): entries.append(.mailbox(try writable(mailbox)))
            case .group(let name, let members):
                var checked: [NamedMailbox] = []
                for member in members { checked.append(try writable(member)) }
                entries.append(.group(name: name, members: checked))
            }
        }
        var folder = HeaderLineFolder(name: name, keepingTo: HeaderLineFolder.encodedWordLength)
        AddressList(entries).append(to: &folder)
        return folder.finish()
    }

    /// The mailbox with its address as it is sent, which a tolerant reader may have found in another form.
    private static func writable(_ named: NamedMailbox) throws(MessageError) -> NamedMailbox {
        guard let mailbox = named.mailbox, !mailbox.isInternationalized else {
            let offset = Array(named.address.utf8).firstIndex { $0 > 127 } ?? 0
            throw MessageError(.unwritableAddress, at: offset)
        }
        return NamedMailbox(displayName: named.displayName, mailbox: mailbox)
    }

    private static func identifiers(
        _ identifiers: [MessageIdentifier], named name: String
    ) throws(MessageError) -> [UInt8] {
        guard !identifiers.isEmpty else { return [] }
        var folder = HeaderLineFolder(name: name)
        for identifier in identifiers { folder.append(try identifier.asciiOctets()) }
        return folder.finish()
    }
}

extension MessageIdentifier {
    /// The identifier in its angle brackets, which must be printable ASCII.
    func asciiOctets() throws(MessageError) -> [UInt8] {
        let octets = Array(description.utf8)
        if let wrong = octets.firstIndex(where: { !(33...126).contains($0) }) {
            throw MessageError(.malformedIdentifier, at: wrong)
        }
        return octets
    }
}
