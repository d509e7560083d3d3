/// Comments as RFC 5322, section 3.2.2, has them: in parentheses, nested, with quoted pairs inside. One that is not
/// closed goes to the end of the text.
extension Collection<UInt8> {
    /// The octets behind blanks and comments at the beginning.
    var behindComments: SubSequence {
        var rest = self[...]
        while let first = rest.first {
            if first.isBlank {
                rest.removeFirst()
            } else if first == UInt8(ascii: "(") {
                rest = rest[rest.endOfComment...]
            } else {
                break
            }
        }
        return rest
    }

    /// The octets with a space in place of each comment.
    var withoutComments: [UInt8] {
        var result: [UInt8] = []
        var rest = self[...]
        while let first = rest.first {
            if first == UInt8(ascii: "(") {
                rest = rest[rest.endOfComment...]
                result.append(UInt8(ascii: " "))
            } else {
                result.append(first)
                rest.removeFirst()
            }
        }
        return result
    }

    /// The place behind the comment that the octets begin with.
    private var endOfComment: Index {
        var depth = 0
        var isQuoted = false
        var index = startIndex
        while index < endIndex {
            let octet = self[index]
            formIndex(after: &index)
            if isQuoted {
                isQuoted = false
                continue
            }
            switch octet {
            case UInt8(ascii: "\\"): isQuoted = true
            case UInt8(ascii: "("): depth += 1
            case UInt8(ascii: ")"):
                depth -= 1
                if depth == 0 { return index }
            default: break
            }
        }
        return endIndex
    }
}
