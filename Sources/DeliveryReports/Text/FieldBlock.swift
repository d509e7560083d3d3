import InternetMessage

/// A block of header fields in the making: folded, each with its final CRLF.
struct FieldBlock: Sendable {
    /// What was written so far.
    private(set) var octets: [UInt8] = []

    /// Appends a field of words between which it may be folded; without words nothing is appended.
    ///
    /// The words must be printable, in ASCII or UTF-8. A space inside of one is kept as it is.
    mutating func append(_ name: String, _ words: [String]) {
        guard !words.isEmpty else { return }
        var folder = HeaderLineFolder(name: name)
        for word in words { folder.append(Array(word.utf8)) }
        octets += folder.finish()
    }

    /// Appends a field with a date in UTC.
    mutating func append(_ name: String, seconds: Int64) {
        append(name, [MessageDate(unixSeconds: seconds).text])
    }

    /// Appends the empty line that ends a header or a group of fields.
    mutating func appendEmptyLine() {
        octets += [UInt8(ascii: "\r"), UInt8(ascii: "\n")]
    }
}
