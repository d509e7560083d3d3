import InternetMessage

/// Puts text beyond ASCII into quoted-printable (RFC 2045, section 6.7), for reports that must be 7-bit data.
enum SevenBitText {
    /// The text in quoted-printable; nil where it cannot be, as with a NUL or a line end that is no CRLF.
    ///
    /// - Parameter text: lines that end with CRLF.
    static func quotedPrintable(_ text: [UInt8]) -> [UInt8]? {
        guard let converted = try? SevenBitConversion.converted(label + text),
            let header = try? MessageHeader(parsing: converted),
            header.first(named: "Content-Transfer-Encoding")?.unfoldedValue.lowercased() == "quoted-printable"
        else { return nil }
        return Array(converted[header.bodyOffset...])
    }

    /// What makes a message of the text, as messages are what is converted.
    private static let label = Array(
        "MIME-Version: 1.0\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: 8bit\r\n\r\n".utf8)
}
