extension UInt8 {
    /// Whether the octet is a space or a tab.
    var isBlank: Bool { self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") }
}

extension BidirectionalCollection<UInt8> {
    /// The octets without the blanks at both ends.
    var trimmed: SubSequence {
        var start = startIndex
        while start < endIndex, self[start].isBlank { formIndex(after: &start) }
        var end = endIndex
        while end > start {
            let last = index(before: end)
            guard self[last].isBlank else { break }
            end = last
        }
        return self[start..<end]
    }
}
