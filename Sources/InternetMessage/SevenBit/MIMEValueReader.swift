/// Reads the words of a structured MIME field, tolerantly: blanks, folding and comments between them are skipped
/// (RFC 2045, section 5.1; RFC 5322, section 3.2.2), and what never ends, ends with the value.
struct MIMEValueReader {
    private let value: ArraySlice<UInt8>
    private var index: Int

    init(_ value: ArraySlice<UInt8>) {
        self.value = value
        index = value.startIndex
        skipBlanks()
    }

    /// Whether all was read.
    var isAtEnd: Bool { index == value.endIndex }

    /// Takes an octet, and the blanks behind it, if it is the next.
    mutating func take(_ octet: UInt8) -> Bool {
        guard index < value.endIndex, value[index] == octet else { return false }
        index += 1
        skipBlanks()
        return true
    }

    /// A token in lower case; may be empty.
    mutating func readToken() -> String {
        let start = index
        while index < value.endIndex, value[index].isTokenText { index += 1 }
        defer { skipBlanks() }
        return String(decoding: value[start..<index].map(\.lowercasedLetter), as: UTF8.self)
    }

    /// The value of a parameter: a quoted string, or all up to a blank, a comment or a semicolon, as many programs leave
    /// the quotes away; nil for a quoted string that does not end.
    mutating func readParameterValue() -> [UInt8]? {
        defer { skipBlanks() }
        if index < value.endIndex, value[index] == UInt8(ascii: "\"") { return readQuotedString() }
        let start = index
        while index < value.endIndex, !value[index].endsParameterValue { index += 1 }
        return Array(value[start..<index])
    }

    /// Skips all up to the next semicolon that is not in a quoted string or a comment, and the semicolon itself.
    mutating func skipToNextParameter() {
        while index < value.endIndex, !take(UInt8(ascii: ";")) {
            if value[index] == UInt8(ascii: "\"") {
                _ = readQuotedString()
            } else {
                index += 1
            }
            skipBlanks()
        }
    }

    private mutating func readQuotedString() -> [UInt8]? {
        var text: [UInt8] = []
        index += 1
        while index < value.endIndex {
            let octet = value[index]
            index += 1
            switch octet {
            case UInt8(ascii: "\""): return text
            case UInt8(ascii: "\\"):
                guard index < value.endIndex else { return nil }
                text.append(value[index])
                index += 1
            // CR and LF stand in a header only where it is folded.
            case UInt8(ascii: "\r"), UInt8(ascii: "\n"): break
            default: text.append(octet)
            }
        }
        return nil
    }

    private mutating func skipBlanks() {
        var depth = 0
        while index < value.endIndex {
            switch value[index] {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n"): break
            case UInt8(ascii: "("): depth += 1
            case UInt8(ascii: ")") where depth > 0: depth -= 1
            case UInt8(ascii: "\\") where depth > 0: index += 1
            default: if depth == 0 { return }
            }
            index += 1
        }
        index = value.endIndex
    }
}

extension UInt8 {
    /// Whether the octet may stand in a token (RFC 2045, section 5.1).
    fileprivate var isTokenText: Bool {
        guard (33...126).contains(self) else { return false }
        switch self {
        case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "@"),
            UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: ":"), UInt8(ascii: "\\"), UInt8(ascii: "\""),
            UInt8(ascii: "/"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "?"), UInt8(ascii: "="):
            return false
        default: return true
        }
    }

    /// Whether the octet ends a parameter's value without quotes.
    fileprivate var endsParameterValue: Bool {
        isBlank || self == UInt8(ascii: ";") || self == UInt8(ascii: "(") || self == UInt8(ascii: "\r")
            || self == UInt8(ascii: "\n")
    }
}
