/// The header of a message: its fields in order, each one octet for octet, and where the body begins.
///
/// Where the header ends: behind the first empty line; before the first line that is neither a field nor the folded part
/// of one, as the tolerant readers of the field do (such a line begins the body); or at the end of the input. Only CRLF
/// ends a line: a lone CR or LF is an octet like others, and in a field name it makes the line malformed. Blanks between a
/// field's name and its colon are accepted (RFC 5322, section 4.5). The same bytes give the same fields in whatever pieces
/// a ``HeaderBodySplitter`` got them.
public struct MessageHeader: Hashable, Sendable {
    /// What ended the header; complete, as there are these three ways.
    public enum Ending: Hashable, Sendable {
        /// An empty line, as it should be; the body begins behind it.
        case emptyLine
        /// A line that is neither a field nor the folded part of one; the body begins with it.
        case malformedLine
        /// The message ended; there is no body.
        case endOfInput
    }

    /// The fields in the order in which they stand.
    public let fields: [HeaderField]
    /// What ended the header.
    public let ending: Ending
    /// The offset of the first octet of the body from the start of the message.
    public let bodyOffset: Int

    /// Parses the header of a message.
    ///
    /// - Parameters:
    ///   - message: the whole message, or its header alone.
    ///   - limits: how much header is accepted.
    /// - Throws: `MessageError` with the problem `headerTooLarge` or `tooManyFields`; any other bytes are a header, if
    ///   maybe one without fields.
    public init(parsing message: Span<UInt8>, limits: HeaderLimits = .standard) throws(MessageError) {
        var scanner = HeaderScanner(limits: limits)
        let early = try scanner.scan(message)
        let found = early ?? scanner.finish()
        self.init(Array(octetsOf: message.extracting(0..<found.fieldsEnd)), marks: scanner.marks, found: found)
    }

    /// Makes the header that a scanner has found.
    ///
    /// - Parameters:
    ///   - octets: the message's octets from the first on, at least all of the fields.
    ///   - marks: where the fields begin.
    ///   - found: where the last one ends.
    init(_ octets: [UInt8], marks: [HeaderScanner.Mark], found: HeaderScanner.Found) {
        var fields: [HeaderField] = []
        fields.reserveCapacity(marks.count)
        for (index, mark) in marks.enumerated() {
            let end = index + 1 < marks.count ? marks[index + 1].start : found.fieldsEnd
            fields.append(
                HeaderField(
                    octets: octets[mark.start..<end], nameLength: mark.nameEnd - mark.start,
                    colonOffset: mark.colon - mark.start))
        }
        self.fields = fields
        ending = found.ending
        bodyOffset = found.bodyOffset
    }

    /// Parses the header of a message.
    ///
    /// - Parameters:
    ///   - message: the whole message, or its header alone.
    ///   - limits: how much header is accepted.
    /// - Throws: `MessageError` with the problem `headerTooLarge` or `tooManyFields`; any other bytes are a header, if
    ///   maybe one without fields.
    public init(parsing message: [UInt8], limits: HeaderLimits = .standard) throws(MessageError) {
        try self.init(parsing: message.span, limits: limits)
    }
}

extension MessageHeader {
    /// The fields of a name, in the order in which they stand.
    ///
    /// - Parameter name: the name without the colon; case does not matter.
    public func fields(named name: some StringProtocol) -> [HeaderField] {
        fields.filter { $0.isNamed(name) }
    }

    /// The first field of a name, the topmost, or nil.
    ///
    /// - Parameter name: the name without the colon; case does not matter.
    public func first(named name: some StringProtocol) -> HeaderField? {
        fields.first { $0.isNamed(name) }
    }

    /// The last field of a name, or nil.
    ///
    /// - Parameter name: the name without the colon; case does not matter.
    public func last(named name: some StringProtocol) -> HeaderField? {
        fields.last { $0.isNamed(name) }
    }
}
