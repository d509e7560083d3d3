/// What a person probably did where YAML's own message does not help.
enum SyntaxHint {
    /// A hint for the line of a syntax error, or nil.
    ///
    /// - Parameters:
    ///   - yaml: the whole text.
    ///   - line: the line of the error, from 1.
    static func hint(for yaml: String, line: Int) -> String? {
        let lines = yaml.split(omittingEmptySubsequences: false) { $0.isNewline }
        // A parser notices a broken line only when it has reached the next one.
        for index in [line - 1, line - 2] where lines.indices.contains(index) {
            let text = lines[index]
            if text.prefix(while: { $0 == " " || $0 == "\t" }).contains("\t") {
                return "line \(index + 1) is indented with a tab; YAML wants spaces"
            }
            // A line with quotes has them where they belong, and a comment breaks nothing.
            if text.contains("]:"), !text.contains(where: { $0 == "\"" || $0 == "'" || $0 == "#" }) {
                return "an address with brackets stands in quotes, as in \"[::1]:2525\""
            }
        }
        return nil
    }

    /// The place of a character.
    ///
    /// - Parameters:
    ///   - offset: the number of characters before it.
    ///   - text: the whole text.
    static func position(of offset: Int, in text: String) -> SourcePosition {
        var line = 1
        var column = 1
        for character in text.prefix(max(0, offset)) {
            if character.isNewline {
                line += 1
                column = 1
            } else {
                column += character.unicodeScalars.count
            }
        }
        return SourcePosition(line: line, column: column)
    }
}
