/// Finds the identifier in a List-Id field, which stands behind a description of the list (RFC 2919, section 3).
enum ListIdentifierReader {
    /// What stands in the last angle brackets that are in no quotes and no comment, or all of a value that is one word;
    /// nil for anything else.
    ///
    /// - Parameter value: the octets behind the colon, folded or not.
    static func identifier(in value: ArraySlice<UInt8>) -> String? {
        var (inside, outside): ([UInt8], [UInt8]) = ([], [])
        var (isQuoted, isBracketed, isEnded) = (false, false, false)
        var depth = 0
        var index = value.startIndex
        while index < value.endIndex {
            let octet = value[index]
            index += 1
            if isQuoted || depth > 0, octet == UInt8(ascii: "\\") {
                index += 1
            } else if isQuoted {
                isQuoted = octet != UInt8(ascii: "\"")
            } else if depth > 0 || !isBracketed && octet == UInt8(ascii: "(") {
                if octet == UInt8(ascii: "(") { depth += 1 }
                if octet == UInt8(ascii: ")") { depth -= 1 }
            } else if octet == UInt8(ascii: "<") {
                (inside, isBracketed, isEnded) = ([], true, false)
            } else if isBracketed {
                if octet == UInt8(ascii: ">") {
                    (isBracketed, isEnded) = (false, true)
                } else if octet > 32 {
                    // Folding and blanks are no part of it.
                    inside.append(octet)
                }
            } else if octet == UInt8(ascii: "\"") {
                isQuoted = true
                outside.append(octet)
            } else {
                outside.append(octet)
            }
        }
        let found = isEnded ? inside[...] : word(outside)
        return found.isEmpty ? nil : String(decoding: found, as: UTF8.self)
    }

    /// The only word of a text without quotes; empty where there are none or several.
    private static func word(_ text: [UInt8]) -> ArraySlice<UInt8> {
        let words = text.split { $0 <= 32 }
        guard words.count == 1, let word = words.first, !word.contains(UInt8(ascii: "\"")) else { return [] }
        return word
    }
}
