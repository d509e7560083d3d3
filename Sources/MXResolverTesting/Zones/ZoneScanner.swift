/// Splits the text of a zone file into entries of fields (RFC 1035, section 5.1).
///
/// Comments are dropped, parentheses join lines, and escapes are left for whoever knows what a field is.
struct ZoneScanner {
    /// A field as it stands in the file, without its quotes.
    struct Field: Hashable, Sendable {
        /// The text, escapes as they are.
        let text: String
        /// Whether it was quoted.
        let isQuoted: Bool
    }

    /// A directive or a record.
    struct Entry: Hashable, Sendable {
        /// The line, from 1, on which it begins.
        let line: Int
        /// Whether it begins with a blank, so that the owner is that of the record before it.
        let repeatsOwner: Bool
        /// The fields, at least one.
        let fields: [Field]
    }

    private var entries: [Entry] = []
    private var fields: [Field] = []
    private var current: [UInt8] = []
    private var repeatsOwner = false
    private var isAtLineStart = true
    private var line = 1
    private var entryLine = 1
    private var depth = 0

    /// Splits a text into its entries.
    static func entries(of text: String) throws(ZoneError) -> [Entry] {
        var scanner = ZoneScanner()
        try scanner.scan(Array(text.utf8))
        return scanner.entries
    }

    private mutating func scan(_ octets: [UInt8]) throws(ZoneError) {
        var index = 0
        while index < octets.count {
            let octet = octets[index]
            index += 1
            switch octet {
            case UInt8(ascii: "\n"):
                endField()
                if depth == 0 { endEntry() }
                line += 1
                isAtLineStart = true
                continue
            case UInt8(ascii: ";"):
                endField()
                while index < octets.count, octets[index] != UInt8(ascii: "\n") { index += 1 }
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"):
                if isAtLineStart, fields.isEmpty, octet != UInt8(ascii: "\r") { repeatsOwner = true }
                endField()
            case UInt8(ascii: "("):
                endField()
                depth += 1
            case UInt8(ascii: ")"):
                endField()
                depth -= 1
                guard depth >= 0 else { throw ZoneError(.unbalancedParentheses, line: line) }
            case UInt8(ascii: "\""):
                endField()
                index = try scanQuoted(octets, from: index)
            default:
                append(octet)
                if octet == UInt8(ascii: "\\"), index < octets.count, octets[index] != UInt8(ascii: "\n") {
                    append(octets[index])
                    index += 1
                }
            }
            isAtLineStart = false
        }
        endField()
        guard depth == 0 else { throw ZoneError(.unbalancedParentheses, line: line) }
        endEntry()
    }

    /// Takes a quoted string whose opening quote has been read; the index behind its closing one.
    private mutating func scanQuoted(_ octets: [UInt8], from start: Int) throws(ZoneError) -> Int {
        var index = start
        var text: [UInt8] = []
        while index < octets.count, octets[index] != UInt8(ascii: "\n") {
            let octet = octets[index]
            index += 1
            if octet == UInt8(ascii: "\"") {
                beginEntry()
                fields.append(Field(text: String(decoding: text, as: UTF8.self), isQuoted: true))
                return index
            }
            text.append(octet)
            if octet == UInt8(ascii: "\\"), index < octets.count, octets[index] != UInt8(ascii: "\n") {
                text.append(octets[index])
                index += 1
            }
        }
        throw ZoneError(.unterminatedQuote, line: line)
    }

    private mutating func append(_ octet: UInt8) {
        beginEntry()
        current.append(octet)
    }

    private mutating func beginEntry() {
        if fields.isEmpty, current.isEmpty { entryLine = line }
    }

    private mutating func endField() {
        guard !current.isEmpty else { return }
        fields.append(Field(text: String(decoding: current, as: UTF8.self), isQuoted: false))
        current = []
    }

    private mutating func endEntry() {
        if !fields.isEmpty { entries.append(Entry(line: entryLine, repeatsOwner: repeatsOwner, fields: fields)) }
        fields = []
        repeatsOwner = false
    }
}
