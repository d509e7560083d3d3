/// Brings a body that comes in pieces into its canonical form (RFC 6376, sections 3.4.3 and 3.4.4).
///
/// However the body is cut, the octets that come out are the same. What need not change is passed on as pieces of the
/// input, without being copied; the memory it takes does not grow with the body. Only CRLF ends a line: a lone CR or LF is
/// an octet like others.
///
/// A body that does not end with CRLF gets one, in either form; in the relaxed form blanks before that end are dropped, as
/// they are before any other, so that the form stays the same when a transport adds the missing CRLF.
public struct BodyCanonicalizer: Sendable {
    private let canonicalization: Canonicalization
    /// Line ends that are held back, as they may be the last.
    private var lineEnds = 0
    /// Whether blanks are held back behind them, as a line may end with them.
    private var hasBlanks = false
    /// Whether a CR is held back behind those, as an LF may follow.
    private var hasCarriageReturn = false
    private var hasOutput = false

    /// Makes a canonicalizer for one body.
    ///
    /// - Parameter canonicalization: the form to bring it into.
    public init(_ canonicalization: Canonicalization) {
        self.canonicalization = canonicalization
    }

    /// Takes the next piece of the body.
    ///
    /// - Parameters:
    ///   - piece: any number of octets.
    ///   - sink: takes what is certain of the canonical form.
    public mutating func update(_ piece: Span<UInt8>, into sink: inout some OctetSink) {
        guard piece.count > 0 else { return }
        switch canonicalization {
        case .simple: updateSimple(piece, into: &sink)
        case .relaxed: updateRelaxed(piece, into: &sink)
        }
    }

    /// Ends the body; the canonicalizer must not be used again.
    ///
    /// - Parameter sink: takes the rest of the canonical form.
    public mutating func finish(into sink: inout some OctetSink) {
        if hasCarriageReturn { release(into: &sink) }
        if hasOutput || canonicalization == .simple { sink.append(Self.lineEnd.span) }
    }

    /// All but the line ends at the end of the piece is passed on as it is.
    private mutating func updateSimple(_ piece: Span<UInt8>, into sink: inout some OctetSink) {
        var start = 0
        if hasCarriageReturn {
            if piece[0] == UInt8(ascii: "\n") {
                hasCarriageReturn = false
                lineEnds += 1
                start = 1
            } else {
                release(into: &sink)
            }
        }
        var end = piece.count
        let endsInCarriageReturn = end > start && piece[end - 1] == UInt8(ascii: "\r")
        if endsInCarriageReturn { end -= 1 }
        let contentAndLineEnds = end
        while end - start >= 2, piece[end - 1] == UInt8(ascii: "\n"), piece[end - 2] == UInt8(ascii: "\r") { end -= 2 }
        if end > start {
            release(into: &sink)
            sink.append(piece.extracting(start..<end))
        }
        lineEnds += (contentAndLineEnds - end) / 2
        hasCarriageReturn = endsInCarriageReturn
    }

    /// What need not change is found many octets at a time; only blanks that may change are looked at one by one.
    private mutating func updateRelaxed(_ piece: Span<UInt8>, into sink: inout some OctetSink) {
        let contentEnd = RelaxedScan.contentEnd(of: piece)
        unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: GatheredOctets.capacity) { memory in
            guard let start = memory.baseAddress else { return }
            var gathered = unsafe GatheredOctets(in: start)
            var index = 0
            while index < piece.count {
                index = holdBack(piece, from: index, gathered: &gathered, sink: &sink)
                guard index < piece.count else { break }
                release(into: &gathered, sink: &sink)
                let end = RelaxedScan.endOfUnchanged(piece, from: index, contentEnd: contentEnd)
                gathered.append(piece.extracting(index..<end), sink: &sink)
                index = end
            }
            gathered.flush(into: &sink)
        }
    }

    /// Holds back blanks and line ends up to the next other octet, and returns its offset.
    private mutating func holdBack(
        _ piece: Span<UInt8>, from start: Int, gathered: inout GatheredOctets, sink: inout some OctetSink
    ) -> Int {
        var index = start
        while index < piece.count {
            let octet = piece[index]
            if hasCarriageReturn {
                if octet == UInt8(ascii: "\n") {
                    hasCarriageReturn = false
                    hasBlanks = false
                    lineEnds += 1
                    index += 1
                    continue
                }
                release(into: &gathered, sink: &sink)
            }
            switch octet {
            case UInt8(ascii: "\r"): hasCarriageReturn = true
            case UInt8(ascii: " "), UInt8(ascii: "\t"): hasBlanks = true
            default: return index
            }
            index += 1
        }
        return index
    }

    /// Writes what was held back, as something follows it.
    private mutating func release(into gathered: inout GatheredOctets, sink: inout some OctetSink) {
        hasOutput = true
        while lineEnds > 0 {
            gathered.append(UInt8(ascii: "\r"), sink: &sink)
            gathered.append(UInt8(ascii: "\n"), sink: &sink)
            lineEnds -= 1
        }
        if hasBlanks {
            gathered.append(UInt8(ascii: " "), sink: &sink)
            hasBlanks = false
        }
        if hasCarriageReturn {
            gathered.append(UInt8(ascii: "\r"), sink: &sink)
            hasCarriageReturn = false
        }
    }

    /// Writes what was held back, as something follows it.
    private mutating func release(into sink: inout some OctetSink) {
        hasOutput = true
        while lineEnds > 0 {
            sink.append(Self.lineEnd.span)
            lineEnds -= 1
        }
        if hasBlanks {
            sink.append(Self.space.span)
            hasBlanks = false
        }
        if hasCarriageReturn {
            sink.append(Self.carriageReturn.span)
            hasCarriageReturn = false
        }
    }

    private static let lineEnd: [UInt8] = [UInt8(ascii: "\r"), UInt8(ascii: "\n")]
    private static let space: [UInt8] = [UInt8(ascii: " ")]
    private static let carriageReturn: [UInt8] = [UInt8(ascii: "\r")]
}
