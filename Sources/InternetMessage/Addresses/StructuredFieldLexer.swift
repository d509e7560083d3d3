/// Cuts the value of a structured field into tokens, tolerantly, in one pass (RFC 5322, sections 3.2.2 to 3.2.4).
///
/// Comments may be nested to any depth, as depth is a number here and no recursion. A quoted string, a comment or a
/// literal that never ends begins none: its first octet is then part of a word, so that one mistake does not swallow
/// all that follows. Encoded words are whole words, whatever stands in them, as many a program writes there what RFC
/// 2047, section 5, forbids; not in the values of trace fields, which have none.
struct StructuredFieldLexer {
    /// Which octets part words, besides blanks, quotes and parentheses.
    enum Specials: Sendable {
        /// Those of address lists and identifiers; brackets hold a domain literal.
        case addresses
        /// The semicolon before the date of a Received field.
        case trace
        /// The comma between phrases.
        case phrases
    }

    /// Where the next token is looked for; may be moved forward.
    var index: Int
    /// Whether encoded words are looked for; an address has none (RFC 2047, section 5).
    var takesEncodedWords: Bool

    private let octets: ArraySlice<UInt8>
    private let specials: Specials
    private var scanner: EncodedWordScanner
    // Set once one was found that never ends, so that the search is not done again for each that follows.
    private var quotesAreOrdinary = false
    private var parenthesesAreOrdinary = false
    private var lastCommentEnd: Int?

    init(_ octets: ArraySlice<UInt8>, specials: Specials) {
        self.octets = octets
        self.specials = specials
        index = octets.startIndex
        takesEncodedWords = specials != .trace
        scanner = EncodedWordScanner(octets)
    }

    /// The next token, comments included, or nil at the end.
    mutating func next() -> StructuredToken? {
        let before = index
        while index < octets.endIndex, octets[index].isBlank || octets[index].isLineEnd { index += 1 }
        guard index < octets.endIndex else { return nil }
        let start = index
        let kind = readToken()
        let isSeparated = before < start || lastCommentEnd == start
        if kind == .comment { lastCommentEnd = index }
        return StructuredToken(kind: kind, octets: octets[start..<index], isSeparated: isSeparated)
    }

    private mutating func readToken() -> StructuredToken.Kind {
        if let end = endOfEncodedWord(at: index) {
            index = end
            return .word
        }
        if let (kind, end) = delimitedToken(at: index) {
            index = end
            return kind
        }
        if isSpecial(octets[index]) {
            index += 1
            return .special
        }
        index += 1
        while index < octets.endIndex, !octets[index].isBlank, !octets[index].isLineEnd, !isSpecial(octets[index]),
            delimitedToken(at: index) == nil, endOfEncodedWord(at: index) == nil
        { index += 1 }
        return .word
    }

    /// Where an encoded word ends that begins at a place and can be decoded; nil for anything else.
    ///
    /// One with blanks in it may be one that never ended, so that what might be an address is left out of it.
    private mutating func endOfEncodedWord(at start: Int) -> Int? {
        guard takesEncodedWords, let word = scanner.word(at: start), scanner.content(of: word) != nil else {
            return nil
        }
        let payload = octets[word.payload]
        let hasBlanks = payload.contains { $0.isBlank || $0.isLineEnd }
        let mayHaveAddress = payload.contains { $0 == UInt8(ascii: "<") || $0 == UInt8(ascii: "@") }
        return hasBlanks && mayHaveAddress ? nil : word.end
    }

    /// A quoted string, a comment or a literal that begins at an offset, and where it ends; nil for anything else.
    private mutating func delimitedToken(at start: Int) -> (StructuredToken.Kind, Int)? {
        switch octets[start] {
        case UInt8(ascii: "\"") where !quotesAreOrdinary:
            if let end = endOfQuotedString(from: start) { return (.quotedString, end) }
            quotesAreOrdinary = true
        case UInt8(ascii: "(") where !parenthesesAreOrdinary:
            if let end = octets.endOfComment(from: start) { return (.comment, end) }
            parenthesesAreOrdinary = true
        case UInt8(ascii: "[") where specials == .addresses:
            if let end = endOfLiteral(from: start) { return (.literal, end) }
        default: break
        }
        return nil
    }

    private func endOfQuotedString(from start: Int) -> Int? {
        var index = start + 1
        while index < octets.endIndex {
            switch octets[index] {
            case UInt8(ascii: "\""): return index + 1
            case UInt8(ascii: "\\"): index += 2
            default: index += 1
            }
        }
        return nil
    }

    /// Brackets hold no others, and neither quotes nor parentheses nor angles, so that each octet is looked at once.
    private func endOfLiteral(from start: Int) -> Int? {
        var index = start + 1
        while index < octets.endIndex {
            switch octets[index] {
            case UInt8(ascii: "]"): return index + 1
            case UInt8(ascii: "["), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""), UInt8(ascii: "("):
                return nil
            default: index += 1
            }
        }
        return nil
    }

    private func isSpecial(_ octet: UInt8) -> Bool {
        switch (specials, octet) {
        case (.addresses, UInt8(ascii: "<")), (.addresses, UInt8(ascii: ">")), (.addresses, UInt8(ascii: "@")),
            (.addresses, UInt8(ascii: ",")), (.addresses, UInt8(ascii: ";")), (.addresses, UInt8(ascii: ":")),
            (.addresses, UInt8(ascii: ".")), (.trace, UInt8(ascii: ";")), (.phrases, UInt8(ascii: ",")):
            true
        default: false
        }
    }
}
