import InternetMessage

/// Writes a DKIM-Signature field, folded only where blanks may stand (RFC 6376, section 3.5).
struct SignatureWriter {
    private var octets = Array("\(fieldName):".utf8)
    private var lineLength = fieldName.utf8.count + 1

    init() { octets.reserveCapacity(Self.usualLength) }

    /// Puts a tag with its value and `;` behind a space, or on the next line when it does not fit.
    mutating func append(_ tag: String) {
        if lineLength + 1 + tag.utf8.count > HeaderLineFolder.preferredLength {
            fold()
        } else {
            octets.append(UInt8(ascii: " "))
            lineLength += 1
        }
        octets.append(contentsOf: tag.utf8)
        lineLength += tag.utf8.count
    }

    /// Puts the list of signed fields, folded between its names.
    mutating func append(names: SignedNames) {
        append("h=")
        for index in 0..<names.count {
            let name = names[index]
            if lineLength + name.count + 1 > HeaderLineFolder.preferredLength { fold() }
            octets += name
            octets.append(index == names.count - 1 ? UInt8(ascii: ";") : UInt8(ascii: ":"))
            lineLength += name.count + 1
        }
    }

    /// Puts copies of fields, folded between them and where one fits into no line; nothing where there is no room.
    ///
    /// - Parameters:
    ///   - positions: where the fields stand in the header.
    ///   - header: the header.
    mutating func append(copyOf positions: [Int], in header: HeaderLayout) {
        let (before, lengthBefore) = (octets, lineLength)
        fold()
        octets += [UInt8(ascii: "z"), UInt8(ascii: "=")]
        lineLength += 2
        for (index, position) in positions.enumerated() {
            let place = header.places[position]
            let copy =
                QuotedText.encoded(header.octets[place.start..<place.nameEnd]) + [UInt8(ascii: ":")]
                + QuotedText.encoded(header.octets[place.valueStart..<place.valueEnd])
            append(quoted: copy + [index == positions.count - 1 ? UInt8(ascii: ";") : UInt8(ascii: "|")])
            guard octets.count <= SignatureReader.maximumLength - Self.reserve else {
                (octets, lineLength) = (before, lengthBefore)
                return
            }
        }
    }

    /// Puts quoted text, on the next line when it does not fit, and folded where it fits into no line.
    private mutating func append(quoted text: [UInt8]) {
        if lineLength + text.count > HeaderLineFolder.preferredLength, lineLength > Self.tagLength { fold() }
        var index = 0
        while index < text.count {
            // What stands for one octet stays together.
            let end = min(text.count, index + (text[index] == UInt8(ascii: "=") ? 3 : 1))
            if lineLength + end - index > HeaderLineFolder.preferredLength { fold() }
            octets += text[index..<end]
            lineLength += end - index
            index = end
        }
    }

    /// The field as it is signed, up to `b=`, which begins a line of its own.
    mutating func unsignedField() -> HeaderField {
        fold()
        octets += [UInt8(ascii: "b"), UInt8(ascii: "=")]
        lineLength += 2
        return HeaderField(unchecked: octets, nameLength: Self.fieldName.utf8.count)
    }

    /// Puts the signature behind `b=` and ends the field.
    mutating func finish(signature: String) -> [UInt8] {
        var rest = Array(signature.utf8)[...]
        while !rest.isEmpty {
            if lineLength >= HeaderLineFolder.preferredLength { fold() }
            let piece = rest.prefix(HeaderLineFolder.preferredLength - lineLength)
            octets += piece
            lineLength += piece.count
            rest = rest.dropFirst(piece.count)
        }
        return octets + [UInt8(ascii: "\r"), UInt8(ascii: "\n")]
    }

    private mutating func fold() {
        octets += [UInt8(ascii: "\r"), UInt8(ascii: "\n"), UInt8(ascii: "\t")]
        lineLength = 1
    }

    private static let fieldName = "DKIM-Signature"
    /// What the tags behind a copy of the header need at most: a digest, the signature of a key of 4,096 bits, folding.
    private static let reserve = 1_024
    /// How much stands on the line on which a copy begins: a tab and the tag.
    private static let tagLength = 3
    /// The length of most fields, so that memory is asked for once.
    private static let usualLength = 1_200
}
