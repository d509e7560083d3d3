import DeliveryQueue

/// What is known of suspensions in a trial, whatever ended a process in the midst of one.
struct SuspensionJournal: Sendable {
    /// What a target must be; complete.
    private enum Fate {
        /// Suspended, as somebody was told.
        case suspended
        /// Not suspended, as somebody was told.
        case resumed
        /// Either, as nobody was told.
        case unknown
    }

    private var fates: [SuspensionTarget: Fate] = [:]

    /// Notes that somebody asks for something of which nobody knows yet whether it is done.
    mutating func begin(_ target: SuspensionTarget) { fates[target] = .unknown }

    /// Notes that somebody was told that it is done.
    mutating func end(_ target: SuspensionTarget, isSuspended: Bool) {
        fates[target] = isSuspended ? .suspended : .resumed
    }

    /// Compares with what a queue has taken up.
    ///
    /// - Returns: what is wrong, a line each.
    func problems(_ suspensions: [Suspension]) -> [String] {
        let there = Set(suspensions.map(\.target))
        var problems = there.filter { fates[$0] == nil }.map { "\($0) was never suspended, and is" }
        for (target, fate) in fates {
            switch (fate, there.contains(target)) {
            case (.suspended, false): problems.append("\(target) was suspended, and is not")
            case (.resumed, true): problems.append("\(target) was resumed, and is suspended")
            default: break
            }
        }
        return problems.sorted()
    }
}
