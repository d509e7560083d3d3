extension SevenBitWriter {
    /// Writes the body of a multipart.
    mutating func writeParts(
        from start: Int, boundary: [UInt8], as role: EntityHeader.Role, depth: Int
    ) throws(SevenBitConversionError) -> Stop {
        guard let level = lines.open(boundary) else { throw SevenBitConversionError(.brokenMultipart, at: start) }
        var stop = lines.stop(from: start)
        let hasPart = stop.level == level && !stop.isLast
        try writeBetween(start..<stop.contentEnd, mayChange: hasPart)
        while stop.level == level {
            try writeDelimiter(stop)
            if stop.isLast { break }
            stop = try writeEntity(at: stop.end, as: role, depth: depth)
        }
        lines.close()
        guard stop.level == level else { return stop }
        let end = stop.end
        stop = lines.stop(from: end)
        try writeBetween(end..<stop.contentEnd, mayChange: hasPart)
        return stop
    }

    private mutating func writeDelimiter(_ stop: Stop) throws(SevenBitConversionError) {
        let range = stop.contentEnd..<stop.end
        // It can only be too long: the boundary was in a header, which is 7-bit data.
        if let offset = SevenBitFaults(of: range, in: lines.message).first {
            throw SevenBitConversionError(.brokenMultipart, at: offset)
        }
        copy(range)
    }

    /// Writes what stands before the first or behind the last delimiter, repaired if it must be.
    private mutating func writeBetween(_ range: Range<Int>, mayChange: Bool) throws(SevenBitConversionError) {
        guard let offset = SevenBitFaults(of: range, in: lines.message).first else { return copy(range) }
        guard mayChange else { throw SevenBitConversionError(.brokenMultipart, at: offset) }
        try noteChange(at: offset)
        var lineStart = range.lowerBound
        while lineStart < range.upperBound {
            let lineEnd = min(lines.lineEnd(from: lineStart), range.upperBound)
            writeRepaired(lineStart..<lineEnd)
            lineStart = lineEnd
        }
    }

    private mutating func writeRepaired(_ line: Range<Int>) {
        guard SevenBitFaults(of: line, in: lines.message).first != nil else { return copy(line) }
        let octets = lines.message[line]
        let end = octets.suffix(2) == [UInt8(ascii: "\r"), UInt8(ascii: "\n")] ? octets.suffix(2) : []
        let kept = octets.dropLast(end.count).prefix(SevenBitFaults.maximumLineLength)
        let start = output.count
        for octet in kept { output.append(octet > 127 || octet.isStrayControl ? UInt8(ascii: "?") : octet) }
        // What is left must not have become a delimiter.
        if output[start] == UInt8(ascii: "-") { output[start] = UInt8(ascii: "?") }
        output += end
    }
}
