extension RandomAccessCollection<UInt8> where Index == Int {
    /// Where a comment ends that begins at a place, those in it and its escapes counted (RFC 5322, section 3.2.2).
    ///
    /// - Parameter start: the place of its opening parenthesis.
    /// - Returns: the place behind its closing parenthesis, or nil when it never ends.
    func endOfComment(from start: Int) -> Int? {
        var index = start
        var depth = 0
        while index < endIndex {
            switch self[index] {
            case UInt8(ascii: "("): depth += 1
            case UInt8(ascii: ")"): depth -= 1
            case UInt8(ascii: "\\"): index += 1
            default: break
            }
            index += 1
            if depth == 0 { return index }
        }
        return nil
    }
}
