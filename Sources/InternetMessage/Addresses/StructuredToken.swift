/// One token of a structured field (RFC 5322, sections 3.2.2 to 3.2.4), with its octets as they stand.
struct StructuredToken: Hashable, Sendable {
    /// The kinds of token; complete, as what is none of the others is a word.
    enum Kind: Hashable, Sendable {
        /// Octets that nothing parts.
        case word
        /// A quoted string with its quotes.
        case quotedString
        /// A domain literal with its brackets.
        case literal
        /// A comment with its parentheses.
        case comment
        /// One octet that parts words.
        case special
    }

    var kind: Kind
    /// The token as it stands, with quotes, brackets or parentheses.
    var octets: ArraySlice<UInt8>
    /// Whether blanks, folding or a comment stand before it.
    var isSeparated: Bool

    /// Whether the token is this one octet and parts words.
    func isSpecial(_ octet: UInt8) -> Bool { kind == .special && octets.first == octet }

    /// What it says: quotes, parentheses and quoted pairs undone, folding taken out.
    var text: [UInt8] {
        switch kind {
        case .quotedString, .comment: Self.unescaped(octets.dropFirst().dropLast())
        case .word, .literal, .special: octets.filter { !$0.isLineEnd }
        }
    }

    /// What stands there, with its quotes or brackets, folding taken out.
    var unfolded: [UInt8] {
        switch kind {
        case .literal: octets.filter { !$0.isBlank && !$0.isLineEnd }
        case .word, .quotedString, .comment, .special: octets.filter { !$0.isLineEnd }
        }
    }

    private static func unescaped(_ octets: ArraySlice<UInt8>) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(octets.count)
        var isEscaped = false
        for octet in octets where !octet.isLineEnd {
            if octet == UInt8(ascii: "\\"), !isEscaped {
                isEscaped = true
            } else {
                text.append(octet)
                isEscaped = false
            }
        }
        return text
    }
}

extension UInt8 {
    /// Whether the octet is a digit of ASCII.
    var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
}
