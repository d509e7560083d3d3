/// Texts of strangers, made fit to be kept and shown.
enum TLSReportText {
    /// The text in printable ASCII: any other character becomes a question mark.
    ///
    /// - Parameters:
    ///   - text: the text.
    ///   - limit: the most octets; the rest is cut off.
    static func cleaned(_ text: String, _ limit: Int) -> String {
        let octets = text.unicodeScalars.prefix(max(0, limit)).map { scalar in
            (0x20...0x7E).contains(scalar.value) ? UInt8(scalar.value) : UInt8(ascii: "?")
        }
        return String(decoding: octets, as: UTF8.self)
    }

    /// Likewise for a text that may be missing; nil for an empty one.
    static func cleanedOrNil(_ text: String?, _ limit: Int) -> String? {
        guard let text, !text.isEmpty else { return nil }
        return cleaned(text, limit)
    }
}
