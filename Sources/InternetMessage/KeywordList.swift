/// The phrases of a Keywords field (RFC 5322, section 3.6.5), or of another that has phrases between commas.
///
/// Reading takes any octets in one pass and never fails: commas in quotes and comments part nothing, encoded words are
/// decoded, comments and empty phrases are left out.
public struct KeywordList: Hashable, Sendable {
    /// The phrases as text, in their order, none of them empty.
    public let keywords: [String]

    /// Reads the value of a field.
    ///
    /// - Parameter value: the octets behind the field's colon, folding and all, as ``HeaderField/value`` has them.
    public init(parsing value: ArraySlice<UInt8>) {
        var lexer = StructuredFieldLexer(value, specials: .phrases)
        var keywords: [String] = []
        var start = value.startIndex
        let append = { (phrase: ArraySlice<UInt8>) in
            let keyword = EncodedWords.decodedPhrase(phrase)
            if !keyword.isEmpty { keywords.append(keyword) }
        }
        while let token = lexer.next() {
            guard token.kind == .special else { continue }
            append(value[start..<token.octets.startIndex])
            start = token.octets.endIndex
        }
        append(value[start...])
        self.keywords = keywords
    }
}
