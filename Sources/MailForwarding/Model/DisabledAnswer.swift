/// What becomes of mail to an alias that is not in use; complete, as a server must have an answer for each.
public enum DisabledAnswer: String, Hashable, Sendable, CaseIterable {
    /// It is refused for good.
    case refuse
    /// It is refused for now: the sender tries again, for days.
    case `defer`
    /// It is accepted and dropped, so that nobody learns that the alias is not in use.
    case discard
}
