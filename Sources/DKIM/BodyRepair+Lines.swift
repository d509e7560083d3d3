/// What stands between the line ends (CRLF) of a body, one after the other and without a list of them.
///
/// There is one line more than there are line ends; the last is empty where the body ends with one.
struct BodyLines: Sequence, IteratorProtocol {
    private let body: [UInt8]
    private var start = 0
    private var isAtEnd = false

    init(_ body: [UInt8]) { self.body = body }

    mutating func next() -> ArraySlice<UInt8>? {
        guard !isAtEnd else { return nil }
        var index = start + 1
        while index < body.count {
            if body[index] == UInt8(ascii: "\n"), body[index - 1] == UInt8(ascii: "\r") {
                let line = body[start..<(index - 1)]
                start = index + 1
                return line
            }
            index += 1
        }
        isAtEnd = true
        return body[start...]
    }
}

extension [UInt8] {
    /// What stands between the line ends.
    var lines: BodyLines { BodyLines(self) }

    /// The length of the longest line.
    var longestLine: Int { lines.reduce(0) { Swift.max($0, $1.count) } }

    /// The octets with each line changed.
    func mappingLines(_ change: (ArraySlice<UInt8>) -> ArraySlice<UInt8>) -> [UInt8] {
        joiningLines(with: BodyRepair.lineEnd, change)
    }

    /// The octets with a space at the end of each line that is not empty.
    ///
    /// - Parameter evenBeforeEmptyLines: whether the lines before empty ones and the last get one too.
    func withSpacesAtLineEnds(evenBeforeEmptyLines: Bool) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(count + count / 32)
        var lines = self.lines
        guard var line = lines.next() else { return self }
        while let next = lines.next() {
            result += line
            if !line.isEmpty, evenBeforeEmptyLines || !next.isEmpty { result.append(BodyRepair.space) }
            result += BodyRepair.lineEnd
            line = next
        }
        return result + line
    }

    /// The octets with another line end in place of each CRLF.
    func withLineEnds(_ lineEnd: [UInt8]) -> [UInt8] { joiningLines(with: lineEnd) { $0 } }

    private func joiningLines(
        with lineEnd: [UInt8], _ change: (ArraySlice<UInt8>) -> ArraySlice<UInt8>
    ) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(count)
        var isFirst = true
        for line in lines {
            if !isFirst { result += lineEnd }
            result += change(line)
            isFirst = false
        }
        return result
    }

    /// The octets with CRLF in place of the given octets where they are not part of one.
    func withCRLF(for bare: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(count + count / 32)
        var index = 0
        while index < count {
            let octet = self[index]
            if octet == UInt8(ascii: "\r"), index + 1 < count, self[index + 1] == UInt8(ascii: "\n") {
                result += BodyRepair.lineEnd
                index += 2
                continue
            }
            if bare.contains(octet) { result += BodyRepair.lineEnd } else { result.append(octet) }
            index += 1
        }
        return result
    }

    /// The octets with a single CR in place of several before an LF.
    var withoutDoubledCarriageReturns: [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(count)
        for octet in self {
            if octet == UInt8(ascii: "\n") {
                while result.count >= 2, result[result.count - 1] == UInt8(ascii: "\r"),
                    result[result.count - 2] == UInt8(ascii: "\r")
                {
                    result.removeLast()
                }
            }
            result.append(octet)
        }
        return result
    }

    /// Every second line, or nil where one of the others is not empty.
    var withoutDoubledLineEnds: [UInt8]? {
        var result: [UInt8] = []
        result.reserveCapacity(count)
        for (index, line) in lines.enumerated() {
            if index.isMultiple(of: 2) {
                if index > 0 { result += BodyRepair.lineEnd }
                result += line
            } else if !line.isEmpty {
                return nil
            }
        }
        return result
    }
}
