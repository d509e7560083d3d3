/// Finds what stands in the relaxed form of a body as it is, 64 octets at a time.
///
/// In the relaxed form (RFC 6376, section 3.4.4) only tabs, spaces with a blank or a line end behind them, and the blanks and
/// line ends at the very end change. All else between them is passed on untouched.
enum RelaxedScan {
    /// The end of the last octet that is no blank, CR or LF; 0 where there is none.
    static func contentEnd(of piece: Span<UInt8>) -> Int {
        var end = piece.count
        while end > 0, piece[end - 1].isBlankOrLineEnd { end -= 1 }
        return end
    }

    /// The end of the octets that do not change, from one that is neither blank nor CR on.
    ///
    /// - Parameters:
    ///   - piece: octets of a body.
    ///   - start: the offset of the first, inside of the piece.
    ///   - contentEnd: the piece's ``contentEnd(of:)``.
    static func endOfUnchanged(_ piece: Span<UInt8>, from start: Int, contentEnd: Int) -> Int {
        guard start < contentEnd else { return start + 1 }
        return unsafe piece.withUnsafeBufferPointer { buffer in
            guard let octets = buffer.baseAddress else { return start }
            var index = start + 1
            // The octet behind the last of a block is looked at too, and stands in front of the end.
            while index + blockLength < contentEnd {
                guard unsafe isUnchanged(octets + index) else { break }
                index += blockLength
            }
            while index + 1 < contentEnd {
                let (octet, behind) = unsafe (octets[index], octets[index + 1])
                if octet == tab || (octet == space && behind <= space) { return index }
                index += 1
            }
            return contentEnd
        }
    }

    /// Whether none of the octets of a block may change; written without branches, so that it becomes vector instructions.
    private static func isUnchanged(_ octets: UnsafePointer<UInt8>) -> Bool {
        var found: UInt8 = 0
        for place in 0..<blockLength {
            let (octet, behind) = unsafe (octets[place], octets[place &+ 1])
            let isTab: UInt8 = octet == tab ? 1 : 0
            let isSpace: UInt8 = octet == space ? 1 : 0
            let isBlankBehind: UInt8 = behind <= space ? 1 : 0
            found |= isTab | (isSpace & isBlankBehind)
        }
        return found == 0
    }

    private static let blockLength = 64
    private static let space = UInt8(ascii: " ")
    private static let tab = UInt8(ascii: "\t")
}
