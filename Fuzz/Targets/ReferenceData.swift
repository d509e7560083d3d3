/// What octets behind DATA mean, said as simply as it can be: what the decoder is held against (RFC 5321, section
/// 4.5.2).
struct ReferenceData {
    /// Behind the first CRLF.CRLF, where a CRLF is thought before the first octet; nil where there is none.
    let end: Int?
    /// The lines up to the end without the dot that each may begin with; the last one may be unfinished.
    let message: [UInt8]
    /// Whether a bare CR, a bare LF or a NUL stands before the end; a CR as the very last octet may yet get its LF.
    let isMalformed: Bool

    init(_ stream: [UInt8]) {
        let lineEnd: [UInt8] = [13, 10]
        let padded = lineEnd + stream
        end = padded.end(of: lineEnd + [UInt8(ascii: ".")] + lineEnd).map { $0 - 2 }
        let data = stream[..<(end.map { $0 - 3 } ?? stream.count)]
        isMalformed = Self.hasBareOctets(data, mayEndInReturn: end == nil)
        var message: [UInt8] = []
        var isAtLineStart = true
        for (index, octet) in data.enumerated() {
            if !isAtLineStart || octet != UInt8(ascii: ".") { message.append(octet) }
            isAtLineStart = octet == 10 && index > 0 && data[index - 1] == 13
        }
        self.message = message
    }

    /// Whether a CR, an LF or a NUL stands there other than in CRLF.
    static func hasBareOctets(_ octets: ArraySlice<UInt8>, mayEndInReturn: Bool) -> Bool {
        for index in octets.indices {
            let next = index + 1 < octets.endIndex ? octets[index + 1] : nil
            switch octets[index] {
            case 0: return true
            case 13 where next != 10 && !(next == nil && mayEndInReturn): return true
            case 10 where index == octets.startIndex || octets[index - 1] != 13: return true
            default: break
            }
        }
        return false
    }
}
