extension MailQueue {
    /// Stops beginning deliveries and waits for those under way.
    ///
    /// Those that take longer than `grace` are cancelled: a deliverer gives up what can still be given up, and they are
    /// due again at the next start. What cannot be given up, since the final dot is out, has until `finalGrace`, and so
    /// have outcomes that a store does not take which is being repaired; what is left then is ambiguous. Messages are
    /// still accepted; they wait for the next run. A `resume` that is under way ends too.
    ///
    /// - Parameters:
    ///   - grace: how long deliveries under way may go on.
    ///   - finalGrace: how long the reply to a final dot is awaited, and the store.
    public func drain(grace: Duration = .seconds(5), finalGrace: Duration = .seconds(60)) async {
        isRunning = false
        stopResuming()
        stopWaitingForRoom()
        alarm?.task.cancel()
        alarm = nil
        _ = await resumption?.task.value
        guard scheduler.underWay > 0, !isRunning else { return }
        let (clock, now) = (clock, clock.now())
        let cancelling = Task {
            try? await clock.sleep(until: now + grace)
            if !Task.isCancelled { self.cancelAttempts() }
            try? await clock.sleep(until: now + max(grace, finalGrace))
            if !Task.isCancelled { self.endWaiting() }
        }
        await withCheckedContinuation { idleWaiters.append($0) }
        cancelling.cancel()
    }

    private func cancelAttempts() {
        for task in attempts.values { task.cancel() }
    }

    private func endWaiting() {
        endRecording()
        releaseWaiters()
    }

    /// Begins what may begin now and sets the alarm for what comes next.
    func pump() {
        guard isRunning else { return }
        var waiting = withoutContent.count
        for item in scheduler.take(at: clock.now(), where: { mayBegin($0, waiting: &waiting) }) { begin(item) }
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

    private func begin(_ item: DeliveryScheduler.Item) {
        attemptCount += 1
        let number = attemptCount
        if !hasContent(item.message) { withoutContent.insert(number) }
        attempts[number] = Task {
            await self.attempt(item, number)
            self.attempts[number] = nil
            self.withoutContent.remove(number)
            self.finish(item)
        }
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
