import InternetMessage

extension HeaderField {
    /// Makes a field of addresses, folded between its words; nothing in it can end the field.
    ///
    /// - Parameters:
    ///   - name: the name of a field, at most 76 octets.
    ///   - addresses: the addresses; those beyond ASCII are written in UTF-8 (RFC 6532).
    init(name: String, addresses: AddressList) {
        var folder = HeaderLineFolder(name: name)
        addresses.append(to: &folder)
        self.init(unchecked: folder.finish(), nameLength: name.utf8.count)
    }

    /// Makes a field of words, folded between them.
    ///
    /// - Parameters:
    ///   - name: the name of a field, at most 76 octets.
    ///   - words: printable ASCII with spaces.
    init(name: String, words: String) {
        var folder = HeaderLineFolder(name: name)
        folder.append(text: Array(words.utf8))
        self.init(unchecked: folder.finish(), nameLength: name.utf8.count)
    }

    /// The field under another name, with the same value octet for octet.
    ///
    /// Only where the longer name would make the first line too long (RFC 5322, section 2.1.1), the value begins on the
    /// next.
    ///
    /// - Parameter name: the name of a field.
    func renamed(to name: String) -> HeaderField {
        let value = self.value
        let lineEnd: [UInt8] = [13, 10]
        // Up to the first fold, or all but the last octet.
        let line = zip(value, value.dropFirst()).prefix { $0 != 13 || $1 != 10 }
        let isBlank = { (octet: UInt8) in octet == UInt8(ascii: " ") || octet == UInt8(ascii: "\t") }
        var octets = Array("\(name):".utf8)
        // A line of blanks alone would look like the end of the header to some.
        if octets.count + line.count >= HeaderLineFolder.maximumLength, !line.allSatisfy({ isBlank($0.0) }) {
            octets += lineEnd
            if let first = value.first, !isBlank(first) { octets.append(UInt8(ascii: " ")) }
        }
        octets += value
        octets += lineEnd
        return HeaderField(unchecked: octets, nameLength: name.utf8.count)
    }

    /// The field octet for octet, with its final CRLF, which the last one of a message without a body may lack.
    var line: [UInt8] { value.endIndex == octets.endIndex ? Array(octets) + [13, 10] : Array(octets) }

    /// The first word of the value in lower case, up to a blank, a semicolon or a comment.
    var keyword: String {
        let word = unfoldedValue.utf8.prefix { octet in
            octet > 32 && octet != UInt8(ascii: ";") && octet != UInt8(ascii: "(")
        }
        return String(decoding: word, as: UTF8.self).lowercased()
    }
}
