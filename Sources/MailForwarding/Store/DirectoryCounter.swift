public import MailAddressing

/// Something that is counted in a directory; complete, as every store has to know each.
public enum DirectoryCounter: Hashable, Sendable {
    /// How often a rule counted for a message.
    case rule(RuleIdentifier)
    /// What became of messages at an alias.
    case alias(Mailbox, AliasOutcome)
}

/// What became of a message at an alias; complete.
public enum AliasOutcome: String, Hashable, Sendable, CaseIterable {
    /// It went on.
    case forwarded
    /// It was an answer that went out from behind the alias.
    case answered
    /// It was refused, by a rule or since the alias is not in use.
    case refused
    /// It was accepted and dropped.
    case discarded
}
