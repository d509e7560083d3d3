import MailAddressing

/// Reads the written form of a condition or an action: words with blanks between them, and what stands behind them.
struct RuleTextReader {
    /// What is accepted where the reader is; told in the errors that it makes.
    var accepted: String
    /// Where the reader is, in octets from the start.
    private(set) var offset = 0

    private let octets: [UInt8]
    /// Where the text ends, without the blanks at its end.
    private let end: Int

    /// Begins to read a text.
    init(_ text: some StringProtocol, accepted: String) throws(RuleTextError) {
        self.accepted = accepted
        guard text.utf8.count <= Self.maximumLength else {
            throw RuleTextError(
                .tooLong(limit: Self.maximumLength), at: Self.maximumLength, accepted: accepted)
        }
        octets = Array(text.utf8)
        end = (octets.lastIndex { !Self.isBlank($0) } ?? -1) + 1
        skipBlanks()
    }

    /// Whether nothing is left.
    var isAtEnd: Bool { offset >= end }

    /// An error at a place.
    func failure(_ problem: RuleTextError.Problem, at offset: Int) -> RuleTextError {
        RuleTextError(problem, at: offset, accepted: accepted)
    }

    /// The error for a word that has no meaning where it stands, or for none.
    func unknown(_ word: String, at offset: Int) -> RuleTextError {
        failure(word.isEmpty ? .empty : .unknownWord, at: offset)
    }

    /// All up to the next blank, its ASCII letters in lower case, and the blanks behind it; empty at the end.
    mutating func readWord() -> String {
        let start = offset
        while offset < end, !Self.isBlank(octets[offset]) { offset += 1 }
        let word = String(decoding: octets[start..<offset].map(Self.lowercased), as: UTF8.self)
        skipBlanks()
        return word
    }

    /// All that is left, as it stands.
    mutating func readRest() throws(RuleTextError) -> String {
        guard offset < end else { throw failure(.empty, at: offset) }
        defer { offset = end }
        return String(decoding: octets[offset..<end], as: UTF8.self)
    }

    /// A text in quotes, its escapes undone; or all that is left, where it does not begin with a quote.
    mutating func readText() throws(RuleTextError) -> String {
        guard offset < end, octets[offset] == UInt8(ascii: "\"") else { return try readRest() }
        let start = offset
        var text: [UInt8] = []
        offset += 1
        while offset < end {
            let octet = octets[offset]
            offset += 1
            if octet == UInt8(ascii: "\"") {
                skipBlanks()
                return String(decoding: text, as: UTF8.self)
            }
            if octet == UInt8(ascii: "\\"), offset < end {
                text.append(octets[offset])
                offset += 1
            } else {
                text.append(octet)
            }
        }
        throw failure(.unterminatedQuote, at: start)
    }

    /// All that is left as a size: digits, and behind them, with or without blanks between, KiB, MiB, GiB or nothing.
    mutating func readSize() throws(RuleTextError) -> Int {
        let start = offset
        let text = try readRest().utf8.map(Self.lowercased)
        let digits = text.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        let name = String(decoding: text[digits.endIndex...].drop(while: Self.isBlank), as: UTF8.self)
        guard !digits.isEmpty, let unit = Self.units.first(where: { $0.name.lowercased() == name }) else {
            throw failure(.malformedSize, at: start)
        }
        guard let number = Int(String(decoding: digits, as: UTF8.self)) else { throw failure(.sizeTooLarge, at: start) }
        let (size, isTooLarge) = number.multipliedReportingOverflow(by: unit.octets)
        guard !isTooLarge else { throw failure(.sizeTooLarge, at: start) }
        return size
    }

    /// All that is left as mailboxes with commas between them; the commas of quoted local parts are none of these.
    ///
    /// - Parameter limit: how many there may be.
    mutating func readMailboxes(limit: Int) throws(RuleTextError) -> [Mailbox] {
        var mailboxes: [Mailbox] = []
        while true {
            skipBlanks()
            let start = offset
            skipToComma()
            let text = octets[start..<offset]
            let last = text.lastIndex { !Self.isBlank($0) } ?? start - 1
            guard last >= start else { throw failure(.empty, at: start) }
            guard mailboxes.count < limit else {
                throw failure(.unusable(.tooManyAddresses(limit: limit)), at: start)
            }
            do {
                mailboxes.append(try Mailbox(String(decoding: octets[start...last], as: UTF8.self)))
            } catch {
                throw failure(.malformedAddress(error), at: start + error.offset)
            }
            guard offset < end else { return mailboxes }
            offset += 1
        }
    }

    /// Sees that nothing is left.
    func expectEnd() throws(RuleTextError) {
        guard isAtEnd else { throw failure(.unexpectedText, at: offset) }
    }
}

extension RuleTextReader {
    /// Goes to the next comma outside of quotes, or to the end.
    private mutating func skipToComma() {
        var isQuoted = false
        while offset < end, isQuoted || octets[offset] != UInt8(ascii: ",") {
            if octets[offset] == UInt8(ascii: "\"") {
                isQuoted.toggle()
            } else if isQuoted, octets[offset] == UInt8(ascii: "\\") {
                offset += 1
            }
            offset += 1
        }
        offset = min(offset, end)
    }

    private mutating func skipBlanks() {
        while offset < end, Self.isBlank(octets[offset]) { offset += 1 }
    }

    /// A size as people write it: in the largest unit that divides it.
    static func written(size: Int) -> String {
        guard size > 0, let unit = units.last(where: { size % $0.octets == 0 }) else { return "\(size)" }
        return "\(size / unit.octets)\(unit.name)"
    }

    private static func isBlank(_ octet: UInt8) -> Bool { octet == UInt8(ascii: " ") || octet == UInt8(ascii: "\t") }

    private static func lowercased(_ octet: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(octet) ? octet | 0x20 : octet
    }

    /// The units of a size, the smallest first.
    private static let units: [(name: String, octets: Int)] = [
        ("", 1), ("KiB", 1_024), ("MiB", 1_048_576), ("GiB", 1_073_741_824),
    ]
    /// The longest written form in octets: room for twenty of the longest addresses.
    static let maximumLength = 8_192
}
