/// Checks octets that come in counted chunks: only CRLF may end a line, and NUL may not occur.
///
/// What chunks carry may go on by DATA, where a bare CR or LF could be taken for the end of a line: the octets are judged
/// as strictly as those of DATA, in any chunking.
package struct LineDiscipline: Sendable {
    /// Whether a bare CR, a bare LF or a NUL was met.
    private(set) var isBroken = false
    private var endsInReturn = false

    /// Takes the next octets.
    mutating func check(_ octets: Span<UInt8>) {
        guard !isBroken, !octets.isEmpty else { return }
        if endsInReturn, octets[0] != UInt8(ascii: "\n") { isBroken = true }
        var start = 0
        if endsInReturn { start = 1 }
        while start < octets.count, !isBroken {
            let lineFeed = octets.firstIndex(of: UInt8(ascii: "\n"), from: start)
            let end = lineFeed ?? octets.count
            let endsLine = end > start && octets[end - 1] == UInt8(ascii: "\r")
            if lineFeed != nil, !endsLine { isBroken = true }
            let bare = octets.extracting(start..<(endsLine ? end - 1 : end)).firstIndex(of: UInt8(ascii: "\r"), from: 0)
            if bare != nil { isBroken = true }
            start = end + 1
        }
        if octets.firstIndex(of: 0, from: 0) != nil { isBroken = true }
        endsInReturn = octets[octets.count - 1] == UInt8(ascii: "\r")
    }

    /// Whether a whole message has nothing but CRLF at the ends of its lines, and no NUL.
    package static func isKept(by message: Span<UInt8>) -> Bool {
        var discipline = LineDiscipline()
        discipline.check(message)
        return discipline.mayEnd
    }

    /// Whether the octets may end here.
    var mayEnd: Bool { !isBroken && !endsInReturn }
}
