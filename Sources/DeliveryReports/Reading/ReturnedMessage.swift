public import InternetMessage

/// What a report gives back of the message it is about (RFC 6522, section 3).
public struct ReturnedMessage: Hashable, Sendable {
    /// The header: of a message that was given back whole, or what alone was given back.
    ///
    /// Where a line ended with LF alone, it ends with CRLF here.
    public let header: MessageHeader
    /// Whether the whole message was given back, not its header alone.
    public let isWholeMessage: Bool
    /// The media type of the part, for example `text/rfc822-headers`.
    public let mediaType: String

    /// Makes what was given back.
    ///
    /// - Parameters:
    ///   - header: the header of the message.
    ///   - isWholeMessage: whether the whole message was given back.
    ///   - mediaType: the media type of the part.
    public init(header: MessageHeader, isWholeMessage: Bool, mediaType: String) {
        self.header = header
        self.isWholeMessage = isWholeMessage
        self.mediaType = mediaType
    }

    /// The identifier of the message, as its Message-ID field says it without angle brackets; nil where it says none.
    public var messageIdentifier: String? {
        guard let value = header.first(named: "Message-ID")?.unfoldedValue, !value.isEmpty else { return nil }
        return (try? MessageIdentifier(value))?.text ?? value
    }

    /// Reads the part that gives the message back; nil where it has not a single field.
    init?(_ part: MIMEPart, of structure: MIMEStructure, in message: [UInt8], maximumSize: Int) {
        let octets: [UInt8]
        if part.kind == .message, let child = structure.children(of: part).first {
            octets = Array(message[child.headerRange.clamped(to: message.indices)].prefix(maximumSize))
        } else {
            octets = part.decodedBody(in: message, maximumSize: maximumSize)
        }
        guard let header = MessageHeader(tolerating: octets), !header.fields.isEmpty else { return nil }
        self.header = header
        mediaType = part.contentType.mediaType
        isWholeMessage = Self.wholeTypes.contains(mediaType)
    }

    /// The part types that reports give messages back in, registered or met.
    static let types = wholeTypes.union([
        "text/rfc822-headers", "text/rfc822-header", "message/rfc822-headers", "message/global-headers",
    ])
    private static let wholeTypes: Set<String> = ["message/rfc822", "message/global"]
}
