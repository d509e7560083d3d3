/// Whether a message goes in circles; complete, as a caller must have an answer for each.
public enum LoopVerdict: Hashable, Sendable {
    /// It does not, as far as its header shows.
    case none
    /// It was forwarded by this alias before.
    case alreadyDelivered
    /// It passed more servers than any message does that goes straight.
    case tooManyHops
}

extension LoopVerdict: CustomStringConvertible {
    /// One sentence for a person.
    public var description: String {
        switch self {
        case .none: "the message does not go in circles"
        case .alreadyDelivered: "the message was forwarded by this alias before"
        case .tooManyHops: "the message passed too many servers"
        }
    }
}
