/// The parts of a message and how they lie in each other, found in one walk (RFC 2045, RFC 2046).
///
/// Parts are offsets into the message, which is never copied; as the headers are slices of it, a structure keeps its memory.
/// Any octets have a structure: what is broken is read the way the common readers of mail do and told in ``defects``.
///
/// - CRLF ends a line, and so does LF alone, as stored mail often has it.
/// - A header ends with an empty line, before a line that is no field, or before a delimiter.
/// - A delimiter line ends whatever is open inside of its multipart; the end of the message ends everything, and a delimiter
///   right before it begins no part.
/// - A line is a delimiter if behind the boundary, or the `--` of the closing one, it ends or goes on with a blank. Where it
///   could belong to several multiparts, the longest boundary counts, then the innermost.
/// - A message inside a message is walked too, unless it is encoded (``MIMEPart/isEncodedMessage``).
///
/// Time grows with the length of the message; lines that begin with `--` are held against every open boundary, of which
/// there are at most ``MIMEWalkLimits/maximumDepth``. Memory grows with the number of parts.
///
/// Known limits: a multipart that is itself encoded, which RFC 2045, section 6.4 forbids, is walked as it stands;
/// message/partial and message/external-body are single bodies.
public struct MIMEStructure: Hashable, Sendable {
    /// The parts in the order in which they begin, each before those inside of it; the first is the message itself.
    public let parts: [MIMEPart]
    /// What is not as it should be, in the order in which it was noticed.
    public let defects: [MIMEDefect]

    /// Walks a message.
    ///
    /// - Parameters:
    ///   - message: the whole message with its header. Making an array of a slice copies it; pass that same array to the
    ///     parts afterwards.
    ///   - limits: how far its structure is followed.
    /// - Throws: `MessageError` with the problem `headerTooLarge` or `tooManyFields` and the offset of the line, when the
    ///   header of the message or of one of its parts is beyond the limits; never for anything else.
    public init(parsing message: [UInt8], limits: MIMEWalkLimits = .standard) throws(MessageError) {
        var walker = MIMEWalker(message, limits: limits)
        try walker.run()
        parts = walker.parts
        defects = walker.defects
    }
}

extension MIMEStructure {
    /// The parts directly inside a part, in order.
    ///
    /// - Parameter part: one of ``parts``.
    public func children(of part: MIMEPart) -> [MIMEPart] {
        part.children.compactMap { parts.indices.contains($0) ? parts[$0] : nil }
    }

    /// The first part with a Content-ID, or nil.
    ///
    /// - Parameter identifier: the identifier without angle brackets, as a `cid:` URL has it once it is unescaped (RFC 2392).
    public func part(identifiedBy identifier: String) -> MIMEPart? {
        parts.first { $0.identifier == identifier }
    }
}
