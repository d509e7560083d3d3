import InternetMessage

extension Canonicalization {
    /// Writes the canonical form of a header field with its final CRLF, which is added where the message ended before it.
    func append(_ field: HeaderField, to output: inout [UInt8]) {
        switch self {
        case .simple:
            output += field.octets
            if field.value.endIndex == field.octets.endIndex { output += Self.lineEnd }
        case .relaxed:
            Self.appendRelaxed(name: field.nameOctets, value: field.value, to: &output)
            output += Self.lineEnd
        }
    }

    /// Writes the canonical form of a DKIM-Signature field as it is hashed: without its signature and its final CRLF.
    ///
    /// RFC 6376, section 3.7: the value of `b=` is deleted with all blanks around it.
    ///
    /// - Parameters:
    ///   - field: the field.
    ///   - range: where the value of `b=` stands in the field's value, with the blanks around it.
    ///   - output: takes the form.
    func appendSignature(_ field: HeaderField, without range: Range<Int>, to output: inout [UInt8]) {
        let value = field.value
        let cut = (value.startIndex + range.lowerBound)..<(value.startIndex + range.upperBound)
        switch self {
        case .simple:
            output += field.octets[field.octets.startIndex..<cut.lowerBound]
            output += value[cut.upperBound...]
        case .relaxed:
            let rest: ArraySlice<UInt8> = value[..<cut.lowerBound] + value[cut.upperBound...]
            Self.appendRelaxed(name: field.nameOctets, value: rest, to: &output)
        }
    }

    /// RFC 6376, section 3.4.2, without the final CRLF.
    private static func appendRelaxed(name: ArraySlice<UInt8>, value: ArraySlice<UInt8>, to output: inout [UInt8]) {
        for octet in name { output.append(octet.lowercasedLetter) }
        output.append(UInt8(ascii: ":"))
        var isFirst = true
        var hasBlanks = false
        var index = value.startIndex
        while index < value.endIndex {
            let octet = value[index]
            if octet == UInt8(ascii: "\r"), index + 1 < value.endIndex, value[index + 1] == UInt8(ascii: "\n") {
                index += 2
                continue
            }
            if octet == UInt8(ascii: " ") || octet == UInt8(ascii: "\t") {
                hasBlanks = true
            } else {
                if hasBlanks, !isFirst { output.append(UInt8(ascii: " ")) }
                output.append(octet)
                hasBlanks = false
                isFirst = false
            }
            index += 1
        }
    }

    private static let lineEnd: [UInt8] = [UInt8(ascii: "\r"), UInt8(ascii: "\n")]
}
