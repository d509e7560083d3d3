/// What the end of a delivery has newly told of its path, for logs; complete.
public enum PathFinding: Hashable, Sendable {
    /// The site does not answer; one attempt at a time finds out when it does again.
    ///
    /// - Parameter next: when the next attempt may begin.
    case dead(next: WallTime)
    /// The site refuses everything from the source.
    ///
    /// - Parameters:
    ///   - reason: what it said.
    ///   - next: when the next attempt may begin.
    case blocked(reason: String, next: WallTime)
    /// The site asks for less; a pause, and then a rate that it bears.
    ///
    /// - Parameter next: when the next attempt may begin.
    case throttled(next: WallTime)
    /// The site, which did not answer or refused everything, takes mail again.
    case open
}

extension PathShaper {
    /// What has changed since the path was closed, or not, for a reason; nil where that says nothing new.
    ///
    /// - Parameter before: the reason before.
    func finding(since before: Closure) -> PathFinding? {
        guard closure != before else { return nil }
        let next = WallTime(milliseconds: closedUntil)
        switch closure {
        case .dead: return .dead(next: next)
        case .blocked: return .blocked(reason: refusals.first ?? "", next: next)
        case .throttled: return .throttled(next: next)
        case .none: return before == .dead || before == .blocked ? .open : nil
        case .noWay, .noRoom: return nil
        }
    }
}
