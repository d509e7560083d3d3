#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Measures the header of a message that passes by, up to the empty line that ends it (RFC 5322, section 2.1).
struct HeaderMeter: Sendable {
    /// The octets of the header so far, its lines' ends included.
    private(set) var size = 0
    /// Whether the empty line was seen.
    private(set) var isOver = false
    /// The octets of the line so far, without its LF.
    private var lineLength = 0
    /// Whether the line begins with a CR.
    private var beginsWithReturn = false

    /// Takes the next octets.
    mutating func note(_ octets: Span<UInt8>) {
        guard !isOver else { return }
        var start = 0
        while start < octets.count {
            let lineFeed = octets.firstIndex(of: UInt8(ascii: "\n"), from: start)
            let end = lineFeed ?? octets.count
            if lineLength == 0, end > start { beginsWithReturn = octets[start] == UInt8(ascii: "\r") }
            lineLength += end - start
            size += end - start
            guard lineFeed != nil else { return }
            size += 1
            // A CR alone before the LF is all that an empty line has.
            if lineLength == 0 || lineLength == 1 && beginsWithReturn {
                isOver = true
                return
            }
            lineLength = 0
            start = end + 1
        }
    }
}

extension Span<UInt8> {
    /// The index of the first such octet at or behind an index, or nil.
    func firstIndex(of octet: UInt8, from start: Int) -> Int? {
        guard start >= 0, start < count else { return nil }
        return unsafe withUnsafeBufferPointer { buffer -> Int? in
            guard let base = buffer.baseAddress,
                let hit = unsafe memchr(base + start, Int32(octet), buffer.count - start)
            else { return nil }
            return unsafe UnsafeRawPointer(base).distance(to: hit)
        }
    }
}
