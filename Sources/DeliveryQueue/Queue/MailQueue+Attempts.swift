import Logging
import SMTPProtocol

extension MailQueue {
    /// Carries out one delivery, whose time has come: for those of its recipients that still wait for it.
    ///
    /// - Parameters:
    ///   - delivery: the delivery.
    ///   - number: the attempt's own number.
    /// - Returns: whether it was tried, and what that says of its path.
    func attempt(_ delivery: DeliveryScheduler.Delivery, _ number: UInt64) async -> DeliveryScheduler.Conclusion {
        let id = delivery.item.message
        beginUse(of: id)
        defer { endUse(of: id) }
        var delivery = delivery
        do throws(QueueStoreError) {
            guard let entry = try await activeMessage(id) else {
                endReroutings(of: delivery.item)
                return .notTried
            }
            delivery.item.recipients = active[id]?.takeDue(of: delivery.item) ?? []
            guard !delivery.item.recipients.isEmpty else { return .notTried }
            setBusy(delivery.item.recipients, of: id)
            let reading = entry.content == nil ? share(entry.message) : nil
            defer { if reading != nil { endSharing(id) } }
            let content: [UInt8]?
            switch await reading?.value {
            case nil: content = entry.content
            case .octets(let octets): content = octets
            case .failed(let error):
                setFree(delivery.item.recipients, of: id)
                throw error
            case .stopped:
                putBack(delivery.item)
                return .notTried
            }
            hasFoundContent(number)
            guard isRunning else {
                putBack(delivery.item)
                return .notTried
            }
            if entry.message.isTooLate(at: clock.now()) {
                await expire(delivery.item.recipients, of: entry.message, content: content ?? [])
                return .notTried
            }
            return await attempt(delivery, of: entry.message, content)
        } catch {
            let about: Logger.Metadata = ["id": "\(id)", "reason": "\(error)"]
            switch error.kind {
            case .quarantined:
                endReroutings(of: delivery.item)
                logger.error("A message is damaged and was put aside; look for it", metadata: about)
            case .stopped: logger.debug("The store was closed before an attempt", metadata: about)
            default:
                logger.error("A message could not be read; its delivery is tried later", metadata: about)
                postpone(delivery.item)
            }
            return .notTried
        }
    }

    /// Has a delivery tried and records its beginning, when that is asked for, and its outcome.
    ///
    /// The recipients are busy, and free when it ends.
    private func attempt(
        _ delivery: DeliveryScheduler.Delivery, of message: QueuedMessage, _ content: [UInt8]?
    ) async -> DeliveryScheduler.Conclusion {
        let item = delivery.item
        let began = RecipientEvent(.attemptBegan, at: clock.now())
        let record = AttemptRecord { await self.recordBeginning(began, of: item) }
        var result: AttemptResult?
        // Nobody is bothered while it is likely that the attempt cannot be recorded.
        if item.postponements == 0 {
            result = await resultOfAttempt(delivery, message, content, record)
        } else if await record.value() {
            result = await resultOfAttempt(delivery, message, content, record)
        }
        var (outcomes, conclusion) = ([DeliveryOutcome]?.none, DeliveryScheduler.Conclusion.notTried)
        switch result {
        case .settled(let settled, let signal):
            (outcomes, conclusion) = (settled, .tried(signal))
            measure(settled, of: delivery, since: began.time)
        case .rerouted(let site):
            if await record.close() == nil {
                setFree(item.recipients, of: message.id)
                reroute(item, to: site)
                return .notTried
            }
            // It is recorded that an attempt has begun, so there must be an outcome.
            outcomes = Self.outcomes(of: item, "The delivery belongs to another site, which was said too late")
        case .notTried(let pause, let outcome):
            if await record.close() == nil, tryElsewhere(delivery, pause) {
                setFree(item.recipients, of: message.id)
                return .notTried
            }
            // It counts as an attempt, as that was recorded, or as nobody else could do better.
            outcomes = item.recipients.map { _ in outcome }
            if pause == .noRoom { conclusion = .paused(pause) }
        case nil: break
        }
        endReroutings(of: item)
        switch (await record.close(), outcomes) {
        case (nil, let outcomes?):
            await settle(item, outcomes, of: message, content: content ?? [], unrecorded: began)
        case (.written, let outcomes?):
            follow(began, of: message, recipients: item.recipients)
            await settle(item, outcomes, of: message, content: content ?? [], unrecorded: nil)
        case (.late, _): await lookAgain(item, expiresAt: message.expiresAt)
        case (.stopped, _), (.quarantined, _): setFree(item.recipients, of: message.id)
        case (.failed, _), (nil, nil), (.written, nil):
            setFree(item.recipients, of: message.id)
            postpone(item, expiresAt: message.expiresAt)
        }
        return conclusion
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

    private func resultOfAttempt(
        _ delivery: DeliveryScheduler.Delivery, _ message: QueuedMessage, _ content: [UInt8]?, _ record: AttemptRecord
    ) async -> AttemptResult {
        let item = delivery.item
        guard let content else {
            let reply = SMTPReply(550, .init(5, 6, 0), "The message's content is no longer there")
            let outcomes = item.recipients.map { _ in DeliveryOutcome(.failed, reply: reply, isRemoteReply: false) }
            return .settled(outcomes, .none)
        }
        let mayReroute = mayReroute(item)
        let attempt = DeliveryAttempt(
            message: message, recipients: item.recipients, content: content, site: item.site, mayReroute: mayReroute,
            source: delivery.source, way: delivery.way, rule: RoutedName.rule(of: item.domain), limits: delivery.limits,
            earlierAttempts: active[message.id].map { entry in
                item.recipients.map { entry.recipients[$0].attempts }.max() ?? 0
            } ?? 0,
            awaitRecord: { await record.value() })
        let result = await deliverer.deliver(attempt)
        switch result {
        case .settled(let outcomes, let signal) where outcomes.count != item.recipients.count:
            let reason = "The deliverer answered for \(outcomes.count) of \(item.recipients.count) recipients"
            return .settled(Self.outcomes(of: item, reason), signal)
        case .rerouted(let site) where !mayReroute || site == item.site:
            return .settled(Self.outcomes(of: item, "The deliverer has found no site that the delivery is for"), .none)
        default: return result
        }
    }

    /// Outcomes for the recipients of a delivery, of which we know no better.
    private static func outcomes(of item: DeliveryScheduler.Item, _ reason: String) -> [DeliveryOutcome] {
        let reply = SMTPReply(451, .init(4, 3, 0), reason)
        return item.recipients.map { _ in
            DeliveryOutcome(.deferred, reply: reply, isRemoteReply: false, errorClass: .local)
        }
    }

    /// Gives a delivery back that has not begun, as deliveries were ended; it is due as before.
    private func putBack(_ item: DeliveryScheduler.Item) {
        setFree(item.recipients, of: item.message)
        scheduler.add(item, due: item.due)
    }
}
