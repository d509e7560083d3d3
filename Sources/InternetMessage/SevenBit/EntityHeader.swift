/// The header of one entity of a message, a part or a message, where it stands in the whole.
struct EntityHeader: Sendable {
    /// What an entity is to the one around it.
    enum Role: Hashable, Sendable {
        /// A message, the whole or one in a message/rfc822.
        case message
        /// A part of a multipart.
        case part
        /// A part of a multipart/digest.
        case digestPart
    }

    /// What the entity is to the one around it.
    let role: Role
    /// All octets before the body, with the empty line if there is one.
    let range: Range<Int>
    /// The fields in order; their indices are offsets in the whole message.
    let fields: [HeaderField]
    /// What ended the header.
    let ending: MessageHeader.Ending

    /// Reads the header that begins at an offset; a delimiter ends it, even one that looks like a field.
    ///
    /// Throws when it is no 7-bit data, or beyond the limits.
    init(
        at start: Int, as role: Role, in lines: BoundaryLines, limits: HeaderLimits
    ) throws(SevenBitConversionError) {
        var scanner = HeaderScanner(limits: limits)
        var answer: HeaderScanner.Found?
        var lineStart = start
        while answer == nil, lineStart < lines.message.count, lines.delimiter(at: lineStart) == nil {
            let end = lines.lineEnd(from: lineStart)
            do {
                answer = try scanner.scan(lines.message.span.extracting(lineStart..<end))
            } catch {
                throw SevenBitConversionError(.headerOverLimit(error.problem), at: start + error.offset)
            }
            lineStart = end
        }
        let found = answer ?? scanner.finish()
        self.role = role
        range = start..<(start + found.bodyOffset)
        ending = found.ending
        let marks = scanner.marks
        fields = marks.indices.map { index in
            let mark = marks[index]
            let end = index + 1 < marks.count ? marks[index + 1].start : found.fieldsEnd
            return HeaderField(
                octets: lines.message[(start + mark.start)..<(start + end)], nameLength: mark.nameEnd - mark.start,
                colonOffset: mark.colon - mark.start)
        }
        let faults = SevenBitFaults(of: range, in: lines.message)
        if let offset = faults.firstEightBit { throw SevenBitConversionError(.eightBitHeader, at: offset) }
        if let offset = faults.first { throw SevenBitConversionError(.malformedHeader, at: offset) }
    }
}

extension EntityHeader {
    /// What can be done with the body of an entity; complete, as these are the ways there are.
    enum Treatment: Hashable, Sendable {
        /// It may be encoded, and is text.
        case text
        /// It may be encoded, and is anything.
        case octets
        /// It is a message, to be walked.
        case message
        /// It has parts, to be walked; nothing in them may be changed when they are signed or encrypted.
        case parts(boundary: [UInt8], role: Role, areSealed: Bool)
        /// It may not be changed, for the reason given.
        case fixed(SevenBitConversionError.Problem)
    }

    /// The fields of Content-Transfer-Encoding, read.
    var encodings: [TransferEncoding] { values(of: Self.encodingName).map { TransferEncoding(parsing: $0) } }

    /// What can be done with the body.
    var treatment: Treatment {
        let encodings = self.encodings
        if let first = encodings.first, !encodings.allSatisfy(\.isIdentity) {
            return .fixed(encodings.allSatisfy { $0 == first } ? .alreadyEncoded : .contradictoryHeader)
        }
        let types = values(of: Self.typeName).map { EntityType(parsing: $0) }
        guard let first = types.first else { return role == .digestPart ? .message : .text }
        guard types.allSatisfy({ $0 == first }) else { return .fixed(.contradictoryHeader) }
        // Without any type at all it is taken for text (RFC 2045, section 5.2).
        guard let type = first else { return .text }
        switch (type.type, type.subtype) {
        case ("text", _): return .text
        case ("multipart", let subtype):
            let areSealed = subtype == "signed" || subtype == "encrypted"
            guard let boundary = type.boundary else { return .fixed(areSealed ? .signedOrEncrypted : .brokenMultipart) }
            return .parts(boundary: boundary, role: subtype == "digest" ? .digestPart : .part, areSealed: areSealed)
        case ("message", "rfc822"): return .message
        case ("message", let subtype) where Self.encodableMessages.contains(subtype): return .text
        case ("message", _): return .fixed(.unconvertibleType)
        default: return .octets
        }
    }

    private func values(of name: String) -> [ArraySlice<UInt8>] {
        fields.filter { $0.isNamed(name) }.map(\.value)
    }

    static let typeName = "Content-Type"
    static let encodingName = "Content-Transfer-Encoding"
    static let versionName = "MIME-Version"
    /// The kinds of message that may be encoded (RFC 6532, section 3.7; RFC 6533, section 6).
    private static let encodableMessages: Set<String> = [
        "global", "global-headers", "global-delivery-status", "global-disposition-notification",
    ]
}
