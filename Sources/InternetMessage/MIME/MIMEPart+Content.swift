extension MIMEPart {
    /// The octets of the body with its transfer encoding undone.
    ///
    /// The body of a multipart or of a message that was walked comes as it stands, and so does one whose encoding is not
    /// known. What is malformed is skipped or kept as ``TransferDecoder`` says. To decode a large body in pieces, feed
    /// ``bodyRange`` to a ``TransferDecoder``.
    ///
    /// - Parameter message: the message whose structure this part is of; of another one, the octets in the same place.
    ///   Making an array of a slice copies it, so make it once and ask every part with it.
    public func decodedBody(in message: [UInt8]) -> [UInt8] {
        let octets = message.span.extracting(bodyRange.clamped(to: message.indices))
        guard kind == .single, contentType.type != "multipart" else { return Array(octetsOf: octets) }
        return TransferDecoder.decoded(octets, transferEncoding)
    }

    /// The text of the body: the transfer encoding undone and the character set decoded.
    ///
    /// Where no character set is said, or an empty one, it is UTF-8 if the octets are that, otherwise windows-1252, as the
    /// common readers take it. Octets that the character set does not have become replacement characters. Line
    /// ends stay as they are, and flowed text (RFC 3676) is not put together.
    ///
    /// - Parameter message: the message as for ``decodedBody(in:)``.
    /// - Returns: the text, or nil when the part is no text or its character set is not known here and now
    ///   (``CharacterSetDecoder``). What a reader can still show then is ``decodedBody(in:)`` taken for UTF-8, whose ASCII
    ///   is readable.
    public func text(in message: [UInt8]) -> String? {
        guard kind == .single, contentType.type == "text" else { return nil }
        let octets = decodedBody(in: message)
        if let charset = contentType.charset, charset.utf8.contains(where: { !$0.isBlank }) {
            return CharacterSetDecoder.decode(octets, charset: charset)
        }
        return String(validating: octets, as: UTF8.self) ?? CharacterSetDecoder.decode(octets, charset: "windows-1252")
    }
}

extension MIMEPart {
    /// The name that the sender gave the part as a file, as it was written: that of the disposition, otherwise that of the
    /// type (RFC 2183, section 2.3); or nil.
    ///
    /// It is a stranger's text. It may name other folders; never open a file by it, use ``safeFileName``.
    public var fileName: String? { disposition?.fileName ?? contentType.parameters["name"] }

    /// The name of the part as a file, made harmless, or nil where nothing of it is left (RFC 2183, section 5).
    ///
    /// It has no path, no control or direction-changing characters and none that a file system forbids; it neither begins
    /// nor ends with a dot or a blank, names no device of Windows, and is at most 200 octets of UTF-8 long, its extension
    /// kept. It says nothing about what the file holds.
    public var safeFileName: String? { fileName.flatMap { SafeFileName.text(of: $0) } }
}
