import Logging
import MailAddressing
import SMTPProtocol

extension MailQueue {
    /// Carries out one delivery: records its beginning, has it tried, records the outcome.
    func attempt(_ item: DeliveryScheduler.Item) async {
        guard let entry = active[item.message] else { return }
        let began = RecipientEvent(.attemptBegan, at: clock.now())
        let (store, logger) = (store, logger)
        let record = AttemptRecord {
            do throws(QueueStoreError) {
                try await store.commit([.event(item.message, recipients: item.recipients, began)])
                return true
            } catch {
                logger.error("An attempt could not be recorded", metadata: ["reason": "\(error)"])
                return false
            }
        }
        let outcomes: [DeliveryOutcome]
        var content = entry.content
        do throws(QueueStoreError) {
            if content == nil { content = try await store.content(of: item.message) }
            outcomes = await outcomesOfAttempt(item, entry.message, content, record)
        } catch {
            logger.error("A message could not be read", metadata: ["id": "\(item.message)", "reason": "\(error)"])
            outcomes = deferral(of: item, because: "The message could not be read from the store")
        }
        let isRecorded = await record.close()
        if isRecorded, await !record.value() {
            postpone(item)
            return
        }
        note(began, item)
        await settle(item, outcomes, content: content ?? [], unrecorded: isRecorded ? nil : began)
    }

    private func outcomesOfAttempt(
        _ item: DeliveryScheduler.Item, _ message: QueuedMessage, _ content: [UInt8]?, _ record: AttemptRecord
    ) async -> [DeliveryOutcome] {
        guard let content else {
            let reply = SMTPReply(550, .init(5, 6, 0), "The message's content is no longer there")
            return item.recipients.map { _ in DeliveryOutcome(.failed, reply: reply, isRemoteReply: false) }
        }
        let attempt = DeliveryAttempt(
            message: message, recipients: item.recipients, content: content, awaitRecord: { await record.value() })
        let outcomes = await deliverer.deliver(attempt)
        guard outcomes.count == item.recipients.count else {
            return deferral(of: item, because: "The deliverer answered for \(outcomes.count) recipients")
        }
        return outcomes
    }

    private func deferral(of item: DeliveryScheduler.Item, because reason: String) -> [DeliveryOutcome] {
        let reply = SMTPReply(451, .init(4, 3, 0), reason)
        return item.recipients.map { _ in DeliveryOutcome(.deferred, reply: reply, isRemoteReply: false) }
    }

    /// Records the outcomes and, with them, the report to the sender, and the attempt's beginning if nobody did.
    private func settle(
        _ item: DeliveryScheduler.Item, _ outcomes: [DeliveryOutcome], content: [UInt8], unrecorded: RecipientEvent?
    ) async {
        guard let entry = active[item.message] else { return }
        let now = clock.now()
        let attempts = item.recipients.map { entry.recipients[$0].attempts }.max() ?? 1
        let delay = configuration.retry.delay(afterAttempts: attempts, using: &random)
        // What we cut short ourselves, to stop, is due again at once.
        let wait = Task.isCancelled && outcomes.allSatisfy { !$0.isRemoteReply } ? .zero : delay
        let next = min(now + wait, max(entry.message.expiresAt, now + .seconds(1)))
        var events: [(recipient: Int, event: RecipientEvent)] = []
        var failures: [(recipient: Int, failure: RecipientFailure)] = []
        for (index, outcome) in zip(item.recipients, outcomes) {
            var event = RecipientEvent(
                .delivered, at: now, reply: outcome.reply, host: outcome.host, detail: outcome.detail)
            switch outcome.kind {
            case .delivered: break
            case .deferred where now < entry.message.expiresAt:
                event.kind = .deferred
                event.nextAttempt = next
            case .deferred, .failed:
                event.kind = outcome.kind == .failed ? .bounced : .expired
                let failure = RecipientFailure(
                    mailbox: entry.message.recipients[index], outcome: outcome, isExpired: outcome.kind == .deferred,
                    lastAttempt: now)
                failures.append((index, failure))
            }
            events.append((index, event))
        }
        let report = failures.isEmpty ? nil : makeReport(failures.map(\.failure), of: entry.message, content, at: now)
        if let report {
            // The trace leads from the failure to its report.
            for index in events.indices where failures.contains(where: { $0.recipient == events[index].recipient }) {
                let told = "the sender is told by \(report.message.id)"
                events[index].event.detail = [events[index].event.detail, told].compactMap { $0 }.joined(
                    separator: "; ")
            }
        }
        var changes = unrecorded.map { [QueueChange.event(item.message, recipients: item.recipients, $0)] } ?? []
        changes += events.map { QueueChange.event(item.message, recipients: [$0.recipient], $0.event) }
        if let report {
            changes.append(.accept(report.message, content: report.content))
        } else if !failures.isEmpty {
            let dropped = RecipientEvent(.reportDropped, at: now, detail: "nobody is to be told of this failure")
            changes.append(.event(item.message, recipients: failures.map(\.recipient), dropped))
            logger.notice("A failure is reported to nobody", metadata: ["id": "\(item.message)"])
        }
        guard await record(changes) else { return }
        for (index, event) in events {
            active[item.message]?.recipients[index] = entry.recipients[index].after(event)
            observer?.recorded(event, of: entry.message, recipients: [index])
        }
        if let report { accepted(report.message, content: report.content) }
        release(item, deferred: events.filter { $0.event.kind == .deferred }.map(\.recipient))
    }

    private func makeReport(
        _ failures: [RecipientFailure], of message: QueuedMessage, _ content: [UInt8], at now: WallTime
    ) -> (message: QueuedMessage, content: [UInt8])? {
        // A report of a report is never written (RFC 5321, section 6.1).
        guard message.reversePath != .null, let reporter,
            let submission = reporter.report(failures, of: message, content: content, at: now)
        else { return nil }
        return queued(submission)
    }

    /// Records what happened, and goes on trying, as the outcome is known to nobody else.
    private func record(_ changes: [QueueChange]) async -> Bool {
        var wait = Duration.milliseconds(100)
        while true {
            do throws(QueueStoreError) {
                try await store.commit(changes)
                return true
            } catch {
                logger.error("An outcome could not be recorded", metadata: ["reason": "\(error)"])
                guard error.kind != .stopped, error.kind != .misuse else { return false }
            }
            do {
                try await clock.sleep(until: clock.now() + wait)
            } catch {
                return false
            }
            wait = min(wait * 2, .seconds(30))
        }
    }

    /// Forgets the octets in memory after the first attempt, and the message when all is settled.
    private func release(_ item: DeliveryScheduler.Item, deferred: [Int]) {
        guard let entry = active[item.message] else { return }
        let isSettled = entry.recipients.allSatisfy(\.state.isSettled)
        let isTried = entry.recipients.allSatisfy { $0.attempts > 0 && $0.state != .attempting }
        if let content = entry.content, isSettled || isTried {
            contentInMemory -= content.count
            active[item.message]?.content = nil
        }
        if isSettled { active[item.message] = nil }
        schedule(entry, recipients: deferred)
    }

    private func note(_ event: RecipientEvent, _ item: DeliveryScheduler.Item) {
        guard let entry = active[item.message] else { return }
        for index in item.recipients {
            active[item.message]?.recipients[index] = entry.recipients[index].after(event)
        }
        observer?.recorded(event, of: entry.message, recipients: item.recipients)
    }

    /// Tries later what could not even be recorded as begun.
    private func postpone(_ item: DeliveryScheduler.Item) {
        scheduler.add(item, due: clock.now() + configuration.retry.first)
    }
}
