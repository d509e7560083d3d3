import Logging

/// What follows where the store does not take or give what an attempt needs.
extension MailQueue {
    /// Tries later what could not be read, or not even be recorded as begun; that counts as no attempt.
    ///
    /// The waits grow as those between attempts do, by a count of their own. A message whose time is over stays in the
    /// queue all the same, as nothing can be recorded; it is tried at the longest interval only.
    ///
    /// - Parameters:
    ///   - item: the delivery.
    ///   - expiresAt: when the queue gives the message up, if that is known.
    func postpone(_ item: DeliveryScheduler.Item, expiresAt: WallTime? = nil) {
        let (item, now) = (item.postponed, clock.now())
        let isOver = expiresAt.map { now >= $0 } ?? false
        let wait =
            isOver
            ? configuration.retry.standard.longestDelay(using: &random)
            : configuration.retry.standard.delay(afterAttempts: Int(item.postponements), using: &random)
        scheduler.add(item, due: now + wait)
    }

    /// Reads anew where the recipients of a delivery stand, and goes on from there.
    ///
    /// The store has said that an event cannot happen to them. They are busy, and free when it ends.
    ///
    /// - Parameters:
    ///   - item: the delivery.
    ///   - expiresAt: when the queue gives the message up.
    func lookAgain(_ item: DeliveryScheduler.Item, expiresAt: WallTime) async {
        let id = item.message
        do throws(QueueStoreError) {
            try await readAnew(item.recipients, of: id)
        } catch {
            let about: Logger.Metadata = ["id": "\(id)", "reason": "\(error)"]
            logger.error("A message could not be read after the store has refused an event", metadata: about)
            setFree(item.recipients, of: id)
            guard !error.isOfDamage, error.kind != .stopped else { return }
            abandoned[id, default: []].formUnion(item.recipients)
            return postpone(item, expiresAt: expiresAt)
        }
        setFree(item.recipients, of: id)
        guard let recipients = active[id]?.recipients else { return }
        let now = clock.now()
        scheduleQueued(item.recipients.filter { recipients[$0].nextAttempt > now }, of: id)
        // What is due is not tried at once: a store that contradicts itself would be asked without end.
        var due = item
        due.recipients = item.recipients.filter { recipients[$0].state == .queued && recipients[$0].nextAttempt <= now }
        if !due.recipients.isEmpty { postpone(due, expiresAt: expiresAt) }
        let stuck = item.recipients.filter { recipients[$0].state == .attempting }
        if !stuck.isEmpty { abandoned[id, default: []].formUnion(stuck) }
    }
}
