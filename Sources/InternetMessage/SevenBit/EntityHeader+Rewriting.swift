extension EntityHeader {
    /// The header for a body that was encoded; an empty line ends it.
    ///
    /// - Parameters:
    ///   - encoding: how the body is encoded now.
    ///   - charset: what a message without MIME says of itself from now on.
    func rewritten(encoding: String, charset: String) -> [UInt8] {
        var octets = fieldsWithEncoding(encoding)
        if lacksVersion {
            octets.append(line: "\(Self.versionName): 1.0")
            if !hasField(Self.typeName) { octets.append(line: "\(Self.typeName): text/plain; charset=\(charset)") }
        }
        if !hasField(Self.encodingName) { octets.append(line: "\(Self.encodingName): \(encoding)") }
        octets.append(line: "")
        return octets
    }

    /// The header for an entity inside of which something was changed; an empty line ends it.
    ///
    /// Its own label stays where it is true, so that mostly nothing at all is different.
    func rewrittenAround() -> [UInt8] {
        var octets = fieldsWithEncoding(encodings.contains(where: \.isWide) ? "7bit" : nil)
        if lacksVersion { octets.append(line: "\(Self.versionName): 1.0") }
        octets.append(line: "")
        return octets
    }

    /// All fields, with the first of Content-Transfer-Encoding written anew and the others left out, if it is to be.
    private func fieldsWithEncoding(_ encoding: String?) -> [UInt8] {
        var octets: [UInt8] = []
        var isWritten = false
        for field in fields {
            guard let encoding, field.isNamed(Self.encodingName) else {
                octets += field.octets
                continue
            }
            if !isWritten { octets.append(line: "\(Self.encodingName): \(encoding)") }
            isWritten = true
        }
        return octets
    }

    /// Whether it is a message that does not say that it is MIME; a part need not (RFC 2045, section 4).
    private var lacksVersion: Bool { role == .message && !hasField(Self.versionName) }

    private func hasField(_ name: String) -> Bool { fields.contains { $0.isNamed(name) } }
}

extension Array where Element == UInt8 {
    fileprivate mutating func append(line: String) {
        append(contentsOf: line.utf8)
        append(UInt8(ascii: "\r"))
        append(UInt8(ascii: "\n"))
    }
}
