/// Cuts a message at the delimiter lines of the multiparts that are open (RFC 2046, section 5.1.1).
///
/// Only CRLF ends a line. Behind the boundary, and the `--` of the last delimiter, there may be blanks and nothing else,
/// so that a boundary may begin like another.
struct BoundaryLines: Sendable {
    /// Where a stretch of the message ends.
    struct Stop: Hashable, Sendable {
        /// Which of the open boundaries ends it, or nil for the end of the message.
        var level: Int?
        /// Whether it is the last delimiter of its multipart.
        var isLast: Bool
        /// The end of the stretch, before the CRLF that belongs to the delimiter.
        var contentEnd: Int
        /// The end of the delimiter line with its CRLF.
        var end: Int
    }

    /// The whole message.
    let message: [UInt8]
    /// The boundaries of the open multiparts, the innermost last; no line is a delimiter of two of them.
    private(set) var boundaries: [[UInt8]] = []

    init(_ message: [UInt8]) { self.message = message }

    /// Opens a multipart; the answer is its level, or nil when a line could be a delimiter of it and of one around it.
    mutating func open(_ boundary: [UInt8]) -> Int? {
        let last = boundary + Self.hyphens
        guard !boundaries.contains(where: { $0 == boundary || $0 == last || $0 + Self.hyphens == boundary }) else {
            return nil
        }
        boundaries.append(boundary)
        return boundaries.count - 1
    }

    /// Closes the multipart that was opened last.
    mutating func close() { boundaries.removeLast() }

    /// The first delimiter at or behind the start of a line, or the end of the message.
    func stop(from start: Int) -> Stop {
        var lineStart = boundaries.isEmpty ? message.count : start
        while lineStart < message.count {
            if let (level, isLast) = delimiter(at: lineStart) {
                let contentEnd = max(start, lineStart - 2)
                return Stop(level: level, isLast: isLast, contentEnd: contentEnd, end: lineEnd(from: lineStart))
            }
            lineStart = lineEnd(from: lineStart)
        }
        return Stop(level: nil, isLast: false, contentEnd: message.count, end: message.count)
    }

    /// The end of the line with its CRLF.
    func lineEnd(from start: Int) -> Int {
        var index = start
        while index + 1 < message.count {
            if message[index] == UInt8(ascii: "\r"), message[index + 1] == UInt8(ascii: "\n") { return index + 2 }
            index += 1
        }
        return message.count
    }

    /// Which boundary the line is a delimiter of, if it is one.
    func delimiter(at lineStart: Int) -> (level: Int, isLast: Bool)? {
        guard let start = skipHyphens(from: lineStart) else { return nil }
        for level in boundaries.indices {
            let boundary = boundaries[level]
            guard message.count - start >= boundary.count, message[start...].starts(with: boundary) else { continue }
            let end = start + boundary.count
            if isRestBlank(from: end) { return (level, false) }
            if let end = skipHyphens(from: end), isRestBlank(from: end) { return (level, true) }
        }
        return nil
    }

    private func skipHyphens(from index: Int) -> Int? {
        guard index + 2 <= message.count, message[index] == UInt8(ascii: "-"), message[index + 1] == UInt8(ascii: "-")
        else { return nil }
        return index + 2
    }

    private func isRestBlank(from start: Int) -> Bool {
        var index = start
        while index < message.count, message[index].isBlank { index += 1 }
        return index == message.count
            || index + 1 < message.count && message[index] == UInt8(ascii: "\r")
                && message[index + 1] == UInt8(ascii: "\n")
    }

    private static let hyphens = Array("--".utf8)
}
