#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Prepares a message for DATA: says where dots are to be doubled and how the data ends (RFC 5321, section 4.5.2).
///
/// The octets are not copied: the encoder answers with ranges of its input, before some of which a dot is to be sent. A
/// bare CR, a bare LF or a NUL is never let through, since another server might take it for the end of a line.
public struct MessageDataEncoder: Sendable {
    /// A part of the message to send.
    public struct Segment: Hashable, Sendable {
        /// Whether a dot is to be sent before the octets.
        public let isPrecededByDot: Bool
        /// The octets to send: a range of the input, not empty.
        public let octets: Range<Int>
    }

    private var isAtLineStart = true
    private var endsInReturn = false
    /// Whether a bare CR, a bare LF or a NUL was met, so that the message must not be finished.
    public private(set) var isMalformed = false

    /// Makes an encoder that stands before the first octet of a message.
    public init() {}

    /// The octets that end the data: a dot on a line of its own, after a CRLF where the message lacks one.
    ///
    /// Nil when the message is malformed: the connection is then to be closed without ending the data.
    public var terminator: [UInt8]? {
        if isMalformed || endsInReturn { return nil }
        return Array((isAtLineStart ? ".\r\n" : "\r\n.\r\n").utf8)
    }

    /// Whether a CRLF was missing at the message's end so far and the terminator adds it.
    public var addsFinalLineEnd: Bool { !isAtLineStart }

    /// Takes the next octets of the message.
    ///
    /// - Parameters:
    ///   - input: octets of the message, in any chunking.
    ///   - offset: where to begin in `input`; moved behind what was read.
    /// - Returns: the next segment, or nil when all was read or the message is malformed.
    public mutating func next(_ input: Span<UInt8>, from offset: inout Int) -> Segment? {
        guard offset < input.count, !isMalformed else { return nil }
        let start = offset
        let isPrecededByDot = isAtLineStart && input[offset] == UInt8(ascii: ".")
        let count = input.count
        unsafe input.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            func find(_ octet: Int32, from start: Int, to end: Int) -> Int? {
                guard start < end, let hit = unsafe memchr(base + start, octet, end - start) else { return nil }
                return unsafe UnsafeRawPointer(base).distance(to: hit)
            }
            repeat {
                let lineFeedAt = find(Int32(UInt8(ascii: "\n")), from: offset, to: count)
                let end = lineFeedAt ?? count
                let endsWithReturn =
                    end > offset ? unsafe base[end - 1] == UInt8(ascii: "\r") : endsInReturn
                if endsInReturn, end > offset { isMalformed = true }
                let bare = find(Int32(UInt8(ascii: "\r")), from: offset, to: endsWithReturn ? end - 1 : end)
                if bare != nil || lineFeedAt != nil && !endsWithReturn { isMalformed = true }
                isAtLineStart = lineFeedAt != nil
                endsInReturn = lineFeedAt == nil && endsWithReturn
                offset = lineFeedAt.map { $0 + 1 } ?? count
            } while unsafe offset < count && !(isAtLineStart && base[offset] == UInt8(ascii: "."))
            if find(0, from: start, to: offset) != nil { isMalformed = true }
        }
        return isMalformed ? nil : Segment(isPrecededByDot: isPrecededByDot, octets: start..<offset)
    }
}
