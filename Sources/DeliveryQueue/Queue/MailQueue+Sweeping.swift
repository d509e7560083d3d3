import Logging

/// The look at what has been due for long and has not begun, now and then: a timer for each message would take too much
/// memory, and whatever is attempted is looked at then.
extension MailQueue {
    /// How often it is looked.
    static let sweepInterval = Duration.seconds(15 * 60)
    /// How long a delivery may be due before it counts as one that waits without attempts: one that nothing holds up
    /// begins at once.
    static let patience = Duration.seconds(60)
    /// How many recipients are read at a time.
    static let sweepPageSize = 1_000
    /// How many messages are looked after at the same time.
    private static let sweepWidth = 16

    /// Begins to look now and then, unless that has begun.
    func beginSweeping() {
        guard sweepTimer == nil else { return }
        let clock = clock
        sweepTimer = Task { [weak self] in
            while (try? await clock.sleep(until: clock.now() + Self.sweepInterval)) != nil {
                await self?.sweep()
            }
        }
    }

    /// Ends the looking; what is being recorded is recorded.
    func stopSweeping() {
        sweepTimer?.cancel()
        sweepTimer = nil
    }

    /// Goes over all recipients that are not settled, page by page.
    func sweep() async {
        let now = clock.now()
        let left = leftToSweep
        leftToSweep = []
        var (place, isComplete) = (RecipientPlace?.none, false)
        while isRunning, !Task.isCancelled, !isComplete {
            let page: [OpenRecipient]
            do throws(QueueStoreError) {
                page = try await store.openRecipients(after: place, limit: Self.sweepPageSize)
            } catch {
                logger.error("What waits could not be read", metadata: ["reason": "\(error)"])
                break
            }
            place = page.last?.place ?? place
            let overdue = page.filter { isOverdue($0, left, at: now) }
            if !left.isEmpty { keep(left, of: page, but: overdue) }
            // A store that is full or fails is left alone until the next time.
            guard await lookAfter(overdue, at: now) else { break }
            isComplete = page.count < Self.sweepPageSize
        }
        if isComplete { sweptUntil = now } else { leftToSweep.formUnion(left) }
        pump()
    }

    /// Whether a recipient waits without attempts, and something is to be done for it since the last look.
    private func isOverdue(_ recipient: OpenRecipient, _ left: Set<MessageID>, at now: WallTime) -> Bool {
        let waitsSince = recipient.nextAttempt + Self.patience
        guard recipient.state == .queued, waitsSince <= now else { return false }
        let domain = routed(recipient.host, recipient.standing)
        let schedule = configuration.retry.schedule(site: sites.known(domain) ?? domain, domain: domain)
        // A message for later has until later, which shows when it is looked after.
        if min(recipient.expiresAt, recipient.acceptedAt + schedule.expiry) <= now { return true }
        guard !recipient.sender.isEmpty, reporter != nil else { return false }
        let id = recipient.place.message
        guard let sweptUntil, !left.contains(id) else { return true }
        // Of a message of an earlier run nobody knows yet whether a notice is due at a time of its own.
        if waitsSince > sweptUntil, !identifiers.hasMade(id) { return true }
        // Each is looked at once: when it has waited long enough, and long enough for a notice.
        guard let wait = schedule.delayNotice else { return false }
        let moment = max(waitsSince, recipient.acceptedAt + wait)
        return moment <= now && moment > sweptUntil
    }

    /// Leaves messages to the next look that this one need not look after yet.
    private func keep(_ left: Set<MessageID>, of page: [OpenRecipient], but overdue: [OpenRecipient]) {
        let lookedAfter = Set(overdue.map(\.place.message))
        for id in page.map(\.place.message) where left.contains(id) && !lookedAfter.contains(id) {
            leftToSweep.insert(id)
        }
    }

    /// - Returns: whether the next ones may be looked after, too.
    private func lookAfter(_ recipients: [OpenRecipient], at now: WallTime) async -> Bool {
        var messages: [(id: MessageID, recipients: [Int])] = []
        for place in recipients.map(\.place) {
            if let last = messages.indices.last, messages[last].id == place.message {
                messages[last].recipients.append(place.recipient)
            } else {
                messages.append((place.message, [place.recipient]))
            }
        }
        for start in stride(from: 0, to: messages.count, by: Self.sweepWidth) {
            guard isRunning else { return false }
            let goesOn = await withTaskGroup(of: Bool.self) { group in
                for (id, recipients) in messages[start..<min(start + Self.sweepWidth, messages.count)] {
                    group.addTask { await self.lookAfterOne(recipients, of: id, at: now) }
                }
                var goesOn = true
                for await mayGoOn in group where !mayGoOn { goesOn = false }
                return goesOn
            }
            guard goesOn else { return false }
        }
        return true
    }

    private func lookAfterOne(_ recipients: [Int], of id: MessageID, at now: WallTime) async -> Bool {
        do throws(QueueStoreError) {
            if !(try await lookAfter(recipients, of: id, at: now)) { leftToSweep.insert(id) }
            return true
        } catch {
            let about: Logger.Metadata = ["id": "\(id)", "reason": "\(error)"]
            switch error.kind {
            // The store is closed, or somebody was faster: then it is looked at as it is now.
            case .conflict, .stopped: logger.debug("What waits was not looked after", metadata: about)
            default: logger.error("What waits could not be looked after", metadata: about)
            }
            if error.isTemporary || error.kind == .conflict { leftToSweep.insert(id) }
            return !error.isTemporary && error.kind != .stopped
        }
    }
}
