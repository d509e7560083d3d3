import Logging
import MailAddressing
import SMTPProtocol

/// What becomes of recipients whose time is over while they wait, and of those who wait long without an attempt.
extension MailQueue {
    /// Gives recipients up whose time is over, without another attempt, and tells the sender.
    ///
    /// The recipients are busy, and free when it ends.
    ///
    /// - Parameters:
    ///   - recipients: the recipients' indices; all of them wait.
    ///   - message: the envelope.
    ///   - content: the message's octets.
    func expire(_ recipients: [Int], of message: QueuedMessage, content: [UInt8]) async {
        let now = clock.now()
        var settlement = Settlement()
        addExpiry(of: recipients, message, to: &settlement, at: now)
        addReport(to: &settlement, of: message, content, at: now)
        await settle(settlement, item(for: recipients, of: message), of: message)
    }

    /// Looks at what has been due for long and has not begun, as its site is suspended or limited: gives up what is
    /// over, and tells senders of delays.
    ///
    /// Each goes by its site's schedule, or the standard one: what its last attempt met is not kept.
    ///
    /// - Parameters:
    ///   - recipients: recipients of one message, as the store knows them.
    ///   - id: the message.
    ///   - now: the time.
    /// - Returns: false when the message has to be looked at again, whatever a page of its recipients tells.
    /// - Throws: `QueueStoreError` when it cannot be read or recorded.
    func lookAfter(_ recipients: [Int], of id: MessageID, at now: WallTime) async throws(QueueStoreError) -> Bool {
        beginUse(of: id)
        defer { endUse(of: id) }
        guard let entry = try await soundMessage(id) else { return true }
        let (message, known) = (entry.message, active[id]?.recipients ?? entry.recipients)
        let waiting = recipients.filter { index in
            known.indices.contains(index) && known[index].state == .queued
                && active[id]?.busy.contains(index) != true && known[index].nextAttempt + Self.patience <= now
        }.map { index in
            let domain = routedDomain(of: index, in: message)
            return (index: index, schedule: configuration.retry.schedule(site: home(of: domain), domain: domain))
        }
        let over = waiting.filter { now >= message.end(by: $0.schedule) }.map(\.index)
        let late = waiting.filter { index, schedule in
            now < message.end(by: schedule) && isLate(index, of: message, by: schedule, at: now)
        }
        let concerned = over + late.map(\.index)
        let isDone = isDone(known, of: message, after: Set(concerned))
        guard !concerned.isEmpty else { return isDone }
        setBusy(concerned, of: id)
        guard let content = await contentForReport(of: message) else {
            scheduleQueued(setFree(concerned, of: id), of: id)
            return false
        }
        var settlement = Settlement()
        addExpiry(of: over, message, to: &settlement, at: now)
        addReport(to: &settlement, of: message, content, at: now)
        let delays = late.map { index, schedule in
            RecipientDelay(
                mailbox: message.recipients[index], index: index, lastReply: known[index].lastReply,
                since: message.firstAttempt, until: message.end(by: schedule))
        }
        addNotice(to: &settlement, on: delays, of: message, content, at: now)
        try await recordWaiting(settlement, concerned, of: message)
        return isDone
    }

    /// Whether a message need not be kept in mind: a page of its recipients tells when to look at them, or their sender
    /// was told of all.
    ///
    /// - Parameters:
    ///   - known: where its recipients stand.
    ///   - message: the envelope.
    ///   - concerned: those that are settled, or told of, with this look.
    private func isDone(_ known: [StoredRecipient], of message: QueuedMessage, after concerned: Set<Int>) -> Bool {
        guard message.deadlineOfNotice != nil || message.releaseAt != nil else { return true }
        return known.indices.allSatisfy { index in
            concerned.contains(index) || known[index].state.isSettled || known[index].isDelayReported
        }
    }

    /// Records what becomes of recipients without an attempt; the deliveries of those who wait on stay in their places.
    private func recordWaiting(
        _ settlement: Settlement, _ concerned: [Int], of message: QueuedMessage
    ) async throws(QueueStoreError) {
        let id = message.id
        defer { scheduleQueued(setFree(concerned, of: id), of: id) }
        guard !settlement.events.isEmpty else { return }
        let reports = settlement.reports
        try await store.commit(
            settlement.events.map { QueueChange.event(id, recipients: [$0.recipient], $0.event) }
                + reports.map { QueueChange.accept($0.message, content: $0.content) })
        for (index, event) in settlement.events { follow(event, of: message, recipients: [index]) }
        for report in reports {
            room.enter(recipients: report.message.recipients.count)
            accepted(report.message, content: report.content)
        }
        let settled = settlement.failures.map(\.recipient)
        if !settled.isEmpty { supersede(settled, of: id) }
    }

    private func addExpiry(
        of recipients: [Int], _ message: QueuedMessage, to settlement: inout Settlement, at now: WallTime
    ) {
        for index in recipients {
            let last = active[message.id]?.recipients[index].lastReply
            let outcome = DeliveryOutcome(
                .failed, reply: message.replyOfExpiry(after: last), isRemoteReply: false,
                detail: last.map { "said last: \($0)" })
            settlement.events.append(
                (
                    index,
                    RecipientEvent(.expired, at: now, reply: outcome.reply, detail: outcome.detail)
                ))
            let failure = RecipientFailure(
                mailbox: message.recipients[index], outcome: outcome, isExpired: true, lastAttempt: now, index: index)
            settlement.failures.append((index, failure))
        }
    }

    /// The octets of a message for a report on it, or nil where they cannot be read for now; nothing is read where no
    /// report is written.
    private func contentForReport(of message: QueuedMessage) async -> [UInt8]? {
        guard message.reversePath != .null, reporter != nil else { return [] }
        if let content = active[message.id]?.content { return content }
        let reading = share(message)
        defer { endSharing(message.id) }
        switch await reading.value {
        case .octets(let octets): return octets ?? []
        case .failed, .stopped: return nil
        }
    }

    /// A delivery that stands for recipients where there is none under way.
    private func item(for recipients: [Int], of message: QueuedMessage) -> DeliveryScheduler.Item {
        let domain = recipients.first.map { routedDomain(of: $0, in: message) } ?? ""
        let standing = message.standing
        return DeliveryScheduler.Item(
            message: message.id, recipients: recipients, site: home(of: domain), domain: domain,
            sender: standing.sender, priority: standing.priority)
    }
}

extension QueuedMessage {
    /// What is said in place of the other side when its time is over (RFC 3463: 5.4.7, delivery time expired).
    fileprivate func replyOfExpiry(after last: String?) -> SMTPReply {
        let why =
            switch (options.deliverBy?.mode, last) {
            case (.return?, _): "The time by which the message was to be delivered is over"
            case (_, nil): "The time for delivery is over, and no attempt could be made"
            default: "The time for delivery is over"
            }
        return SMTPReply(550, .init(5, 4, 7), why)
    }
}
