/// Finds the delimiter lines of the multiparts that are open, in one pass (RFC 2046, section 5.1.1).
///
/// CRLF ends a line, and so does LF alone. A line is a delimiter when it is `--`, the boundary, `--` for the closing one,
/// and then its end or a blank; what stands behind the blank is not looked at, as the RFC demands of readers. A boundary that
/// is merely the beginning of the line's text is no match, so that `--ab` is no delimiter of the boundary `a`. Where a line
/// matches several, the longest boundary counts, and of equal ones the innermost.
///
/// A boundary has no line end in it, as ``ContentType/boundary`` has none, so that no comparison goes beyond its line and
/// all of them together cost no more than the length of the message for each multipart that is open.
struct BoundaryScanner: Sendable {
    /// A delimiter line.
    struct Delimiter: Hashable, Sendable {
        /// Which multipart it belongs to, as was said when that was opened.
        var owner: Int
        /// Whether it is the closing one of its multipart.
        var isLast: Bool
        /// The end of what stands before it, without the line end that belongs to the delimiter.
        var contentEnd: Int
        /// Where the line begins.
        var lineStart: Int
        /// The end of the line with its line end.
        var lineEnd: Int
    }

    /// The whole message.
    let message: [UInt8]
    /// The open multiparts, the innermost last.
    private var open: [(boundary: [UInt8], owner: Int)] = []

    init(_ message: [UInt8]) { self.message = message }

    /// Opens a multipart inside of those that are open; the boundary has no line end in it.
    mutating func open(_ boundary: [UInt8], owner: Int) { open.append((boundary, owner)) }

    /// Closes the multipart that was opened last and still is, if it has this owner.
    mutating func close(owner: Int) {
        if open.last?.owner == owner { open.removeLast() }
    }

    /// The first delimiter at or behind the start of a line, or nil where none comes.
    func next(from start: Int) -> Delimiter? {
        guard !open.isEmpty else { return nil }
        var lineStart = start
        while lineStart < message.count {
            if let (owner, isLast) = delimiter(at: lineStart) {
                let contentEnd = lineStart > start ? max(start, endWithoutLineEnd(before: lineStart)) : start
                return Delimiter(
                    owner: owner, isLast: isLast, contentEnd: contentEnd, lineStart: lineStart,
                    lineEnd: lineEnd(from: lineStart))
            }
            lineStart = lineEnd(from: lineStart)
        }
        return nil
    }

    /// The end of the line with its line end.
    func lineEnd(from start: Int) -> Int {
        var index = start
        while index < message.count {
            if message[index] == UInt8(ascii: "\n") { return index + 1 }
            index += 1
        }
        return message.count
    }

    /// The multipart whose delimiter the line is, if it is one.
    func delimiter(at lineStart: Int) -> (owner: Int, isLast: Bool)? {
        guard let start = skipHyphens(from: lineStart) else { return nil }
        var best: (owner: Int, isLast: Bool)?
        var length = 0
        for (boundary, owner) in open.reversed() where boundary.count > length {
            let end = start + boundary.count
            guard end <= message.count, message[start..<end].elementsEqual(boundary) else { continue }
            if isEndOrBlank(at: end) {
                best = (owner, false)
                length = boundary.count
            } else if let end = skipHyphens(from: end), isEndOrBlank(at: end) {
                best = (owner, true)
                length = boundary.count
            }
        }
        return best
    }

    private func endWithoutLineEnd(before lineStart: Int) -> Int {
        let end = lineStart - 1
        return end > 0 && message[end - 1] == UInt8(ascii: "\r") ? end - 1 : end
    }

    private func skipHyphens(from index: Int) -> Int? {
        guard index + 2 <= message.count, message[index] == UInt8(ascii: "-"), message[index + 1] == UInt8(ascii: "-")
        else { return nil }
        return index + 2
    }

    private func isEndOrBlank(at index: Int) -> Bool {
        guard index < message.count else { return true }
        if message[index] == UInt8(ascii: "\r") {
            return index + 1 == message.count || message[index + 1] == UInt8(ascii: "\n")
        }
        return message[index].isBlank || message[index] == UInt8(ascii: "\n")
    }
}
