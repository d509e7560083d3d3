/// Text of strangers made fit for a line of the log that people read.
///
/// No text ends a line, moves the cursor, turns the direction of what stands around it, or looks like a value of its
/// own: what could do so is spelt out. Nothing is lost by that, as text with escapes stands in quotes, and other text
/// does not.
enum LogText {
    /// A value: as it is, or in double quotes where it has blanks, quotes, or characters that do something.
    ///
    /// In quotes a backslash stands before quotes and backslashes, and `\n`, `\r`, `\t` and `\u{…}` are characters.
    /// What is too long is cut, and ends with `…`.
    ///
    /// - Parameters:
    ///   - text: any text.
    ///   - limit: the most octets that are written, quotes not counted.
    static func value(_ text: String, limit: Int = LogLimits.value) -> String {
        let hasQuotes = text.isEmpty || text.unicodeScalars.contains(where: needsQuotes)
        guard hasQuotes || text.utf8.count > limit else { return text }
        let written = written(text, limit, escapingQuotes: hasQuotes)
        return hasQuotes ? "\"\(written)\"" : written
    }

    /// A sentence, which has blanks and stands without quotes; characters that do something are spelt out.
    ///
    /// - Parameters:
    ///   - text: any text.
    ///   - limit: the most octets that are written.
    static func sentence(_ text: String, limit: Int = LogLimits.value) -> String {
        written(text, limit, escapingQuotes: false)
    }

    /// Whether a character does something where it is shown: it controls, ends a line or a paragraph, sets the
    /// direction of writing, or is not seen at all.
    ///
    /// The joiners of scripts and pictures are none of them.
    ///
    /// - Parameter scalar: the character.
    static func isActive(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.value < 0x20 || scalar.value == 0x7F }
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: return true
        case .format: return scalar.value != 0x200C && scalar.value != 0x200D
        default: return false
        }
    }

    private static func needsQuotes(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "\"" || scalar.properties.isWhitespace || isActive(scalar)
    }

    private static func written(_ text: String, _ limit: Int, escapingQuotes: Bool) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            let next: String
            switch scalar {
            case "\"" where escapingQuotes: next = "\\\""
            case "\\" where escapingQuotes: next = "\\\\"
            case "\n": next = "\\n"
            case "\r": next = "\\r"
            case "\t": next = "\\t"
            case _ where isActive(scalar): next = "\\u{\(String(scalar.value, radix: 16))}"
            default: next = String(scalar)
            }
            guard result.utf8.count + next.utf8.count <= limit - UTF8.width(LogLimits.mark) else {
                result.unicodeScalars.append(LogLimits.mark)
                break
            }
            result += next
        }
        return result
    }
}
