extension MessageHeader {
    /// The fields of a name from the bottom up, the order in which signatures count them (RFC 6376, section 5.4.2).
    ///
    /// - Parameter name: the name without the colon; case does not matter.
    public func fieldsFromBottom(named name: some StringProtocol) -> [HeaderField] { fields(named: name).reversed() }

    /// The unfolded values of the fields of a name, in the order in which they stand.
    ///
    /// - Parameter name: the name without the colon; case does not matter.
    public func values(named name: some StringProtocol) -> [String] { fields(named: name).map(\.unfoldedValue) }

    /// All fields as they stand, octet for octet, without the empty line behind them.
    public var octets: [UInt8] {
        var octets: [UInt8] = []
        octets.reserveCapacity(fields.reduce(0) { $0 + $1.octets.count })
        for field in fields { octets += field.octets }
        return octets
    }

    /// The header with fields put on top, as trace fields are (RFC 5321, section 4.4); the others stay octet for octet.
    ///
    /// It is the header of the message that ``prepending(_:to:)`` makes.
    ///
    /// - Parameter newFields: the fields in the order in which they shall stand; one without its final CRLF gets it.
    /// - Returns: the header with these above its own.
    public func prepending(_ newFields: [HeaderField]) -> MessageHeader {
        guard !newFields.isEmpty else { return self }
        let added = newFields.map(\.withLineEnd)
        let length = added.reduce(0) { $0 + $1.octets.count }
        guard lacksHeader else { return MessageHeader(added + fields, ending, bodyOffset: bodyOffset + length) }
        return MessageHeader(added, .emptyLine, bodyOffset: length + 2)
    }

    /// The message with fields put on top, as trace fields are (RFC 5321, section 4.4).
    ///
    /// The octets of the message stay as they are. A message whose first line is no field has no header: an empty line is
    /// put before it, so that its first line does not become part of the new fields and its body stays its body.
    ///
    /// - Parameters:
    ///   - newFields: the fields in the order in which they shall stand; one without its final CRLF gets it.
    ///   - message: the whole message, of any size; its header needs not be within any limit.
    /// - Returns: the fields and, directly behind them, the message.
    public static func prepending(_ newFields: [HeaderField], to message: [UInt8]) -> [UInt8] {
        guard !newFields.isEmpty else { return message }
        var octets: [UInt8] = []
        for field in newFields { octets += field.withLineEnd.octets }
        if lacksHeader(message) { octets += [UInt8(ascii: "\r"), UInt8(ascii: "\n")] }
        return octets + message
    }

    private init(_ fields: [HeaderField], _ ending: Ending, bodyOffset: Int) {
        self.fields = fields
        self.ending = ending
        self.bodyOffset = bodyOffset
    }

    /// Whether the first line is no field, so that all is body.
    private var lacksHeader: Bool { fields.isEmpty && ending == .malformedLine }

    private static func lacksHeader(_ message: [UInt8]) -> Bool {
        // The second field is one too many and ends the search.
        var scanner = HeaderScanner(limits: HeaderLimits(maximumSize: .max, maximumFieldCount: 1))
        guard let early = try? scanner.scan(message.span) else {
            return scanner.marks.isEmpty && scanner.finish().ending == .malformedLine
        }
        return scanner.marks.isEmpty && early.ending == .malformedLine
    }
}

extension HeaderField {
    /// The field with its final CRLF.
    fileprivate var withLineEnd: HeaderField {
        let end = [UInt8(ascii: "\r"), UInt8(ascii: "\n")]
        let value = self.value
        guard value.endIndex == octets.endIndex else { return self }
        return HeaderField(octets: (octets + end)[...], nameLength: nameLength, colonOffset: colonOffset)
    }
}
