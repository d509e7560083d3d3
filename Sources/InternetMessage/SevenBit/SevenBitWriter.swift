/// Walks a message once and writes it as 7-bit data.
///
/// Each step writes all octets from where it begins up to the content's end of the stop that it answers with; who called it
/// goes on there.
struct SevenBitWriter {
    typealias Stop = BoundaryLines.Stop

    /// The message, cut at the boundaries of the multiparts that are open now.
    var lines: BoundaryLines
    /// What was written so far.
    var output: [UInt8] = []
    /// How many things were changed so far.
    private var changes = 0

    private let limits: HeaderLimits
    /// Whether this is inside of something signed or encrypted, where nothing may be changed.
    private var isSealed = false

    init(_ message: [UInt8], limits: HeaderLimits) {
        lines = BoundaryLines(message)
        self.limits = limits
    }

    /// Writes the message.
    mutating func write() throws(SevenBitConversionError) -> [UInt8] {
        output.reserveCapacity(lines.message.count / 3 * 4)
        _ = try writeEntity(at: 0, as: .message, depth: 0)
        return output
    }

    /// Writes an entity that lies so many multiparts and messages deep.
    mutating func writeEntity(
        at start: Int, as role: EntityHeader.Role, depth: Int
    ) throws(SevenBitConversionError) -> Stop {
        let header = try EntityHeader(at: start, as: role, in: lines, limits: limits)
        switch header.treatment {
        case .text: return try writeLeaf(header, isText: true)
        case .octets: return try writeLeaf(header, isText: false)
        case .fixed(let problem): return try writeFixed(header, otherwise: problem)
        case .message:
            return try writeAround(header, depth: depth) { writer throws(SevenBitConversionError) in
                try writer.writeEntity(at: header.range.upperBound, as: .message, depth: depth + 1)
            }
        case .parts(let boundary, let partRole, let isSealed):
            let wasSealed = self.isSealed
            self.isSealed = wasSealed || isSealed
            defer { self.isSealed = wasSealed }
            return try writeAround(header, depth: depth) { writer throws(SevenBitConversionError) in
                try writer.writeParts(
                    from: header.range.upperBound, boundary: boundary, as: partRole, depth: depth + 1)
            }
        }
    }

    /// Writes the octets of the message as they are.
    mutating func copy(_ range: Range<Int>) { output += lines.message[range] }

    /// Says that something is going to be changed, and throws where it may not.
    mutating func noteChange(at offset: Int) throws(SevenBitConversionError) {
        guard !isSealed else { throw SevenBitConversionError(.signedOrEncrypted, at: offset) }
        changes += 1
    }

    /// Writes a single part, encoded if it must be.
    private mutating func writeLeaf(_ header: EntityHeader, isText: Bool) throws(SevenBitConversionError) -> Stop {
        let stop = lines.stop(from: header.range.upperBound)
        let body = header.range.upperBound..<stop.contentEnd
        let faults = SevenBitFaults(of: body, in: lines.message)
        guard let offset = faults.first else {
            copy(header.range.lowerBound..<body.upperBound)
            return stop
        }
        try noteChange(at: offset)
        let charset = faults.firstEightBit == nil ? "us-ascii" : "unknown-8bit"
        if isText, !faults.hasStrayControl {
            output += header.rewritten(encoding: "quoted-printable", charset: charset)
            QuotedPrintableEncoder.append(lines.message[body], to: &output)
        } else {
            output += header.rewritten(encoding: "base64", charset: charset)
            Base64Lines.append(lines.message[body], to: &output)
            if stop.level == nil { output += [UInt8(ascii: "\r"), UInt8(ascii: "\n")] }
        }
        return stop
    }

    /// Writes an entity that may not be changed, if it need not be.
    private mutating func writeFixed(
        _ header: EntityHeader, otherwise problem: SevenBitConversionError.Problem
    ) throws(SevenBitConversionError) -> Stop {
        let stop = lines.stop(from: header.range.upperBound)
        if let offset = SevenBitFaults(of: header.range.upperBound..<stop.contentEnd, in: lines.message).first {
            throw SevenBitConversionError(isSealed ? .signedOrEncrypted : problem, at: offset)
        }
        copy(header.range.lowerBound..<stop.contentEnd)
        return stop
    }

    /// Writes a header and, with the closure, what is inside, then the header anew if something inside was changed.
    ///
    /// Moving what was written costs each octet at most one move for each level it lies deep.
    private mutating func writeAround(
        _ header: EntityHeader, depth: Int,
        content: (inout SevenBitWriter) throws(SevenBitConversionError) -> Stop
    ) throws(SevenBitConversionError) -> Stop {
        guard depth < SevenBitConversion.maximumDepth else {
            throw SevenBitConversionError(
                .nestedTooDeeply(limit: SevenBitConversion.maximumDepth), at: header.range.lowerBound)
        }
        let start = output.count
        let changesBefore = changes
        copy(header.range)
        let stop = try content(&self)
        if changes > changesBefore {
            output.replaceSubrange(start..<(start + header.range.count), with: header.rewrittenAround())
        }
        return stop
    }
}
