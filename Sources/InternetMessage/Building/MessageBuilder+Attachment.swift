extension MessageBuilder {
    /// Something that travels with a message.
    ///
    /// It comes out as it went in, octet for octet, also if it is text: it is encoded as base64. Only the kinds of message
    /// that may not be encoded (RFC 2046, section 5.2) are written as they are: message/rfc822 made 7-bit data by
    /// ``SevenBitConversion`` where it is not, the others only if they are.
    public struct Attachment: Hashable, Sendable {
        /// The name to save it under, in any script; nil or empty for none.
        ///
        /// It goes out as it is, so cut the folders off before, but control characters become spaces, and one of many
        /// thousands of characters is cut (``MIMEParameters/maximumSectionCount``).
        public var fileName: String?
        /// What it is (RFC 2046), for example `image/png` or `text/csv; charset=utf-8`; at most
        /// ``maximumMediaTypeLength`` octets, and the names of its parameters at most 50.
        ///
        /// Its parameters `name` and `boundary` are left out.
        public var mediaType: String
        /// Its content.
        public var octets: [UInt8]
        /// What the HTML calls it by, `cid:` and the identifier's text (RFC 2392); nil for what stands beside the text.
        ///
        /// One that has it is marked to be shown in place and, where there is HTML, put beside it in a multipart/related.
        public var contentIdentifier: MessageIdentifier?

        /// The longest media type with its parameters, in octets.
        ///
        /// Far more than any needs, and so little that its parameters make no more sections than a reader takes, even
        /// with one for each character (``MIMEParameters/maximumSectionCount``). Together with the longest file name
        /// they then stay far below the header that is read (``HeaderLimits/standard``).
        public static let maximumMediaTypeLength = 998

        /// Describes an attachment.
        ///
        /// - Parameters:
        ///   - octets: its content.
        ///   - mediaType: what it is, any type but a multipart; `application/octet-stream` where nothing is known.
        ///   - fileName: the name to save it under, or nil.
        ///   - contentIdentifier: what the HTML calls it by, or nil.
        public init(
            _ octets: [UInt8], mediaType: String, fileName: String? = nil, contentIdentifier: MessageIdentifier? = nil
        ) {
            self.octets = octets
            self.mediaType = mediaType
            self.fileName = fileName
            self.contentIdentifier = contentIdentifier
        }
    }
}

extension MessageBuilder.Attachment {
    /// The part that carries it.
    func part() throws(MessageError) -> OutgoingPart {
        let type = try Self.contentType(mediaType)
        var typeField = HeaderLineFolder(name: "Content-Type")
        typeField.append(type.mediaType.utf8)
        for name in type.parameters.names where !Self.ownParameters.contains(name) {
            guard let value = type.parameters[name] else { continue }
            guard name.utf8.count <= MIMEParameters.maximumWrittenNameLength else {
                throw MessageError(.malformedMediaType, at: 0)
            }
            MIMEParameters.append(name: name, value: value, to: &typeField)
        }
        let body = try self.body(of: type)
        var disposition = HeaderLineFolder(name: "Content-Disposition")
        disposition.append((contentIdentifier == nil ? "attachment" : "inline").utf8)
        if let fileName, !fileName.isEmpty {
            MIMEParameters.append(name: "filename", value: fileName, to: &disposition)
        }
        var fields = typeField.finish()
        if let contentIdentifier {
            var field = HeaderLineFolder(name: "Content-ID")
            field.append(try contentIdentifier.asciiOctets())
            fields += field.finish()
        }
        fields += disposition.finish()
        return OutgoingPart(mediaType: type.mediaType, fields: fields, body: body)
    }

    private func body(of type: ContentType) throws(MessageError) -> OutgoingPart.Body {
        guard type.type == "message", !type.subtype.hasPrefix("global") else { return .base64(octets) }
        guard let offset = SevenBitFaults(of: octets.indices, in: octets).first else { return .sevenBit(octets) }
        guard type.subtype == "rfc822" else { throw MessageError(.unwritableAttachment, at: offset) }
        do {
            return .sevenBit(try SevenBitConversion.converted(octets))
        } catch {
            throw MessageError(.unwritableAttachment, at: error.offset)
        }
    }

    /// Reads a media type more strictly than one that came in a message.
    private static func contentType(_ text: String) throws(MessageError) -> ContentType {
        let octets = Array(text.utf8)
        guard octets.count <= maximumMediaTypeLength else { throw MessageError(.malformedMediaType, at: 0) }
        let end = octets.firstIndex(of: UInt8(ascii: ";")) ?? octets.endIndex
        let length = octets[..<end].lastIndex { !$0.isBlank }.map { $0 + 1 } ?? 0
        // The longest that the registry of media types takes is 127 on each side (RFC 6838, section 4.2).
        guard length <= 255, let type = ContentType(parsing: octets[...]), !type.subtype.isEmpty,
            type.mediaType.utf8.elementsEqual(octets[..<length].map(\.lowercasedLetter)), type.type != "multipart"
        else { throw MessageError(.malformedMediaType, at: 0) }
        return type
    }

    /// The parameters that are not taken from the media type given: the builder writes the name elsewhere.
    private static let ownParameters: Set<String> = ["name", "boundary"]
}
