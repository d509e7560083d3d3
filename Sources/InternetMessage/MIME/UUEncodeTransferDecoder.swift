/// Decodes uuencode piece by piece: the lines between `begin` and `end` of each file in the body (POSIX, `uuencode`).
///
/// A line begins with the number of its octets and has four characters for each three of them. Where the last ones are
/// missing, as blanks at the end of a line get lost, a group that has begun is filled with zero bits, and octets that are
/// missing altogether count as malformed, so that few octets never become many. Characters too many are skipped.
struct UUEncodeTransferDecoder: Sendable {
    /// How many octets of lines between `begin` and `end` are none of the alphabet, or missing.
    private(set) var malformedCount = 0

    private var isInside = false
    private var line: [UInt8] = []

    /// Decodes the next piece.
    mutating func decode(_ piece: Span<UInt8>, into output: inout [UInt8]) {
        for index in piece.indices {
            if piece[index] == UInt8(ascii: "\n") {
                takeLine(into: &output)
            } else if line.count < Self.maximumLineLength {
                line.append(piece[index])
            }
        }
    }

    /// Decodes the last line, which may have no line end.
    mutating func finish(into output: inout [UInt8]) {
        takeLine(into: &output)
        isInside = false
    }

    private mutating func takeLine(into output: inout [UInt8]) {
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        if !isInside {
            isInside = line.starts(with: Self.beginning)
        } else if line.elementsEqual(Self.ending) {
            isInside = false
        } else {
            decodeLine(into: &output)
        }
        line.removeAll(keepingCapacity: true)
    }

    private mutating func decodeLine(into output: inout [UInt8]) {
        guard let first = line.first else { return }
        var rest = value(of: first)
        var index = 1
        while rest > 0, index < line.count {
            var group: UInt32 = 0
            for place in index..<(index + 4) {
                group = group << 6 | UInt32(place < line.count ? value(of: line[place]) : 0)
            }
            for place in 0..<min(rest, 3) {
                output.append(UInt8(truncatingIfNeeded: group >> UInt32(16 - 8 * place)))
            }
            rest -= min(rest, 3)
            index += 4
        }
        malformedCount += Int(rest)
    }

    private mutating func value(of octet: UInt8) -> UInt8 {
        guard (32...96).contains(octet) else {
            malformedCount += 1
            return 0
        }
        return (octet - 32) & 63
    }

    private static let beginning = Array("begin ".utf8)
    private static let ending = Array("end".utf8)
    /// How much of a line is looked at: more than the longest that can be written, 63 octets in 84 characters behind one.
    private static let maximumLineLength = 100
}
