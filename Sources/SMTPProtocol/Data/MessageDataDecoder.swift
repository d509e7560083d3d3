#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Finds the message in the octets that follow DATA: undoes dot-stuffing and sees the end (RFC 5321, section 4.5.2).
///
/// Only CRLF ends a line and only CRLF.CRLF ends the data. A bare CR, a bare LF or a NUL never ends anything; it makes
/// the message refusable (`isMalformed`), and what follows is read up to the true end and thrown away. The octets are
/// not copied: the decoder answers with ranges of its input.
public struct MessageDataDecoder: Sendable {
    /// What a step found; complete, as a stream has no other parts.
    public enum Step: Hashable, Sendable {
        /// Octets of the message: a range of the input.
        case octets(Range<Int>)
        /// The end of the data was read.
        case end
        /// All input was read.
        case needInput
    }

    /// Where the stream stands; a state names what was read last.
    private enum State: Sendable {
        /// CRLF, or nothing yet: goes to `text`, `carriageReturn` or `dot`.
        case lineStart
        /// Anything in a line: goes to `text` or `carriageReturn`.
        case text
        /// CR: goes to `lineStart` by LF; anything else makes the message malformed.
        case carriageReturn
        /// A dot at the start of a line: goes to `dotCarriageReturn`, or was stuffed.
        case dot
        /// Dot and CR at the start of a line: the end by LF; anything else makes the message malformed.
        case dotCarriageReturn
    }

    private var state = State.lineStart
    /// The octets that were read and not given on, since the message was malformed already.
    private(set) var skipped = 0
    /// Whether a bare CR, a bare LF or a NUL was seen, for which the message must be refused.
    public private(set) var isMalformed = false

    /// Makes a decoder that stands behind the `354` reply.
    public init() {}

    /// Reads the next part.
    ///
    /// - Parameters:
    ///   - input: octets as they came.
    ///   - offset: where to begin in `input`; moved behind what was read.
    /// - Returns: octets of the message, its end, or that more is needed. No octets are given once the message is
    ///   malformed.
    public mutating func next(_ input: Span<UInt8>, from offset: inout Int) -> Step {
        while offset < input.count {
            switch state {
            case .lineStart where input[offset] == UInt8(ascii: "."):
                state = .dot
                offset += 1
            case .lineStart, .text:
                let start = offset
                scanText(input, from: &offset)
                if offset > start, !isMalformed { return .octets(start..<offset) }
                if isMalformed { skipped += offset - start }
            case .carriageReturn:
                if input[offset] == UInt8(ascii: "\n") {
                    state = .lineStart
                    offset += 1
                    if !isMalformed { return .octets((offset - 1)..<offset) }
                } else {
                    isMalformed = true
                    state = .text
                }
            case .dot:
                if input[offset] == UInt8(ascii: "\r") {
                    state = .dotCarriageReturn
                    offset += 1
                } else {
                    state = .text
                }
            case .dotCarriageReturn:
                if input[offset] == UInt8(ascii: "\n") {
                    state = .lineStart
                    offset += 1
                    return .end
                }
                isMalformed = true
                state = .text
            }
        }
        return .needInput
    }

    /// Reads whole lines until the input ends or a line begins with a dot; checks every CR, LF and NUL on the way.
    private mutating func scanText(_ input: Span<UInt8>, from offset: inout Int) {
        let count = input.count
        let (carriageReturn, lineFeed) = (Int32(UInt8(ascii: "\r")), Int32(UInt8(ascii: "\n")))
        unsafe input.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            func find(_ octet: Int32, from start: Int, to end: Int) -> Int? {
                guard start < end, let hit = unsafe memchr(base + start, octet, end - start) else { return nil }
                return unsafe UnsafeRawPointer(base).distance(to: hit)
            }
            let start = offset
            while offset < count {
                if state == .lineStart, unsafe base[offset] == UInt8(ascii: ".") { break }
                let lineFeedAt = find(lineFeed, from: offset, to: count)
                let end = lineFeedAt ?? count
                let endsWithReturn = unsafe end > offset && base[end - 1] == UInt8(ascii: "\r")
                if find(carriageReturn, from: offset, to: endsWithReturn ? end - 1 : end) != nil { isMalformed = true }
                if lineFeedAt != nil {
                    if !endsWithReturn { isMalformed = true }
                    state = endsWithReturn ? .lineStart : .text
                    offset = end + 1
                } else {
                    state = endsWithReturn ? .carriageReturn : .text
                    offset = end
                }
            }
            if find(0, from: start, to: offset) != nil { isMalformed = true }
        }
    }
}
