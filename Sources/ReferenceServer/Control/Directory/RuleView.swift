import MailForwarding

/// What is shown of a rule; the names are part of the command line's promise.
struct RuleView: Codable, Hashable, Sendable {
    /// The number by which it is known, as `r12`.
    var rule: String
    /// The domain or the alias that it is for.
    var scope: String
    /// Its place among the others; lower goes first.
    var priority: Int32
    /// What a message must be.
    var condition: String
    /// What becomes of it.
    var action: String
    var isEnabled: Bool
    var note: String
    /// How often it counted for a message.
    var matches: UInt64

    /// Makes the view of a rule.
    ///
    /// - Parameters:
    ///   - rule: the rule.
    ///   - directory: the directory that it is in.
    init(_ rule: ForwardingRule, in directory: MailDirectory) {
        self.rule = rule.identifier.description
        scope = rule.scope.description
        priority = rule.priority
        condition = rule.condition.description
        action = rule.action.description
        isEnabled = rule.isEnabled
        note = rule.note
        matches = directory.count(of: .rule(rule.identifier))
    }
}

/// A page of the rules.
struct RulePageView: Codable, Hashable, Sendable {
    /// The rules by domain, those of a domain in the order in which they are asked.
    var entries: [RuleView]
    /// The domain that the next page follows; absent at the end.
    var next: String?
}
