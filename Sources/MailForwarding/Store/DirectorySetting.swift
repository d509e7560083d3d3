/// Something that a directory knows once; complete, as its store keeps no other.
public enum DirectorySetting: String, Hashable, Sendable, CaseIterable {
    /// The number of the next rule, so that none is ever given twice: 8 octets, the highest first.
    case nextRule = "next-rule"
    /// What rewritten senders are signed with: a secret.
    case senderRewriting = "sender-rewriting"
    /// What stands in for identifiers of messages that answer from behind an alias: a secret.
    case identifierMask = "identifier-mask"

    /// Whether its value is never shown.
    public var isSecret: Bool { self != .nextRule }
}
