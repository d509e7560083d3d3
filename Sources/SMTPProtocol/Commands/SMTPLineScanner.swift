import MailAddressing

/// A position in a command line, with the steps that the grammar of RFC 5321 needs.
struct SMTPLineScanner: ~Copyable {
    private let line: [UInt8]
    private var position = 0

    init(_ line: Span<UInt8>) {
        var end = line.count
        // Trailing white space is tolerated (RFC 5321, section 4.1.1).
        while end > 0, line[end - 1] == 32 || line[end - 1] == 9 { end -= 1 }
        var octets: [UInt8] = []
        octets.reserveCapacity(end)
        for index in 0..<end { octets.append(line[index]) }
        self.line = octets
    }

    var isAtEnd: Bool { position >= line.count }

    /// The verb in upper case; the space behind it is skipped.
    mutating func verb() -> String {
        let start = position
        while position < line.count, line[position] != 32 { position += 1 }
        let verb = String(asciiUppercased: line[start..<position])
        skipSpaces()
        return verb
    }

    /// All that is left.
    mutating func rest() -> String {
        defer { position = line.count }
        return String(decoding: line[position...], as: UTF8.self)
    }

    /// Skips a keyword in any case, and spaces behind it, which RFC 5321 forbids and many clients send.
    mutating func keyword(_ keyword: String, else hint: String) throws(SMTPSyntaxError) {
        let end = position + keyword.utf8.count
        guard end <= line.count, String(asciiUppercased: line[position..<end]) == keyword else {
            throw SMTPSyntaxError(501, .init(5, 5, 4), hint)
        }
        position = end
        skipSpaces()
    }

    /// The octets between angle brackets, without a source route (RFC 5321, section 4.1.1.3 and appendix C).
    mutating func path() throws(SMTPSyntaxError) -> [UInt8] {
        guard position < line.count, line[position] == UInt8(ascii: "<") else {
            throw SMTPSyntaxError(501, .init(5, 5, 4), "An address stands between < and >")
        }
        position += 1
        if position < line.count, line[position] == UInt8(ascii: "@") { try skipSourceRoute() }
        var path: [UInt8] = []
        var isQuoted = false
        while position < line.count {
            let octet = line[position]
            position += 1
            if !isQuoted, octet == UInt8(ascii: ">") {
                guard isAtEnd || line[position] == 32 else { break }
                skipSpaces()
                return path
            }
            path.append(octet)
            if octet == UInt8(ascii: "\"") { isQuoted.toggle() }
            if isQuoted, octet == UInt8(ascii: "\\"), position < line.count {
                path.append(line[position])
                position += 1
            }
        }
        throw SMTPSyntaxError(501, .init(5, 5, 4), "An address stands between < and >")
    }

    /// The next `NAME=value` or `NAME`, its name in upper case, or nil at the end of the line.
    mutating func parameter() throws(SMTPSyntaxError) -> (name: String, value: String)? {
        guard !isAtEnd else { return nil }
        let start = position
        while position < line.count, line[position] != 32 { position += 1 }
        let word = line[start..<position]
        skipSpaces()
        let parts = word.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(asciiUppercased: parts[0])
        let isKeyword = name.utf8.allSatisfy {
            (65...90).contains($0) || (48...57).contains($0) || $0 == UInt8(ascii: "-")
        }
        guard !name.isEmpty, isKeyword else {
            throw SMTPSyntaxError(501, .init(5, 5, 4), "A parameter has the form NAME=value")
        }
        return (name, parts.count == 2 ? String(decoding: parts[1], as: UTF8.self) : "")
    }

    /// Skips `@host,@host:`; the hosts are checked and passed over (RFC 5321, appendix C).
    private mutating func skipSourceRoute() throws(SMTPSyntaxError) {
        let refusal = SMTPSyntaxError(501, .init(5, 5, 4), "The source route is wrong; leave it out")
        guard let colon = line[position...].firstIndex(of: UInt8(ascii: ":")) else { throw refusal }
        for hop in line[position..<colon].split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
            guard hop.first == UInt8(ascii: "@"), (try? MailHost(parsing: Array(hop.dropFirst()).span)) != nil else {
                throw refusal
            }
        }
        position = colon + 1
        if position < line.count, line[position] == UInt8(ascii: ">") { throw refusal }
    }

    private mutating func skipSpaces() {
        while position < line.count, line[position] == 32 { position += 1 }
    }
}

extension String {
    /// A string of octets, its ASCII letters in upper case and everything else as it is.
    ///
    /// Other alphabets are left alone: some of their letters would become ASCII.
    init(asciiUppercased octets: some Sequence<UInt8>) {
        self = String(decoding: octets.map { (97...122).contains($0) ? $0 & 0xDF : $0 }, as: UTF8.self)
    }
}
