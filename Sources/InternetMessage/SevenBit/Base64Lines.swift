/// Writes octets as base64 in lines (RFC 2045, section 6.8).
enum Base64Lines {
    /// Encodes octets in lines of 76 characters; a CRLF stands between lines, none behind the last.
    static func append(_ octets: ArraySlice<UInt8>, to output: inout [UInt8]) {
        var index = octets.startIndex
        var column = 0
        while index < octets.endIndex {
            if column == maximumColumns {
                output.append(UInt8(ascii: "\r"))
                output.append(UInt8(ascii: "\n"))
                column = 0
            }
            let count = min(3, octets.endIndex - index)
            var group: UInt32 = 0
            for place in 0..<3 { group = group << 8 | (place < count ? UInt32(octets[index + place]) : 0) }
            for place in 0..<4 {
                let digit = Int(group >> UInt32(18 - 6 * place) & 63)
                output.append(place <= count ? alphabet[digit] : UInt8(ascii: "="))
            }
            index += count
            column += 4
        }
    }

    /// How many octets so many become, with the line ends between them.
    static func length(of count: Int) -> Int {
        let columns = (count / 3 + (count % 3 == 0 ? 0 : 1)) * 4
        return columns + max(0, columns - 1) / maximumColumns * 2
    }

    private static let maximumColumns = 76
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
}
