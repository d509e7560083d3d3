import MailAddressing

/// A position in a command line, with the steps that the grammar of RFC 5321 needs; it allocates nothing.
///
/// The line is passed in with each step, and what is found is answered as ranges of it.
struct LineCursor {
    var position = 0
    /// Where the line ends, trailing white space left out.
    private(set) var end: Int

    init(end: Int) { self.end = end }

    /// Stands at the start of a line; trailing white space is tolerated (RFC 5321, section 4.1.1).
    init(_ line: Span<UInt8>) {
        end = line.count
        while end > 0, line[end - 1] == 32 || line[end - 1] == 9 { end -= 1 }
    }

    var isAtEnd: Bool { position >= end }

    /// The letters of the verb in upper case, the last one lowest, and the spaces behind it skipped.
    ///
    /// A word of more than eight octets is 0, which is no verb.
    mutating func verb(_ line: Span<UInt8>) -> UInt64 {
        var verb: UInt64 = 0
        let start = position
        var index = start
        while index < end {
            let octet = line[index]
            if octet == 32 { break }
            verb = verb << 8 | UInt64(octet.asciiUppercased)
            index += 1
        }
        position = index
        skipSpaces(line)
        return index - start <= 8 ? verb : 0
    }

    /// All that is left.
    mutating func rest(_ line: Span<UInt8>) -> String {
        defer { position = end }
        return String(copying: line.extracting(min(position, end)..<end))
    }

    /// Skips a keyword in any case, and spaces behind it, which RFC 5321 forbids and many clients send.
    mutating func skip(_ keyword: StaticString, in line: Span<UInt8>) -> Bool {
        let next = position + keyword.utf8CodeUnitCount
        guard next <= end, Self.matches(line, position..<next, keyword) else { return false }
        position = next
        skipSpaces(line)
        return true
    }

    /// The octets between angle brackets, without a source route (RFC 5321, section 4.1.1.3 and appendix C).
    mutating func path(_ line: Span<UInt8>) throws(SMTPSyntaxError) -> Range<Int> {
        guard position < end, line[position] == UInt8(ascii: "<") else { throw Self.noPath }
        position += 1
        if position < end, line[position] == UInt8(ascii: "@") { try skipSourceRoute(line) }
        let start = position
        var index = start
        var isQuoted = false
        while index < end {
            let octet = line[index]
            index += 1
            switch octet {
            case UInt8(ascii: ">") where !isQuoted:
                guard index == end || line[index] == 32 else { throw Self.noPath }
                position = index
                skipSpaces(line)
                return start..<(index - 1)
            case UInt8(ascii: "\""): isQuoted.toggle()
            case UInt8(ascii: "\\") where isQuoted && index < end: index += 1
            default: break
            }
        }
        throw Self.noPath
    }

    /// The next `NAME=value` or `NAME`, or nil at the end of the line.
    mutating func parameter(_ line: Span<UInt8>) throws(SMTPSyntaxError) -> LineParameter? {
        guard position < end else { return nil }
        let start = position
        var index = start
        while index < end, line[index].isKeywordText { index += 1 }
        let name = start..<index
        guard !name.isEmpty else { throw Self.noParameter }
        var value: Range<Int>?
        if index < end, line[index] == UInt8(ascii: "=") {
            let valueStart = index + 1
            index = valueStart
            while index < end, line[index] != 32 { index += 1 }
            value = valueStart..<index
        } else if index < end, line[index] != 32 {
            throw Self.noParameter
        }
        position = index
        skipSpaces(line)
        return LineParameter(name: name, value: value)
    }

    mutating func skipSpaces(_ line: Span<UInt8>) {
        while position < end, line[position] == 32 { position += 1 }
    }

    /// Skips `@host,@host:`; the hosts are checked and passed over (RFC 5321, appendix C).
    private mutating func skipSourceRoute(_ line: Span<UInt8>) throws(SMTPSyntaxError) {
        var colon = position
        while colon < end, line[colon] != UInt8(ascii: ":") { colon += 1 }
        guard colon < end else { throw Self.wrongRoute }
        var start = position
        for index in position...colon where index == colon || line[index] == UInt8(ascii: ",") {
            guard start < index, line[start] == UInt8(ascii: "@"),
                (try? MailHost(parsing: line.extracting((start + 1)..<index))) != nil
            else { throw Self.wrongRoute }
            start = index + 1
        }
        position = colon + 1
        if position < end, line[position] == UInt8(ascii: ">") { throw Self.wrongRoute }
    }

    /// Whether the octets are those of a keyword in upper case, once their letters are.
    static func matches(_ line: Span<UInt8>, _ range: Range<Int>, _ keyword: StaticString) -> Bool {
        guard range.count == keyword.utf8CodeUnitCount else { return false }
        let wanted = unsafe UnsafeBufferPointer(start: keyword.utf8Start, count: keyword.utf8CodeUnitCount)
        for index in 0..<range.count {
            let upper = line[range.lowerBound + index].asciiUppercased
            guard unsafe upper == wanted[index] else { return false }
        }
        return true
    }

    private static let noPath = SMTPSyntaxError(501, .init(5, 5, 4), "An address stands between < and >")
    private static let noParameter = SMTPSyntaxError(501, .init(5, 5, 4), "A parameter has the form NAME=value")
    private static let wrongRoute = SMTPSyntaxError(501, .init(5, 5, 4), "The source route is wrong; leave it out")
}

extension UInt8 {
    /// The octet, or the upper case of an ASCII letter.
    @inline(__always)
    var asciiUppercased: UInt8 { self &- 97 < 26 ? self & 0xDF : self }

    /// Whether the octet may stand in the name of a parameter (RFC 5321, section 4.1.2).
    @inline(__always)
    fileprivate var isKeywordText: Bool {
        (self | 0x20) &- 97 < 26 || self &- 48 < 10 || self == UInt8(ascii: "-")
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
