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

    /// A token in lower case, in quotes or not; empty where none stands there, or the quotes hold more.
    mutating func readQuotableToken() -> String {
        guard index < value.endIndex, value[index] == UInt8(ascii: "\"") else { return readToken() }
        defer { skipBlanks() }
        var inner = MIMEValueReader(readQuotedText().text[...])
        let token = inner.readToken()
        return inner.isAtEnd ? token : ""
    }

    /// The value of a parameter: a quoted string, or all up to a blank, a comment or a semicolon, as many programs
    /// leave the quotes away; nil for a quoted string that does not end.
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

    /// The value of a parameter, whatever is wrong with it: a quoted string, whether it ends or not, or all up to a
    /// blank, a comment or a semicolon; nil when nothing stands there.
    ///
    /// - Parameter isFileName: whether blanks and brackets without quotes belong to it, unless the next parameter
    ///   begins behind the blanks.
    mutating func readTolerantValue(isFileName: Bool) -> [UInt8]? {
        defer { skipBlanks() }
        if index < value.endIndex, value[index] == UInt8(ascii: "\"") { return readQuotedText().text }
        let start = index
        var end = index
        while index < value.endIndex, value[index] != UInt8(ascii: ";") {
            if isFileName, value[index].isBlank || value[index].isLineEnd {
                while index < value.endIndex, value[index].isBlank || value[index].isLineEnd { index += 1 }
                if beginsParameter() { break }
            } else if !isFileName, value[index].endsParameterValue {
                break
            } else {
                index += 1
                end = index
            }
        }
        return start < end ? Array(value[start..<end]) : nil
    }

    /// Skips one octet or a quoted string, and the blanks behind it.
    mutating func skipOctet() {
        defer { skipBlanks() }
        guard index < value.endIndex else { return }
        if value[index] == UInt8(ascii: "\"") {
            _ = readQuotedText()
        } else {
            index += 1
        }
    }

    /// Whether a name and an equals sign stand next.
    private func beginsParameter() -> Bool {
        let rest = value[index...].drop { $0.isTokenText }
        let isNamed = rest.startIndex > index
        return isNamed && rest.drop { $0.isBlank || $0.isLineEnd }.first == UInt8(ascii: "=")
    }

    private mutating func readQuotedString() -> [UInt8]? {
        let (text, isEnded) = readQuotedText()
        return isEnded ? text : nil
    }

    private mutating func readQuotedText() -> (text: [UInt8], isEnded: Bool) {
        var text: [UInt8] = []
        index += 1
        while index < value.endIndex {
            let octet = value[index]
            index += 1
            switch octet {
            case UInt8(ascii: "\""): return (text, true)
            case UInt8(ascii: "\\") where index < value.endIndex:
                text.append(value[index])
                index += 1
            // CR and LF stand in a header only where it is folded.
            case UInt8(ascii: "\r"), UInt8(ascii: "\n"): break
            default: text.append(octet)
            }
        }
        return (text, false)
    }

    private mutating func skipBlanks() {
        while index < value.endIndex {
            if value[index].isBlank || value[index].isLineEnd {
                index += 1
            } else if value[index] == UInt8(ascii: "(") {
                index = value.endOfComment(from: index) ?? value.endIndex
            } else {
                return
            }
        }
    }
}

extension UInt8 {
    /// Whether the octet may stand in a token (RFC 2045, section 5.1).
    var isTokenText: Bool {
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
        isBlank || isLineEnd || self == UInt8(ascii: ";") || self == UInt8(ascii: "(")
    }
}
