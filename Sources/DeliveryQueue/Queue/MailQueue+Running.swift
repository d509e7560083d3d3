extension MailQueue {
    /// How many messages are read from the store at a time when a queue resumes.
    private static let pageSize = 1_000

    /// Begins deliveries, those left from an earlier run first.
    ///
    /// An attempt that was under way when the process ended is ambiguous: the message may have been delivered. It is
    /// recorded as interrupted and sent again.
    ///
    /// - Returns: how many messages were taken up, and how many recipients among them were ambiguous.
    /// - Throws: `QueueStoreError` when the store cannot be read; deliveries have not begun then.
    @discardableResult
    public func resume() async throws(QueueStoreError) -> (messages: Int, ambiguousRecipients: Int) {
        var last: MessageID?
        var (messages, ambiguous) = (0, 0)
        var hasMore = true
        while hasMore {
            let page = try await store.unsettledMessages(after: last, limit: Self.pageSize)
            hasMore = page.count == Self.pageSize
            last = page.last?.message.id
            var changes: [QueueChange] = []
            var entries: [Active] = []
            for stored in page where active[stored.message.id] == nil {
                guard !identifiers.hasMade(stored.message.id) else { continue }
                var entry = Active(message: stored.message, recipients: stored.recipients)
                let interrupted = stored.recipients.indices.filter { stored.recipients[$0].state == .attempting }
                if !interrupted.isEmpty {
                    let now = clock.now()
                    let detail = "the outcome of the last attempt is unknown; sending again"
                    let event = RecipientEvent(.interrupted, at: now, detail: detail, nextAttempt: now)
                    for index in interrupted { entry.recipients[index] = entry.recipients[index].after(event) }
                    changes.append(.event(stored.message.id, recipients: interrupted, event))
                    ambiguous += interrupted.count
                }
                entries.append(entry)
            }
            if !changes.isEmpty { try await store.commit(changes) }
            for entry in entries {
                messages += 1
                active[entry.message.id] = entry
                schedule(entry, recipients: entry.recipients.indices.filter { !entry.recipients[$0].state.isSettled })
            }
        }
        isRunning = true
        pump()
        return (messages, ambiguous)
    }

    /// Stops beginning deliveries and waits for those under way.
    ///
    /// Those that take longer than `grace` are cancelled: a deliverer gives up what can still be given up, and they are
    /// due again at the next start. What cannot be given up, since the final dot is out, has until `finalGrace`; what is
    /// left then is ambiguous. Messages are still accepted; they wait for the next run.
    ///
    /// - Parameters:
    ///   - grace: how long deliveries under way may go on.
    ///   - finalGrace: how long the reply to a final dot is awaited.
    public func drain(grace: Duration = .seconds(5), finalGrace: Duration = .seconds(60)) async {
        isRunning = false
        alarm?.task.cancel()
        alarm = nil
        guard scheduler.underWay > 0 else { return }
        let (clock, now) = (clock, clock.now())
        let cancelling = Task {
            try? await clock.sleep(until: now + grace)
            if !Task.isCancelled { self.cancelAttempts() }
            try? await clock.sleep(until: now + max(grace, finalGrace))
            if !Task.isCancelled { self.releaseWaiters() }
        }
        await withCheckedContinuation { idleWaiters.append($0) }
        cancelling.cancel()
    }

    private func cancelAttempts() {
        for task in attempts.values { task.cancel() }
    }

    /// Begins what may begin now and sets the alarm for what comes next.
    func pump() {
        guard isRunning else { return }
        for item in scheduler.take(at: clock.now()) {
            attemptCount += 1
            let number = attemptCount
            attempts[number] = Task {
                await self.attempt(item)
                self.attempts[number] = nil
                self.finish(item)
            }
        }
        guard let due = scheduler.nextDue else { return }
        if let alarm, alarm.at <= due { return }
        alarm?.task.cancel()
        let clock = clock
        alarm = (
            due,
            Task {
                try? await clock.sleep(until: due)
                if !Task.isCancelled { self.alarmRang(at: due) }
            }
        )
    }

    private func alarmRang(at due: WallTime) {
        if alarm?.at == due { alarm = nil }
        pump()
    }

    /// Ends a delivery: what waits for its place may begin.
    func finish(_ item: DeliveryScheduler.Item) {
        scheduler.finished(item)
        pump()
        if !isRunning, scheduler.underWay == 0 { releaseWaiters() }
    }

    private func releaseWaiters() {
        for waiter in idleWaiters { waiter.resume() }
        idleWaiters = []
    }
}
