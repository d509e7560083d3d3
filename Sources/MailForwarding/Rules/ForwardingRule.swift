/// A rule for the mail to a domain or an alias: what a message must be, and what becomes of it then.
///
/// Guarantees: the texts of its condition and its action are within their bounds, a size is not negative, an action has
/// 1 to ``RuleAction/maximumMailboxCount`` mailboxes and none of them twice, and the note is one line.
public struct ForwardingRule: Hashable, Sendable {
    /// The number by which it is known.
    public let identifier: RuleIdentifier
    /// Which recipients it is for; the local part of an alias in lower case.
    public let scope: RuleScope
    /// When it has its turn: the lower number goes first, and of equal ones the rule with the lower identifier.
    public var priority: Int32
    /// What a message must be.
    public let condition: RuleCondition
    /// What becomes of it.
    public let action: RuleAction
    /// Whether it counts.
    public var isEnabled: Bool
    /// What people want to remember of it, at most ``maximumNoteLength`` octets.
    public let note: String

    /// The most octets of a note: a few sentences.
    public static let maximumNoteLength = 500

    /// Makes a rule.
    ///
    /// - Parameters:
    ///   - identifier: the number by which it is known.
    ///   - scope: which recipients it is for.
    ///   - priority: when it has its turn; lower goes first.
    ///   - condition: what a message must be.
    ///   - action: what becomes of it.
    ///   - isEnabled: whether it counts.
    ///   - note: what people want to remember of it, without control characters.
    /// - Throws: `ForwardingRuleError` with the bound that the condition, the action or the note does not keep.
    public init(
        identifier: RuleIdentifier, scope: RuleScope, priority: Int32 = 0, condition: RuleCondition,
        action: RuleAction, isEnabled: Bool = true, note: String = ""
    ) throws(ForwardingRuleError) {
        try condition.check()
        try action.check()
        guard note.utf8.count <= Self.maximumNoteLength else { throw .noteTooLong(limit: Self.maximumNoteLength) }
        guard !RuleText.hasControls(note) else { throw .controlCharacter }
        self.identifier = identifier
        self.scope = scope.folded
        self.priority = priority
        self.condition = condition
        self.action = action
        self.isEnabled = isEnabled
        self.note = note
    }
}

extension ForwardingRule: CustomStringConvertible {
    /// The rule in one line, without its note: `r12 for example.org: size over 5MiB: discard`.
    public var description: String {
        "\(identifier) for \(scope): \(condition): \(action)\(isEnabled ? "" : " (switched off)")"
    }
}
