import InternetMessage

/// What a report says to people (RFC 6522, section 3): the first plain text and the first HTML before the part for
/// programs.
///
/// It is a stranger's text. Line ends stay as they are; what is longer than the limit is cut where a line ends.
public struct ReportText: Hashable, Sendable {
    /// The plain text, or nil where there is none, or none in a known character set.
    public let plain: String?
    /// The HTML, or nil where there is none, or none in a known character set.
    public let html: String?

    /// Makes a text.
    ///
    /// - Parameters:
    ///   - plain: the plain text.
    ///   - html: the HTML.
    public init(plain: String?, html: String? = nil) {
        self.plain = plain
        self.html = html
    }

    /// Takes the text of parts.
    init(plain: MIMEPart?, html: MIMEPart?, in message: [UInt8], maximumSize: Int) {
        self.plain = plain.flatMap { Self.text(of: $0, in: message, maximumSize: maximumSize) }
        self.html = html.flatMap { Self.text(of: $0, in: message, maximumSize: maximumSize) }
    }

    private static func text(of part: MIMEPart, in message: [UInt8], maximumSize: Int) -> String? {
        let octets = part.decodedBody(in: message, maximumSize: maximumSize)
        if let charset = part.contentType.charset, charset.utf8.contains(where: { !$0.isBlank }) {
            return CharacterSetDecoder.decode(octets, charset: charset)
        }
        return String(validating: octets, as: UTF8.self) ?? CharacterSetDecoder.decode(octets, charset: "windows-1252")
    }
}

extension MIMEPart {
    /// The body with its transfer encoding undone, cut where a line ends when it is larger than a limit.
    ///
    /// Only as much of the body is looked at as the limit needs.
    func decodedBody(in message: [UInt8], maximumSize: Int) -> [UInt8] {
        let range = bodyRange.clamped(to: message.indices)
        // No encoding makes less than a third of what it encodes, soft line breaks aside.
        let window = range.prefix(maximumSize > Int.max / 8 ? Int.max : maximumSize * 4 + 4)
        var octets = TransferDecoder.decoded(
            message.span.extracting(window), transferEncoding)
        guard octets.count > maximumSize || window.count < range.count else { return octets }
        octets.removeLast(max(0, octets.count - maximumSize))
        let end = octets.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? octets.count
        octets.removeLast(octets.count - end)
        return octets
    }
}
