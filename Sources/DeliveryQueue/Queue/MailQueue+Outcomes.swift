import Logging
import MailAddressing
import SMTPProtocol

extension MailQueue {
    /// Records the outcomes and, with them, the report to the sender, and the attempt's beginning if nobody did.
    ///
    /// Where there is no room for the report, what needs none is recorded before. The recipients are busy, and free
    /// when their part is recorded or given up.
    func settle(
        _ item: DeliveryScheduler.Item, _ outcomes: [DeliveryOutcome], of message: QueuedMessage, content: [UInt8],
        unrecorded: RecipientEvent?
    ) async {
        let now = clock.now()
        var settlement = judge(outcomes, of: item, message, attempts: attempts(of: item, unrecorded), at: now)
        addReport(to: &settlement, of: message, content, at: now)
        addNotice(to: &settlement, outcomes, of: item, message, content, at: now)
        addReceipt(to: &settlement, outcomes, of: item, message, content, at: now)
        await settle(settlement, item, of: message, unrecorded: unrecorded)
    }

    /// Records a settlement: as a whole, or what needs no report before the rest where there is no room for all.
    ///
    /// The recipients are busy, and free when their part is recorded or given up.
    func settle(
        _ settlement: Settlement, _ item: DeliveryScheduler.Item, of message: QueuedMessage,
        unrecorded: RecipientEvent? = nil
    ) async {
        let whole = settlement.withReceiptNamed
        if await settle(item, whole, of: message, unrecorded, mayBeDivided: settlement.isDivisible) { return }
        if settlement.receipt != nil {
            logger.notice("There is no room to tell a sender of a success", metadata: ["id": "\(message.id)"])
        }
        for part in Settlement.Part.allCases.map(settlement.part) where !part.events.isEmpty {
            _ = await settle(item, part, of: message, unrecorded, mayBeDivided: false)
        }
    }

    /// Records a settlement, and follows it.
    ///
    /// - Returns: false when nothing was done, as it is better divided.
    private func settle(
        _ item: DeliveryScheduler.Item, _ settlement: Settlement, of message: QueuedMessage,
        _ unrecorded: RecipientEvent?, mayBeDivided: Bool
    ) async -> Bool {
        let concerned = Set(settlement.events.map(\.recipient))
        var item = item
        item.recipients = item.recipients.filter { concerned.contains($0) }
        var changes = unrecorded.map { [QueueChange.event(item.message, recipients: item.recipients, $0)] } ?? []
        changes += settlement.events.map { QueueChange.event(item.message, recipients: [$0.recipient], $0.event) }
        // The events name them, so they are accepted together.
        let reports = settlement.reports
        changes += reports.map { QueueChange.accept($0.message, content: $0.content) }
        switch await record(changes, of: item.message, endsWhenFull: mayBeDivided) {
        case .recorded: break
        case .full: return false
        case .givenUp(let kind):
            await giveUp(item, of: message, kind)
            return true
        }
        if let unrecorded { follow(unrecorded, of: message, recipients: item.recipients) }
        for (index, event) in settlement.events { follow(event, of: message, recipients: [index]) }
        for report in reports {
            // Reports always find room.
            room.enter(recipients: report.message.recipients.count)
            accepted(report.message, content: report.content)
        }
        // A delivery whose time comes leaves recipients alone that are marked.
        setFree(item.recipients, of: item.message)
        scheduleQueued(item.recipients, of: item.message)
        return true
    }

    /// How many attempts the recipients of a delivery had, this one included: the most of any.
    private func attempts(of item: DeliveryScheduler.Item, _ unrecorded: RecipientEvent?) -> Int {
        guard let recipients = active[item.message]?.recipients else { return 1 }
        return (item.recipients.map { recipients[$0].attempts }.max() ?? 1) + (unrecorded == nil ? 0 : 1)
    }

