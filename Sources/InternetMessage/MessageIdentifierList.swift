/// The identifiers of a References, In-Reply-To or Message-ID field (RFC 5322, sections 3.6.4 and 4.5.4).
///
/// Reading takes any octets in one pass and never fails. What stands outside of angle brackets is skipped, as the
/// phrases of old In-Reply-To fields are, and so is what is no ``MessageIdentifier``, among others one in UTF-8.
public struct MessageIdentifierList: Hashable, Sendable {
    /// The identifiers in their order; in References the last is the message that is answered.
    public let identifiers: [MessageIdentifier]

    /// Makes a list, to be written.
    ///
    /// - Parameter identifiers: the identifiers in their order.
    public init(_ identifiers: [MessageIdentifier]) { self.identifiers = identifiers }

    /// Reads the value of a field.
    ///
    /// What stands between angle brackets is taken as it is where ``MessageIdentifier`` accepts it, so that what looks
    /// like a comment or half a quoted string is part of it. Only otherwise comments, folding and blanks around dots
    /// and at signs are left out.
    ///
    /// - Parameter value: the octets behind the field's colon, folding and all, as ``HeaderField/value`` has them.
    public init(parsing value: ArraySlice<UInt8>) {
        var lexer = StructuredFieldLexer(value, specials: .addresses)
        lexer.takesEncodedWords = false
        var identifiers: [MessageIdentifier] = []
        // The identifier that has begun, with its bracket.
        var text: [UInt8]?
        var wasWord = false
        let (quote, parenthesis) = (UInt8(ascii: "\""), UInt8(ascii: "("))
        while let token = lexer.next() {
            if token.isSpecial(UInt8(ascii: "<")) {
                if let (identifier, end) = Self.identifier(at: token.octets.startIndex, of: value) {
                    identifiers.append(identifier)
                    lexer.index = end
                    text = nil
                    continue
                }
                text = [UInt8(ascii: "<")]
                wasWord = false
            } else if token.isSpecial(UInt8(ascii: ">")) {
                let found = String(decoding: (text ?? []) + [UInt8(ascii: ">")], as: UTF8.self)
                if let identifier = try? MessageIdentifier(found) { identifiers.append(identifier) }
                text = nil
            } else if token.kind == .word, token.octets.contains(where: { $0 == quote || $0 == parenthesis }) {
                // One that never ends here could end in another field.
                text = nil
            } else if token.kind != .comment {
                // A blank between two words stays, so that no two become one, and makes the whole no identifier.
                if token.isSeparated, wasWord, token.kind != .special { text?.append(UInt8(ascii: " ")) }
                text? += token.unfolded
                wasWord = token.kind != .special
            }
        }
        self.identifiers = identifiers
    }

    /// The identifier that begins with a bracket and has neither blanks nor other brackets, and the place behind it.
    private static func identifier(at start: Int, of value: ArraySlice<UInt8>) -> (MessageIdentifier, end: Int)? {
        let inside = value[(start + 1)...].prefix(MessageIdentifier.maximumLength).prefix { octet in
            (33...126).contains(octet) && octet != UInt8(ascii: "<") && octet != UInt8(ascii: ">")
        }
        guard inside.endIndex < value.endIndex, value[inside.endIndex] == UInt8(ascii: ">") else { return nil }
        let end = inside.endIndex + 1
        let text = String(decoding: value[start..<end], as: UTF8.self)
        return (try? MessageIdentifier(text)).map { ($0, end) }
    }

    /// Makes a field of the list, folded between the identifiers.
    ///
    /// - Parameter name: the field's name without the colon, for example `References`.
    /// - Returns: the field with its final CRLF; reading it gives the list back.
    /// - Throws: `MessageError` with the problem `malformedFieldName`.
    public func field(named name: String) throws(MessageError) -> HeaderField {
        try HeaderField(name: name, folding: description)
    }
}

extension MessageIdentifierList: CustomStringConvertible {
    /// The identifiers in their angle brackets with a space between them, as they stand in a field.
    public var description: String { identifiers.map(\.description).joined(separator: " ") }
}
