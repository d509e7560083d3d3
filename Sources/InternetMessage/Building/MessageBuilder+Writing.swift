extension MessageBuilder {
    /// Writes the message.
    ///
    /// A text is written as it is when it is ASCII without control characters, has lines of at most 78 octets, and nothing
    /// that transport is known to change: no blank at the end of a line, no line that begins with `From ` or is a dot.
    /// Any other is encoded, as quoted-printable or base64, whichever is shorter; its character set is UTF-8 unless it is
    /// ASCII. A message with neither text nor attachments has an empty text.
    ///
    /// - Returns: the whole message, which ends with CRLF.
    /// - Throws: `MessageError` with the problem `missingAuthor`, `missingSender`, `unwritableAddress` for an address that
    ///   no strict reader takes or whose local part is not ASCII, `malformedIdentifier` for one that is not ASCII,
    ///   `malformedMediaType`, `unwritableAttachment`, `headerTooLarge` or `tooManyFields` where nobody would read such a
    ///   header (``HeaderLimits/standard``), or `notOneField` were what was written not read as the header it is, which no
    ///   values are known to bring about.
    public func message() throws(MessageError) -> [UInt8] {
        let content = try self.content()
        var output = try fields()
        output += "MIME-Version: 1.0\r\n".utf8
        output += content.header
        // A reader with the limits of this module finds what was written here, and nothing else.
        let header = try MessageHeader(parsing: output)
        guard header.ending == .emptyLine, header.bodyOffset == output.count else {
            throw MessageError(.notOneField, at: header.bodyOffset)
        }
        content.appendBody(to: &output)
        if !output.ends(withLineEndBehind: header.bodyOffset) { output += [UInt8(ascii: "\r"), UInt8(ascii: "\n")] }
        return output
    }

    /// The content as one part, whatever lies in it.
    private func content() throws(MessageError) -> OutgoingPart {
        var alternatives: [OutgoingPart] = []
        if let text { alternatives.append(OutgoingPart(text: text, subtype: "plain")) }
        if let html { alternatives.append(OutgoingPart(text: html, subtype: "html")) }
        var shown: [OutgoingPart] = []
        var attached: [OutgoingPart] = []
        for attachment in attachments {
            if html != nil, attachment.contentIdentifier != nil {
                shown.append(try attachment.part())
            } else {
                attached.append(try attachment.part())
            }
        }
        var boundaries = OutgoingBoundaries(
            seed: boundarySeed ?? identifier.text, avoiding: alternatives + shown + attached)
        var body = alternatives.first
        if alternatives.count > 1 {
            body = OutgoingPart(multipart: "alternative", of: alternatives, boundary: boundaries.next())
        }
        if let root = body, !shown.isEmpty {
            body = OutgoingPart(
                multipart: "related", of: [root] + shown, boundary: boundaries.next(), rootType: root.mediaType)
        }
        guard !attached.isEmpty else { return body ?? OutgoingPart(text: "", subtype: "plain") }
        return OutgoingPart(multipart: "mixed", of: (body.map { [$0] } ?? []) + attached, boundary: boundaries.next())
    }
}

extension Array where Element == UInt8 {
    /// Whether what stands behind an offset is empty or ends with CRLF.
    fileprivate func ends(withLineEndBehind offset: Int) -> Bool {
        count == offset || count >= offset + 2 && suffix(2) == [UInt8(ascii: "\r"), UInt8(ascii: "\n")]
    }
}
