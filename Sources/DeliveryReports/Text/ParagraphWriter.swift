/// Plain text for people in the making: paragraphs with an empty line between, wrapped where words end.
struct ParagraphWriter: Sendable {
    /// What was written so far; every line has its CRLF.
    private(set) var octets: [UInt8] = []

    /// Begins a new paragraph.
    ///
    /// The words must be printable, in ASCII or UTF-8; between them the line may end.
    mutating func appendParagraph(_ words: [String], indent: Int = 0) {
        guard !words.isEmpty else { return }
        if !octets.isEmpty { octets += Self.lineEnd }
        appendLine(words, indent: indent)
    }

    /// Goes on in the same paragraph on a new line.
    mutating func appendLine(_ words: [String], indent: Int = 0) {
        let margin = [UInt8](repeating: UInt8(ascii: " "), count: indent)
        var line: [UInt8] = []
        var length = 0
        for word in words {
            let isFull = indent + length + 1 + word.unicodeScalars.count > Self.preferredLength
            if !line.isEmpty, isFull {
                octets += margin + line + Self.lineEnd
                line = []
                length = 0
            }
            if !line.isEmpty {
                line.append(UInt8(ascii: " "))
                length += 1
            }
            line += Array(word.utf8)
            length += word.unicodeScalars.count
        }
        if !line.isEmpty { octets += margin + line + Self.lineEnd }
    }

    /// The length in characters that lines are kept to where the words allow it: one that still fits when it is quoted
    /// in an answer.
    static let preferredLength = 72
    private static let lineEnd = [UInt8(ascii: "\r"), UInt8(ascii: "\n")]
}
