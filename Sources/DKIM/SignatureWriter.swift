import InternetMessage

/// Writes a DKIM-Signature field, folded only where blanks may stand (RFC 6376, section 3.5).
struct SignatureWriter {
    private var folder = HeaderLineFolder(name: Self.fieldName)

    /// Puts a tag with its value and `;`.
    mutating func append(_ tag: String) { folder.append(tag.utf8) }

    /// Puts the list of signed fields, folded between its names.
    mutating func append(names: [String]) {
        for (index, name) in names.enumerated() {
            let end = index == names.count - 1 ? ";" : ":"
            if index == 0 {
                folder.append("h=\(name)\(end)".utf8)
            } else {
                folder.appendDirectly("\(name)\(end)".utf8)
            }
        }
    }

    /// The field as it is signed, up to `b=`, which begins a line of its own.
    mutating func unsignedField() -> HeaderField {
        folder.fold()
        folder.appendDirectly("b=".utf8)
        return HeaderField(unchecked: folder.octets, nameLength: Self.fieldName.utf8.count)
    }

    /// Puts the signature behind `b=` and ends the field.
    mutating func finish(signature: String) -> [UInt8] {
        var rest = Array(signature.utf8)[...]
        while !rest.isEmpty {
            if folder.room <= 0 { folder.fold() }
            let piece = rest.prefix(max(1, folder.room))
            folder.appendDirectly(piece)
            rest = rest.dropFirst(piece.count)
        }
        return folder.finish()
    }

    private static let fieldName = "DKIM-Signature"
}