    private func judge(
        _ outcomes: [DeliveryOutcome], of item: DeliveryScheduler.Item, _ message: QueuedMessage, attempts: Int,
        at now: WallTime
    ) -> Settlement {
        // What we cut short ourselves, to stop, is due again at once.
        let isCutShort = Task.isCancelled && outcomes.allSatisfy { !$0.isRemoteReply }
        var retries = RetryTimes(message, attempts: attempts, at: now)
        var settlement = Settlement()
        for (index, outcome) in zip(item.recipients, outcomes) {
            var event = RecipientEvent(
                .delivered, at: now, reply: outcome.reply, host: outcome.host, detail: outcome.detail,
                isAmbiguous: outcome.isAmbiguous)
            let isHeld = outcome.isAmbiguous && configuration.ambiguous == .hold
            let schedule = configuration.retry.schedule(for: outcome.errorClass, site: item.site, domain: item.domain)
            switch outcome.kind {
            case .delivered: settlement.events.append((index, event))
            case .deferred where now < message.end(by: schedule) || isHeld:
                event.kind = .deferred
                event.nextAttempt =
                    isCutShort ? now : retries.next(by: schedule, outcome.retryAfter, using: &random)
                settlement.events.append((index, event))
                if isHeld { settlement.events.append((index, .heldByPolicy(at: now))) }
            case .deferred, .failed:
                event.kind = outcome.kind == .failed ? .bounced : .expired
                settlement.events.append((index, event))
                let failure = RecipientFailure(
                    mailbox: message.recipients[index], outcome: outcome, isExpired: outcome.kind == .deferred,
                    lastAttempt: now, index: index)
                settlement.failures.append((index, failure))
            }
        }
        return settlement
    }

    /// Adds the report to the sender, and to the ledger where it went, or that nobody is told.
    func addReport(to settlement: inout Settlement, of message: QueuedMessage, _ content: [UInt8], at now: WallTime) {
        guard !settlement.failures.isEmpty else { return }
        var told = settlement.failures.filter { message.wantsToHear(of: .failure, recipient: $0.recipient) }
        if !told.isEmpty { settlement.report = makeReport(told.map(\.failure), of: message, content, at: now) }
        let isUnproven = !told.isEmpty && message.reversePath != .null && settlement.report == nil && reporter != nil
        if let report = settlement.report {
            // The trace leads from the failure to its report.
            settlement.name(report.message.id, for: Set(told.map(\.recipient)))
        } else {
            told = []
            logger.notice(
                "A failure is reported to nobody",
                metadata: ["id": "\(message.id)", "senderProof": "\(message.senderProof.rawValue)"])
        }
        let isTold = Set(told.map(\.recipient))
        let reason = isUnproven ? reporter?.reasonForSilence(on: message, at: now) : nil
        let dropped = RecipientEvent(
            .reportDropped, at: now, detail: reason ?? message.reasonForSilence(isUnproven: isUnproven))
        for (recipient, _) in settlement.failures where !isTold.contains(recipient) {
            settlement.events.append((recipient, dropped))
        }
    }

    private func makeReport(
        _ failures: [RecipientFailure], of message: QueuedMessage, _ content: [UInt8], at now: WallTime
    ) -> (message: QueuedMessage, content: QueueContent)? {
        // A report of a report is never written (RFC 5321, section 6.1).
        guard message.reversePath != .null, let reporter,
            let submission = reporter.report(failures, of: message, content: content, at: now)
        else { return nil }
        return queued(submission)
    }
}

extension QueuedMessage {
    /// Why nobody is told of a failure, for people.
    ///
    /// - Parameter isUnproven: whether somebody wanted to be told, and no report was written all the same.
    fileprivate func reasonForSilence(isUnproven: Bool) -> String {
        guard isUnproven else { return "nobody is to be told of this failure" }
        return senderProof == .missing
            ? "nobody is told of this failure, as nothing shows that the message came from its sender"
            : "nobody is told of this failure, as what speaks for its sender is not enough (\(senderProof.rawValue))"
    }

    /// Whether its sender wants to hear of something: of failures and delays also where nothing is said (RFC 3461,
    /// section 4.1).
    func wantsToHear(of condition: NotifyConditions, recipient: Int) -> Bool {
        guard let notify = self.recipient(at: recipient).options.notify else { return condition != .success }
        return notify.contains(condition)
    }
}

extension RecipientEvent {
    /// A recipient is held as nobody knows whether its last attempt has delivered the message, and the policy says so.
    ///
    /// - Parameter time: when.
    static func heldByPolicy(at time: WallTime) -> RecipientEvent {
        let why = "held, as the last attempt may have delivered the message"
        return RecipientEvent(.held, at: time, detail: "\(why): release it to send it again, or cancel it")
    }
}
