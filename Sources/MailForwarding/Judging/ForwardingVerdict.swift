public import MailAddressing

/// What becomes of a message for a recipient.
public struct ForwardingVerdict: Hashable, Sendable {
    /// What becomes of it; complete, as a server must do each.
    public enum Outcome: Hashable, Sendable {
        /// It goes on to these, each once; never empty.
        case forward([Mailbox])
        /// It is refused, with this text where the rule has one.
        case refuse(text: String?)
        /// It is accepted and dropped.
        case discard
        /// Everybody that it would go on to is an alias that is not in use, or leads to itself: it is refused for now.
        case deadEnd
    }

    /// What becomes of it.
    public let outcome: Outcome
    /// The rules that counted, in their order.
    public let rules: [RuleIdentifier]
    /// Which rules were asked, and what each said, for people.
    public let explanation: [String]

    init(_ outcome: Outcome, _ verdict: RuleVerdict? = nil) {
        self.outcome = outcome
        rules = verdict?.matched ?? []
        explanation = verdict?.explanation ?? []
    }
}
