extension HeaderField {
    /// Makes a field with an unstructured value, folded at its blanks (RFC 5322, sections 2.2.1 and 2.2.3).
    ///
    /// Unfolding it gives the value back, unless the value had what a header cannot have: control characters become
    /// spaces, so that no value can end the field and begin another; characters outside of ASCII become question marks
    /// (``init(name:encoding:)`` encodes them); blanks at both ends are dropped; of more than 64 blanks in a row 64 are
    /// kept; and a word that does not fit into a line of 998 octets with the blanks before it, a long first word with the
    /// name too, is cut by a fold, which leaves a tab in it.
    ///
    /// No line is longer than 77 octets, or 76 in a field with encoded words, unless one word and the blanks before it are;
    /// and none is ever longer than 998.
    ///
    /// - Parameters:
    ///   - name: the name without the colon.
    ///   - value: the text behind it.
    /// - Throws: `MessageError` with the problem `malformedFieldName`.
    public init(name: String, folding value: String) throws(MessageError) {
        if let wrong = Array(name.utf8).firstIndex(where: { !$0.isFieldNameText }) {
            throw MessageError(.malformedFieldName, at: wrong)
        }
        guard (1...Self.maximumNameLength).contains(name.utf8.count) else {
            throw MessageError(.malformedFieldName, at: 0)
        }
        let text = value.unicodeScalars.map { Self.octet(for: $0) }
        let hasEncodedWord = zip(text, text.dropFirst()).contains { $0 == UInt8(ascii: "=") && $1 == UInt8(ascii: "?") }
        let length = hasEncodedWord ? HeaderLineFolder.encodedWordLength : HeaderLineFolder.preferredLength
        var folder = HeaderLineFolder(name: name, keepingTo: length)
        folder.append(text: text)
        self.init(unchecked: folder.finish(), nameLength: name.utf8.count)
    }

    private static func octet(for scalar: Unicode.Scalar) -> UInt8 {
        switch scalar {
        case "\t": UInt8(ascii: "\t")
        case " "..."~": UInt8(truncatingIfNeeded: scalar.value)
        default: scalar.value < 128 ? UInt8(ascii: " ") : UInt8(ascii: "?")
        }
    }

    /// The longest name that is written: it fits into one line.
    private static let maximumNameLength = 76
}
