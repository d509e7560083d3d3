/// Whether something may begin now, and if not, when to ask again; complete.
enum PathGate: Hashable, Sendable {
    /// It may begin.
    case open
    /// Not before one of those under way ends; there is at least one.
    case whenOneEnds
    /// Not before that moment, which lies ahead.
    case notBefore(WallTime)
}
