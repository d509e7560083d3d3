/// Takes the quotes, comments and superfluous blanks out of a phrase (RFC 5322, sections 3.2.2 to 3.2.5).
///
/// Encoded words stay as they are, whatever stands in them. What never ends, ends with the phrase.
struct PhraseReader {
    private var scanner: EncodedWordScanner
    private var result: [UInt8] = []
    private var index = 0

    init(_ octets: [UInt8]) { scanner = EncodedWordScanner(octets[...]) }

    /// Reads all.
    mutating func read() -> [UInt8] {
        var isBehindBlank = false
        while index < scanner.octets.count {
            let octet = scanner.octets[index]
            if octet.isBlank || octet.isLineEnd {
                isBehindBlank = true
                index += 1
                continue
            }
            if octet == UInt8(ascii: "(") {
                isBehindBlank = true
                index = scanner.octets.endOfComment(from: index) ?? scanner.octets.endIndex
                continue
            }
            if isBehindBlank, !result.isEmpty { result.append(UInt8(ascii: " ")) }
            isBehindBlank = false
            if octet == UInt8(ascii: "\"") {
                readQuotedString()
            } else if let word = scanner.word(at: index), scanner.content(of: word) != nil {
                result += scanner.octets[index..<word.end]
                index = word.end
            } else {
                if octet == UInt8(ascii: "\\"), index + 1 < scanner.octets.count { index += 1 }
                result.append(scanner.octets[index])
                index += 1
            }
        }
        return result
    }

    private mutating func readQuotedString() {
        index += 1
        while index < scanner.octets.count {
            let octet = scanner.octets[index]
            index += 1
            switch octet {
            case UInt8(ascii: "\""): return
            case UInt8(ascii: "\\") where index < scanner.octets.count:
                result.append(scanner.octets[index])
                index += 1
            default: result.append(octet)
            }
        }
    }
}
