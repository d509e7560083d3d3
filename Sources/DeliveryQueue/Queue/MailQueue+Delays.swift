import Logging
import MailAddressing
import SMTPProtocol

/// How senders hear that a message has not arrived yet, once for each recipient.
extension MailQueue {
    /// Adds the notice on recipients that are deferred for long now, and to the ledger that it was sent.
    func addNotice(
        to settlement: inout Settlement, _ outcomes: [DeliveryOutcome], of item: DeliveryScheduler.Item,
        _ message: QueuedMessage, _ content: [UInt8], at now: WallTime
    ) {
        let deferred = Set(settlement.events.filter { $0.event.kind == .deferred }.map(\.recipient))
        let held = Set(settlement.events.filter { $0.event.kind == .held }.map(\.recipient))
        var delays: [RecipientDelay] = []
        for (index, outcome) in zip(item.recipients, outcomes) where deferred.contains(index) && !held.contains(index) {
            let schedule = configuration.retry.schedule(for: outcome.errorClass, site: item.site, domain: item.domain)
            guard isLate(index, of: message, by: schedule, at: now) else { continue }
            delays.append(
                RecipientDelay(
                    mailbox: message.recipients[index], index: index, lastReply: outcome.reply.description,
                    outcome: outcome, since: message.firstAttempt, until: message.end(by: schedule)))
        }
        addNotice(to: &settlement, on: delays, of: message, content, at: now)
    }

    /// Adds the notice on recipients, where somebody is to be told.
    func addNotice(
        to settlement: inout Settlement, on delays: [RecipientDelay], of message: QueuedMessage, _ content: [UInt8],
        at now: WallTime
    ) {
        guard !delays.isEmpty, let reporter,
            let submission = reporter.delayReport(delays, of: message, content: content, at: now)
        else { return }
        let notice = queued(submission)
        settlement.notice = notice
        let event = RecipientEvent(
            .delayReported, at: now, detail: "the sender is told of the delay by \(notice.message.id)",
            report: notice.message.id)
        settlement.events += delays.map { ($0.index, event) }
        logger.debug("A delay is reported", metadata: ["id": "\(message.id)", "report": "\(notice.message.id)"])
    }

    /// Whether the sender is to be told now that a recipient is late.
    func isLate(_ recipient: Int, of message: QueuedMessage, by schedule: RetrySchedule, at now: WallTime) -> Bool {
        guard message.reversePath != .null, reporter != nil,
            let known = active[message.id]?.recipients, known.indices.contains(recipient),
            !known[recipient].isDelayReported, let due = message.noticeDue(by: schedule)
        else { return false }
        return now >= due
    }
}

extension QueuedMessage {
    /// When its sender is told that it has not arrived yet, or nil for never: at its own deadline, where there is one.
    ///
    /// - Parameter schedule: the recipient's schedule.
    func noticeDue(by schedule: RetrySchedule) -> WallTime? {
        if let deadlineOfNotice { return deadlineOfNotice }
        return schedule.delayNotice.map { firstAttempt + $0 }
    }
}
