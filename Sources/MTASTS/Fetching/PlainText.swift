/// Makes what strangers wrote fit for one line of a log.
enum PlainText {
    /// Printable ASCII of a bounded length: everything else becomes a question mark, and a cut shows as three dots.
    static func cleaned(_ text: some StringProtocol) -> String {
        let octets = text.utf8.prefix(maximumLength + 1).map { (0x20...0x7E).contains($0) ? $0 : UInt8(ascii: "?") }
        guard octets.count > maximumLength else { return String(decoding: octets, as: UTF8.self) }
        return String(decoding: octets.prefix(maximumLength), as: UTF8.self) + "..."
    }

    /// In octets: the longest message of a TLS library is shorter, and a line of a log stays one that can be read.
    static let maximumLength = 200
}
