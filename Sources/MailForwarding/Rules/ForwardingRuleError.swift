/// Why no rule can be made of its parts.
///
/// Complete: each case is a bound that every ``ForwardingRule`` keeps.
public enum ForwardingRuleError: Error, Hashable, Sendable {
    /// A text to compare with, or a reason, that is empty.
    case emptyText
    /// A text to compare with, or a reason, that has more octets of UTF-8 than the limit.
    case textTooLong(limit: Int)
    /// A control character or a line separator in a text, a reason or a note.
    case controlCharacter
    /// A reason with characters that are not ASCII, which no reply may have for every client (RFC 5321, section 4.2).
    case reasonNotASCII
    /// A list's identifier that is too long, begins or ends with a dot, or has blanks or angle brackets (RFC 2919).
    case malformedListIdentifier
    /// A size below zero.
    case negativeSize
    /// An action that sends to nobody.
    case noAddress
    /// An action that sends to more addresses than the limit.
    case tooManyAddresses(limit: Int)
    /// An action that sends to an address twice.
    case repeatedAddress
    /// A note that has more octets of UTF-8 than the limit.
    case noteTooLong(limit: Int)
}

extension ForwardingRuleError: CustomStringConvertible {
    /// One sentence for a person.
    public var description: String {
        switch self {
        case .emptyText: "the text is empty"
        case .textTooLong(let limit): "the text has more than \(limit) octets"
        case .controlCharacter: "there is a control character or a line separator in the text"
        case .reasonNotASCII: "the reason has characters that are not ASCII"
        case .malformedListIdentifier: "this is no identifier of a list"
        case .negativeSize: "the size is below zero"
        case .noAddress: "there is no address"
        case .tooManyAddresses(let limit): "there are more than \(limit) addresses"
        case .repeatedAddress: "an address is there twice"
        case .noteTooLong(let limit): "the note has more than \(limit) octets"
        }
    }
}
