import DeliveryQueue
import SMTPProtocol

/// Checks that nothing comes before its release, or long after its time. What counts is what senders have asked for,
/// and not what the queue makes of it.
extension OrderWatch {
    /// How long a recipient whose time is over may wait until the queue gives it up, where nothing delays that, in
    /// milliseconds: it goes over them every 15 minutes, and attempts under way come to their end.
    private static let timeToGiveUp: Int64 = 45 * 60_000
    /// How long it may take from the last look at a deadline to the attempt, in milliseconds.
    private static let timeToBegin: Int64 = 5_000

    /// Checks the release of a message that is tried.
    func checkRelease(_ attempt: DeliveryAttempt) {
        let message = attempt.message
        guard let release = release(of: message), time.latestWall < release, !isHurried(message.id) else { return }
        journal.note(.order, "\(message.id) is tried before its release")
    }

    /// Checks the deadline of a message that is about to be tried: the queue looks at it before each attempt.
    func checkDeadline(_ attempt: DeliveryAttempt, since began: VirtualTime.Moment) {
        let message = attempt.message
        guard let deadline = deadline(of: message), isOver(deadline, for: Self.timeToBegin, since: began) else {
            return
        }
        journal.note(.order, "\(message.id) is tried after its deadline")
    }

    /// Checks that a message that is tried, or taken by a receiver, was not to be given up long ago.
    ///
    /// - Parameters:
    ///   - attempt: the attempt.
    ///   - began: when the process began.
    func checkEnd(_ attempt: DeliveryAttempt, since began: VirtualTime.Moment) {
        let message = attempt.message
        // What people want tried is tried once more, whenever that is.
        guard !isHurried(message.id) else { return }
        let kept = max(release(of: message) ?? message.acceptedAt, message.acceptedAt) + expiry
        let end = min(kept, deadline(of: message) ?? kept)
        guard isOver(end, for: Self.timeToGiveUp + patience, since: began) else { return }
        journal.note(.order, "\(message.id) goes on, though its time was over at \(end)")
    }

    /// Whether a moment has passed by more than some time, in which nothing kept the queue from seeing that.
    private func isOver(_ moment: WallTime, for length: Int64, since began: VirtualTime.Moment) -> Bool {
        guard time.wall.milliseconds - moment.milliseconds > length, disk.fault == nil else { return false }
        return time.now - max(time.lastJump, disk.lastFault, began) > length
    }

    /// Before when a message must not go, by its sender's word.
    private func release(of message: QueuedMessage) -> WallTime? {
        journal.submissions[message.origin]?.options.futureRelease.map {
            WallTime(milliseconds: $0.moment(from: message.acceptedAt.seconds) * 1_000)
        }
    }

    /// After when a message must not go, by its sender's word.
    private func deadline(of message: QueuedMessage) -> WallTime? {
        guard let deadline = journal.submissions[message.origin]?.options.deliverBy, deadline.mode == .return else {
            return nil
        }
        return message.acceptedAt + .seconds(deadline.seconds)
    }
}
