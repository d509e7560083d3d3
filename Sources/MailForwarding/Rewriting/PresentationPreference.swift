/// How the owner of an alias wants the authors of forwarded messages to be shown; complete, as there are these three
/// ways.
public enum PresentationPreference: String, Hashable, Sendable, CaseIterable {
    /// As they are wherever receivers will take the message so, otherwise rewritten.
    case automatic
    /// As they are, even if receivers refuse the message then.
    case alwaysKept
    /// Rewritten, so that each answer goes through the alias.
    case alwaysRewritten
}
