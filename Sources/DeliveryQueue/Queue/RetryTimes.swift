import SMTPProtocol

/// When the recipients of an attempt are tried again: those to whom the same happened together, as they go over one
/// connection then.
struct RetryTimes {
    /// What makes a difference.
    private struct Reason: Hashable {
        var schedule: RetrySchedule
        var retryAfter: Duration?
    }

    private let message: QueuedMessage
    private let attempts: Int
    private let now: WallTime
    private var known: [Reason: WallTime] = [:]

    /// Prepares times for an attempt.
    ///
    /// - Parameters:
    ///   - message: the envelope.
    ///   - attempts: how many attempts were made, at least one.
    ///   - now: the time.
    init(_ message: QueuedMessage, attempts: Int, at now: WallTime) {
        self.message = message
        self.attempts = attempts
        self.now = now
    }

    /// When a recipient is tried again: the last time when its time is over, and at a deadline of which the sender
    /// wants to be told.
    ///
    /// - Parameters:
    ///   - schedule: its schedule.
    ///   - retryAfter: how long the other side asks to wait.
    ///   - random: where the jitter comes from.
    mutating func next(
        by schedule: RetrySchedule, _ retryAfter: Duration?, using random: inout some RandomNumberGenerator
    ) -> WallTime {
        let reason = Reason(schedule: schedule, retryAfter: retryAfter)
        if let time = known[reason] { return time }
        let wait = RetryRules.wait(by: schedule, afterAttempts: attempts, retryAfter: retryAfter, using: &random)
        var time = min(now + wait, max(message.end(by: schedule), now + .seconds(1)))
        if let deadline = message.deadlineOfNotice, deadline > now { time = min(time, deadline) }
        known[reason] = time
        return time
    }
}

extension QueuedMessage {
    /// When a recipient is given up.
    ///
    /// - Parameter schedule: the recipient's schedule. After an attempt it may be that of what the attempt met; that is
    ///   not kept, so for a recipient that only waits it is its site's, or the standard one.
    func end(by schedule: RetrySchedule) -> WallTime { min(expiresAt, firstAttempt + schedule.expiry) }

    /// The deadline of which the sender wants to be told when it has passed (`BY` with `N`, RFC 2852).
    var deadlineOfNotice: WallTime? {
        guard let deadline = options.deliverBy, deadline.mode == .notify else { return nil }
        return acceptedAt + .seconds(deadline.seconds)
    }

    /// Whether it must not be delivered any more: its deadline is over after which it comes back (`BY` with `R`, RFC
    /// 2852).
    ///
    /// - Parameter now: the time.
    func isTooLate(at now: WallTime) -> Bool { options.deliverBy?.mode == .return && now >= expiresAt }
}
