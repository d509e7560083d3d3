/// Something in the structure of a message that is not as it should be, and how it was read nevertheless.
public struct MIMEDefect: Hashable, Sendable {
    /// The kinds of defect; complete, because each one names a rule by which the walk goes on.
    public enum Problem: Hashable, Sendable {
        /// A line `From ` of a mailbox file before the header (RFC 4155); it is skipped.
        case mailboxSeparator
        /// A line of a header, or a delimiter, ends with LF alone; it counts as a line end. Only the first is told.
        case bareLineFeed
        /// A line that is no field ends the header; the body begins with it.
        case malformedHeaderLine
        /// A Content-Type that cannot be read; the part is taken for one without it (RFC 2045, section 5.2).
        case malformedContentType
        /// A field that decides how the part is read stands more than once; the first one counts.
        case repeatedField
        /// A multipart without a boundary, or with one that no line can have; it is read as one body.
        case missingBoundary
        /// A multipart none of whose parts begins; its body is all preamble.
        case missingParts
        /// A multipart whose closing delimiter never comes; it ends where the one around it goes on, or with the message.
        case missingClosingDelimiter
        /// A multipart that is said to be encoded, which it may not be (RFC 2045, section 6.4); it is read as it stands.
        case encodedMultipart
        /// A transfer encoding that is not known; the body is left as it stands (RFC 2045, section 6.4).
        case unknownTransferEncoding
        /// Parts lie deeper in each other than the limit; what lies deeper is left in one body.
        case nestedTooDeeply(limit: Int)
        /// There are more parts than the limit; what comes behind is left where it stands.
        case tooManyParts(limit: Int)
    }

    /// What is wrong.
    public let problem: Problem
    /// The index, in ``MIMEStructure/parts``, of the part that has the defect.
    public let part: Int
    /// The offset in octets, from the start of the message, at which it was noticed.
    public let offset: Int

    /// Describes a defect.
    ///
    /// - Parameters:
    ///   - problem: what is wrong.
    ///   - part: the index of the part.
    ///   - offset: the offset in octets from the start of the message, not negative.
    public init(_ problem: Problem, inPart part: Int, at offset: Int) {
        self.problem = problem
        self.part = part
        self.offset = offset
    }
}

extension MIMEDefect: CustomStringConvertible {
    /// One sentence for a person, without any of the message itself.
    public var description: String {
        let what =
            switch problem {
            case .mailboxSeparator: "a line of a mailbox file stands before the header"
            case .bareLineFeed: "a line ends with LF alone"
            case .malformedHeaderLine: "a line that is no field ends the header"
            case .malformedContentType: "the content type cannot be read"
            case .repeatedField: "a field stands more than once"
            case .missingBoundary: "a multipart has no boundary"
            case .missingParts: "a multipart has no parts"
            case .missingClosingDelimiter: "a multipart is not closed"
            case .encodedMultipart: "a multipart is said to be encoded"
            case .unknownTransferEncoding: "the transfer encoding is not known"
            case .nestedTooDeeply(let limit): "parts lie more than \(limit) deep in each other"
            case .tooManyParts(let limit): "there are more than \(limit) parts"
            }
        return "\(what) (part \(part), at offset \(offset))"
    }
}
