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
    /// The length of most fields, so that memory is asked for once.
    private static let usualLength = 1_200
}
