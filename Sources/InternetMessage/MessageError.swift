/// What is wrong with a header, a date or an identifier, or with a message that is to be built, and where.
///
/// Every parser of this module throws this one type and nothing else, whatever the bytes are.
public struct MessageError: Error, Hashable, Sendable {
    /// The kinds of mistake; complete, because each one names a rule that this module enforces.
    public enum Problem: Hashable, Sendable {
        /// The header goes on beyond the limit in octets.
        case headerTooLarge(limit: Int)
        /// The header has more fields than the limit.
        case tooManyFields(limit: Int)
        /// The octets are not exactly one header field.
        case notOneField
        /// A field name that is empty or has octets outside of printable ASCII, or a colon (RFC 5322, section 2.2).
        case malformedFieldName
        /// Text that is no date and time of RFC 5322, section 3.3 or 4.3.
        case malformedDate
        /// Text that is no message identifier of RFC 5322, section 3.6.4.
        case malformedIdentifier
        /// A message to be built has nobody in From (RFC 5322, section 3.6.2).
        case missingAuthor
        /// A message to be built has several authors, and no Sender that says which of them sent it (RFC 5322, section 3.6.2).
        case missingSender
        /// An address for a message to be built that no strict reader takes, or whose local part is not ASCII.
        case unwritableAddress
        /// The name of a field that a message builder writes itself, or never.
        case reservedFieldName
        /// Text that is no media type of RFC 2045, section 5.1, or is a multipart, for an attachment.
        case malformedMediaType
        /// An attached message of a kind that may not be encoded is no 7-bit data and cannot become it (RFC 2046, section 5.2).
        case unwritableAttachment
    }

    /// What is wrong.
    public let problem: Problem
    /// The offset in octets, from the start of what was parsed, at which it was noticed; 0 where that says nothing.
    public let offset: Int

    /// Makes an error.
    ///
    /// - Parameters:
    ///   - problem: what is wrong.
    ///   - offset: the offset in octets from the start of what was parsed, not negative.
    public init(_ problem: Problem, at offset: Int) {
        self.problem = problem
        self.offset = offset
    }
}

extension MessageError: CustomStringConvertible {
    /// One sentence for a person, without the offending text itself.
    public var description: String {
        let what =
            switch problem {
            case .headerTooLarge(let limit): "the header is larger than \(limit) octets"
            case .tooManyFields(let limit): "the header has more than \(limit) fields"
            case .notOneField: "it is not exactly one header field"
            case .malformedFieldName: "the field name is empty or has an octet that is not allowed"
            case .malformedDate: "it is no date and time"
            case .malformedIdentifier: "it is no message identifier"
            case .missingAuthor: "the message has no author"
            case .missingSender: "the message has several authors and no sender"
            case .unwritableAddress: "the address cannot stand in the header of a message"
            case .reservedFieldName: "the field is not one to be added"
            case .malformedMediaType: "it is no media type for an attachment"
            case .unwritableAttachment: "the attached message cannot be made 7-bit data"
            }
        return "\(what) (at offset \(offset))"
    }
}
