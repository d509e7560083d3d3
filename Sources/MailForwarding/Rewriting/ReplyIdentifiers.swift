import InternetMessage

/// Writes the identifiers of an answer without the domain in which its author's server makes them.
struct ReplyIdentifiers: Hashable, Sendable {
    /// What must not be shown.
    let own: OwnAddresses

    /// The Message-ID field, masked whatever it shows.
    ///
    /// - Returns: nil where there is no identifier in the field, or its replacement is none.
    func identifier(of field: HeaderField, mask: (String) -> String) -> HeaderField? {
        guard let first = MessageIdentifierList(parsing: field.value).identifiers.first,
            let masked = Self.masked(first, mask: mask)
        else { return nil }
        return HeaderField(name: field.name, words: masked.description)
    }

    /// A field of references, octet for octet where nothing in it is different.
    ///
    /// - Returns: nil where no identifier is left in it.
    func references(of field: HeaderField, mask: (String) -> String) -> HeaderField? {
        let list = MessageIdentifierList(parsing: field.value)
        let identifiers = list.identifiers.compactMap { identifier in
            own.isShown(in: identifier) ? Self.masked(identifier, mask: mask) : identifier
        }
        guard !identifiers.isEmpty else { return nil }
        // Old programs write phrases and comments between them, with names and addresses.
        let written = field.value.filter { $0 > 32 }
        let isAll = written.elementsEqual(list.identifiers.flatMap { Array($0.description.utf8) })
        if isAll, identifiers == list.identifiers { return field }
        return HeaderField(name: field.name, words: MessageIdentifierList(identifiers).description)
    }

    /// The replacement of an identifier, or nil where it is none that can be written.
    private static func masked(_ identifier: MessageIdentifier, mask: (String) -> String) -> MessageIdentifier? {
        try? MessageIdentifier("<\(mask(identifier.text))>")
    }
}
