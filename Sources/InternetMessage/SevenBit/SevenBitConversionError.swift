/// Why a message cannot be converted to 7-bit data, and where that was noticed.
public struct SevenBitConversionError: Error, Hashable, Sendable {
    /// The reasons; complete, because each one names a rule of the conversion.
    public enum Problem: Hashable, Sendable {
        /// A header, of the message or of a part, has octets over 127; such mail needs SMTPUTF8 (RFC 6531), if it is UTF-8.
        case eightBitHeader
        /// A header has a NUL, a CR or LF outside of CRLF, or a line over 998 octets (RFC 5322, section 2.1.1).
        case malformedHeader
        /// A header goes beyond a limit; the problem is `headerTooLarge` or `tooManyFields`.
        case headerOverLimit(MessageError.Problem)
        /// A part has several Content-Type or Content-Transfer-Encoding fields that contradict each other.
        case contradictoryHeader
        /// A part is labelled as encoded, or in an encoding that is not known, and is no 7-bit data (RFC 2045, section 6.4).
        case alreadyEncoded
        /// What is signed or encrypted (RFC 1847, section 2) is no 7-bit data; converting it would break the signature.
        case signedOrEncrypted
        /// A kind of message that may not be encoded, such as message/partial (RFC 2046, section 5.2), is no 7-bit data.
        case unconvertibleType
        /// A multipart with no boundary, or none of whose parts begins, is no 7-bit data; or its delimiters are too long, or
        /// could be those of a multipart around it (RFC 2046, section 5.1.1).
        case brokenMultipart
        /// Multiparts and messages lie deeper in each other than the limit; the offset is that of the one too deep.
        case nestedTooDeeply(limit: Int)
    }

    /// What is wrong.
    public let problem: Problem
    /// The offset in octets, from the start of the message, of the first octet that cannot be converted.
    public let offset: Int

    /// Makes an error.
    ///
    /// - Parameters:
    ///   - problem: what is wrong.
    ///   - offset: the offset in octets from the start of the message, not negative.
    public init(_ problem: Problem, at offset: Int) {
        self.problem = problem
        self.offset = offset
    }
}

extension SevenBitConversionError: CustomStringConvertible {
    /// One sentence for a person, without any of the message itself.
    public var description: String {
        let what =
            switch problem {
            case .eightBitHeader: "a header has 8-bit octets"
            case .malformedHeader: "a header has a NUL, a stray CR or LF, or a line over 998 octets"
            case .headerOverLimit(.headerTooLarge(let limit)): "a header is larger than \(limit) octets"
            case .headerOverLimit(.tooManyFields(let limit)): "a header has more than \(limit) fields"
            case .headerOverLimit: "a header is beyond a limit"
            case .contradictoryHeader: "the header fields of a part contradict each other"
            case .alreadyEncoded: "a part that is labelled as encoded is not"
            case .signedOrEncrypted: "a signature or encryption would break"
            case .unconvertibleType: "a part is of a type that may not be encoded"
            case .brokenMultipart: "a multipart has no usable boundary"
            case .nestedTooDeeply(let limit): "parts lie more than \(limit) deep in each other"
            }
        return "\(what) (at offset \(offset))"
    }
}
