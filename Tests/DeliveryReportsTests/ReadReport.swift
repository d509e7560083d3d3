import InternetMessage
import Testing

/// A report as a reader of MIME finds it, for tests.
struct ReadReport {
    var header: MessageHeader
    var boundary: String
    var parts: [ReadPart]

    struct ReadPart {
        var header: MessageHeader
        var body: [UInt8]

        var contentType: String { header.first(named: "Content-Type")?.unfoldedValue ?? "" }
    }

    init(_ octets: [UInt8]) throws {
        header = try MessageHeader(parsing: octets)
        let contentType = try #require(header.first(named: "Content-Type")).unfoldedValue
        let mark = "boundary=\""
        let parameter = try #require(contentType.split(whereSeparator: { $0 == " " || $0 == "\t" }).last)
        try #require(parameter.hasPrefix(mark) && parameter.hasSuffix("\""))
        boundary = String(parameter.dropFirst(mark.count).dropLast())
        let pieces = split(octets, at: Array("\r\n--\(boundary)".utf8))
        try #require(pieces.count >= 3)
        #expect(pieces.last == Array("--\r\n".utf8))
        parts = try pieces.dropFirst().dropLast().map { piece in
            #expect(piece.starts(with: lineEnd))
            let content = Array(piece.dropFirst(lineEnd.count))
            let partHeader = try MessageHeader(parsing: content)
            return ReadPart(header: partHeader, body: Array(content[partHeader.bodyOffset...]))
        }
    }

    /// The groups of fields in the second part: first those of the message, then those of each recipient.
    func groups() throws -> [MessageHeader] {
        try #require(parts.count > 1)
        return try split(parts[1].body, at: lineEnd + lineEnd).map { try MessageHeader(parsing: $0) }
    }
}

let lineEnd: [UInt8] = [13, 10]

/// The octets of a text whose lines end with a line feed, with CRLF instead.
func crlf(_ text: String) -> [UInt8] {
    text.utf8.flatMap { $0 == 10 ? lineEnd : [$0] }
}

/// The octets as a text, for messages of failed tests and for searching.
func text(_ octets: some Sequence<UInt8>) -> String {
    String(decoding: Array(octets), as: UTF8.self)
}

/// The lines of octets, without their CRLF.
func lines(_ octets: [UInt8]) -> [String] {
    split(octets, at: lineEnd).map { text($0) }
}

func split(_ octets: [UInt8], at separator: [UInt8]) -> [[UInt8]] {
    var pieces: [[UInt8]] = []
    var piece: [UInt8] = []
    var index = 0
    while index < octets.count {
        if octets[index] == separator[0], octets[index...].starts(with: separator) {
            pieces.append(piece)
            piece = []
            index += separator.count
        } else {
            piece.append(octets[index])
            index += 1
        }
    }
    return pieces + [piece]
}

/// What holds for every report, whatever the values in it.
func expectFit(_ octets: [UInt8], sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(Array(octets.suffix(2)) == lineEnd, sourceLocation: sourceLocation)
    for line in split(octets, at: lineEnd) {
        #expect(line.count <= 998, sourceLocation: sourceLocation)
        let isPrintable = line.allSatisfy { (32...126).contains($0) || $0 == 9 }
        #expect(isPrintable, "\(text(line.prefix(200)))", sourceLocation: sourceLocation)
    }
}
