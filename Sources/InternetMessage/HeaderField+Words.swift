extension HeaderField {
    /// The value as text for people: unfolded, and encoded words decoded (RFC 2047).
    ///
    /// Meant for unstructured fields, such as Subject; in an address or a parameter encoded words have rules of their
    /// own. It is one line; see ``EncodedWords`` for what is made of what is broken.
    public var decodedValue: String { EncodedWords.decoded(value) }

    /// Makes a field with an unstructured value of any script: encoded where it must be (RFC 2047), and folded.
    ///
    /// ``decodedValue`` gives the text back, except that control characters became spaces, so that no text can end the
    /// field and begin another.
    ///
    /// - Parameters:
    ///   - name: the name without the colon.
    ///   - text: the text behind it.
    /// - Throws: `MessageError` with the problem `malformedFieldName`.
    public init(name: String, encoding text: String) throws(MessageError) {
        try self.init(name: name, folding: EncodedWords.encoded(text, behind: name.utf8.count + 2))
    }
}
