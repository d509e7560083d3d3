public import MailAddressing

/// What is wrong in the written form of a rule's condition, action or identifier, where, and what is accepted there.
public struct RuleTextError: Error, Hashable, Sendable {
    /// The kinds of mistake; complete, because each one names a rule of the written forms.
    public enum Problem: Hashable, Sendable {
        /// Nothing stands where something must.
        case empty
        /// The whole text has more octets than any condition or action needs.
        case tooLong(limit: Int)
        /// A word that has no meaning at this place.
        case unknownWord
        /// Something stands behind what is complete.
        case unexpectedText
        /// A text in quotes that does not end.
        case unterminatedQuote
        /// A size that is no number, or has a unit that is not known.
        case malformedSize
        /// A size that is too large to be counted.
        case sizeTooLarge
        /// What is no mailbox, and why; the offset in the reason counts from the start of the mailbox.
        case malformedAddress(AddressError)
        /// What is no domain, and why; the offset in the reason counts from the start of the domain.
        case malformedDomain(AddressError)
        /// What is no identifier of a rule.
        case malformedIdentifier
        /// It can be read, and no rule can have it.
        case unusable(ForwardingRuleError)
    }

    /// What is wrong.
    public let problem: Problem
    /// The offset in octets of UTF-8, from the start of what was parsed, at which it was noticed.
    public let offset: Int
    /// What is accepted there, for people, in the manner of `size over SIZE or size under SIZE`.
    public let accepted: String

    /// Makes an error.
    ///
    /// - Parameters:
    ///   - problem: what is wrong.
    ///   - offset: the offset in octets from the start of the parsed text, not negative.
    ///   - accepted: what is accepted there.
    public init(_ problem: Problem, at offset: Int, accepted: String) {
        self.problem = problem
        self.offset = offset
        self.accepted = accepted
    }
}

extension RuleTextError: CustomStringConvertible {
    /// What is wrong, where, and what is accepted, in one sentence without the offending text itself.
    public var description: String { "\(problem) (at offset \(offset)); accepted is \(accepted)" }
}

extension RuleTextError.Problem: CustomStringConvertible {
    /// What is wrong, for people.
    public var description: String {
        switch self {
        case .empty: "something is missing"
        case .tooLong(let limit): "the text has more than \(limit) octets"
        case .unknownWord: "the word is not known here"
        case .unexpectedText: "there is something behind the end"
        case .unterminatedQuote: "a text in quotes does not end"
        case .malformedSize: "the size cannot be read"
        case .sizeTooLarge: "the size is too large"
        case .malformedAddress(let error): "the address cannot be read: \(error)"
        case .malformedDomain(let error): "the domain cannot be read: \(error)"
        case .malformedIdentifier: "this is no identifier of a rule"
        case .unusable(let error): "\(error)"
        }
    }
}
