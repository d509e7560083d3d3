import Logging
import SMTPProtocol

extension MailQueue {
    /// Carries out one delivery, whose time has come: for those of its recipients that still wait for it.
    ///
    /// - Parameters:
    ///   - item: the delivery.
    ///   - number: the attempt's own number.
    func attempt(_ item: DeliveryScheduler.Item, _ number: UInt64) async {
        let id = item.message
        beginUse(of: id)
        defer { endUse(of: id) }
        var item = item
        do throws(QueueStoreError) {
            guard let entry = try await activeMessage(id) else { return }
            item.recipients = active[id]?.takeDue(of: item) ?? []
            guard !item.recipients.isEmpty else { return }
            setBusy(item.recipients, of: id)
            let reading = entry.content == nil ? share(entry.message) : nil
            defer { if reading != nil { endSharing(id) } }
            let content: [UInt8]?
            switch await reading?.value {
            case nil: content = entry.content
            case .octets(let octets): content = octets
            case .failed(let error):
                setFree(item.recipients, of: id)
                throw error
            case .stopped: return putBack(item)
            }
            hasFoundContent(number)
            guard isRunning else { return putBack(item) }
            await attempt(item, of: entry.message, content)
        } catch {
            let about: Logger.Metadata = ["id": "\(id)", "reason": "\(error)"]
            switch error.kind {
            case .quarantined: logger.error("A message is damaged and was put aside; look for it", metadata: about)
            case .stopped: logger.debug("The store was closed before an attempt", metadata: about)
            default:
                logger.error("A message could not be read; its delivery is tried later", metadata: about)
                postpone(item)
            }
        }
    }

    /// Has a delivery tried and records its beginning, when that is asked for, and its outcome.
    ///
    /// The recipients are busy, and free when it ends.
    private func attempt(_ item: DeliveryScheduler.Item, of message: QueuedMessage, _ content: [UInt8]?) async {
        let began = RecipientEvent(.attemptBegan, at: clock.now())
        let record = AttemptRecord { await self.recordBeginning(began, of: item) }
        var outcomes: [DeliveryOutcome]?
        // Nobody is bothered while it is likely that the attempt cannot be recorded.
        if item.postponements == 0 {
            outcomes = await outcomesOfAttempt(item, message, content, record)
        } else if await record.value() {
            outcomes = await outcomesOfAttempt(item, message, content, record)
        }
        switch (await record.close(), outcomes) {
        case (nil, let outcomes?): await settle(item, outcomes, of: message, content: content ?? [], unrecorded: began)
        case (.written, let outcomes?):
            follow(began, of: message, recipients: item.recipients)
            await settle(item, outcomes, of: message, content: content ?? [], unrecorded: nil)
        case (.late, _): await lookAgain(item, expiresAt: message.expiresAt)
        case (.stopped, _), (.quarantined, _): setFree(item.recipients, of: message.id)
        case (.failed, _), (nil, nil), (.written, nil):
            setFree(item.recipients, of: message.id)
            postpone(item, expiresAt: message.expiresAt)
        }
    }

    /// Records that an attempt has begun.
    private func recordBeginning(
        _ began: RecipientEvent, of item: DeliveryScheduler.Item
    ) async -> AttemptRecord.Outcome {
        do throws(QueueStoreError) {
            try await store.commit([.event(item.message, recipients: item.recipients, began)])
            return .written
        } catch {
            let about: Logger.Metadata = ["id": "\(item.message)", "reason": "\(error)"]
            if error.kind == .conflict {
                logger.debug("An attempt came too late", metadata: about)
                return .late
            }
            logger.error("An attempt could not be recorded", metadata: about)
            switch error.kind {
            case .stopped: return .stopped
            case .quarantined: return .quarantined
            default: return .failed
            }
        }
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
            let reason = "The deliverer answered for \(outcomes.count) of \(item.recipients.count) recipients"
            let reply = SMTPReply(451, .init(4, 3, 0), reason)
            return item.recipients.map { _ in DeliveryOutcome(.deferred, reply: reply, isRemoteReply: false) }
        }
        return outcomes
    }

    /// Gives a delivery back that has not begun, as deliveries were ended; it is due as before.
    private func putBack(_ item: DeliveryScheduler.Item) {
        setFree(item.recipients, of: item.message)
        scheduler.add(item, due: item.due)
    }
}
