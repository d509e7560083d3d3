/// The header of a part, read tolerantly: LF alone ends a line as CRLF does, and a delimiter ends the header.
///
/// What a field is and which line ends the header, `HeaderScanner` decides, which is fed line by line.
struct MIMEPartHeader: Sendable {
    /// All octets before the body, with the empty line if there is one.
    let range: Range<Int>
    /// The octets of the fields, without the empty line.
    let fieldOctets: ArraySlice<UInt8>
    /// Whether a line that is no field ended the header.
    let endsMalformed: Bool
    /// Where the first line ends that ends with LF alone, or nil.
    let bareLineFeed: Int?

    /// Reads the header that begins at an offset.
    ///
    /// - Throws: `MessageError` when it is beyond the limits, with the offset of the line in the message.
    init(at start: Int, in boundaries: BoundaryScanner, limits: HeaderLimits) throws(MessageError) {
        let message = boundaries.message
        var scanner = HeaderScanner(limits: limits)
        var answer: HeaderScanner.Found?
        var bareLineFeed: Int?
        var lineStart = start
        var end = start
        while answer == nil, end < message.count, boundaries.delimiter(at: end) == nil {
            lineStart = end
            end = boundaries.lineEnd(from: lineStart)
            let isBare = Self.hasBareLineFeed(lineStart..<end, in: message)
            if isBare, bareLineFeed == nil { bareLineFeed = end - 1 }
            do {
                answer = try scanner.scan(message.span.extracting(lineStart..<(isBare ? end - 1 : end)))
                if isBare, answer == nil { answer = try scanner.scan(Self.lineEnd.span) }
            } catch {
                throw MessageError(error.problem, at: lineStart)
            }
        }
        let ending = (answer ?? scanner.finish()).ending
        endsMalformed = ending == .malformedLine
        let fieldsEnd = ending == .endOfInput ? end : lineStart
        range = start..<(endsMalformed ? lineStart : end)
        fieldOctets = message[start..<fieldsEnd]
        self.bareLineFeed = bareLineFeed
    }

    /// The fields of octets that were found to be fields.
    static func fields(of octets: ArraySlice<UInt8>) -> [HeaderField] {
        var lines: [UInt8] = []
        lines.reserveCapacity(octets.count)
        for octet in octets {
            if octet == UInt8(ascii: "\n"), lines.last != UInt8(ascii: "\r") { lines.append(UInt8(ascii: "\r")) }
            lines.append(octet)
        }
        // The limits were checked when the header was found.
        let limits = HeaderLimits(maximumSize: .max, maximumFieldCount: .max)
        return (try? MessageHeader(parsing: lines, limits: limits))?.fields ?? []
    }

    private static func hasBareLineFeed(_ line: Range<Int>, in message: [UInt8]) -> Bool {
        guard message[line.upperBound - 1] == UInt8(ascii: "\n") else { return false }
        return line.count == 1 || message[line.upperBound - 2] != UInt8(ascii: "\r")
    }

    private static let lineEnd = Array("\r\n".utf8)
}
