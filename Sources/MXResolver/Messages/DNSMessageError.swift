/// What is wrong with the octets of a DNS message, and where.
///
/// The reader of messages throws this one type and nothing else, whatever the octets are.
public struct DNSMessageError: Error, Hashable, Sendable {
    /// The kinds of mistake; complete, because each one names a check of the reader.
    public enum Problem: Hashable, Sendable {
        /// The message ends within a header, a name or a record.
        case unexpectedEnd
        /// A label of a kind that is neither text nor a pointer (RFC 1035, section 4.1.4; RFC 6891, section 5).
        case labelKind
        /// A compression pointer that does not lead to an earlier place, or one too many in a name.
        case pointer
        /// A name of more than 255 octets (RFC 1035, section 2.3.4).
        case nameTooLong
        /// Data of a record that are shorter or longer than the record says.
        case recordLength
        /// More than one question (RFC 9619).
        case questionCount
        /// A question of a class other than IN.
        case unsupportedClass
        /// More than one OPT record (RFC 6891, section 6.1.1).
        case repeatedOption
        /// A query where an answer must stand.
        case notAnAnswer
        /// An answer that says of itself that it is cut off.
        case cutOff
        /// Aliases that go in circles or on for too long.
        case aliasChain
        /// Records, but none of them about the name that was asked for.
        case unrelatedAnswer
    }

    /// What is wrong.
    public let problem: Problem
    /// The offset in octets from the start of the message at which it was noticed.
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

extension DNSMessageError: CustomStringConvertible {
    /// One sentence for a person, without octets of the message.
    public var description: String {
        let what =
            switch problem {
            case .unexpectedEnd: "the message ends too early"
            case .labelKind: "a label is of an unknown kind"
            case .pointer: "compression pointers of a name do not lead backwards or are too many"
            case .nameTooLong: "a name is longer than 255 octets"
            case .recordLength: "the data of a record do not have the length it says"
            case .questionCount: "there is more than one question"
            case .unsupportedClass: "the question is not of class IN"
            case .repeatedOption: "there is more than one OPT record"
            case .notAnAnswer: "it is no answer"
            case .cutOff: "it is cut off"
            case .aliasChain: "its aliases go in circles or are too many"
            case .unrelatedAnswer: "none of its records is about the question"
            }
        return "\(what) (at offset \(offset))"
    }
}
