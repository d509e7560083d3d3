/// Makes texts of strangers fit to be shown to people.
enum ShownText {
    /// The text with control characters and those of format by their numbers, cut where it is longer than a limit.
    ///
    /// No more of the text is looked at than is shown.
    ///
    /// - Parameters:
    ///   - text: any text.
    ///   - limit: the most characters of the result, at least one; the last one is an ellipsis where it was cut.
    static func of(_ text: String, limit: Int) -> String {
        var shown = String.UnicodeScalarView()
        // What would be left if the text had to be cut.
        var (length, cut) = (0, String.UnicodeScalarView())
        for scalar in text.unicodeScalars {
            let piece = isPlain(scalar) ? String(scalar) : "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
            let pieceLength = piece.unicodeScalars.count
            guard length + pieceLength <= limit else { return String(cut) + "\u{2026}" }
            length += pieceLength
            shown.append(contentsOf: piece.unicodeScalars)
            if length < limit { cut.append(contentsOf: piece.unicodeScalars) }
        }
        return String(shown)
    }

    /// Whether a character is seen, and changes nothing about how others are.
    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
        default: true
        }
    }
}
