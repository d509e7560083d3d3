public import MailAddressing

/// What the rules say of a message to one recipient.
public struct RuleVerdict: Hashable, Sendable {
    /// What becomes of the message; complete, as a server must have an answer for each.
    public enum Outcome: Hashable, Sendable {
        /// It goes to the alias's own targets and to these mailboxes, none of them twice.
        case forward(additional: [Mailbox])
        /// It goes to these mailboxes instead of the alias's own targets, none of them twice.
        case redirect([Mailbox])
        /// It is refused at its end, with 550 5.7.1 and the text; nil for a text of the server's.
        case block(text: String?)
        /// It is accepted and dropped.
        case discard
    }

    /// What becomes of the message.
    public let outcome: Outcome
    /// The rules that matched, in the order of their turns; the last one ended the judging if it did not forward.
    public let matched: [RuleIdentifier]
    /// What was looked at, for people: a line for each rule with its condition, and whether it matched.
    ///
    /// At most ``maximumExplanationCount`` lines; where there were more rules, a line says how many. The line of the
    /// rule that ended the judging is the last in any case. No line is longer than ``maximumLineLength``.
    public let explanation: [String]

    /// The most lines of an explanation, besides the two at its end.
    public static let maximumExplanationCount = 100
    /// The longest line of an explanation in Unicode scalars.
    public static let maximumLineLength = 500
}
