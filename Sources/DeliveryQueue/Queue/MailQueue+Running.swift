import Logging

extension MailQueue {
    /// How often in succession deliveries are taken at once, where all that was taken was moved to other sites: then
    /// others have their turn.
    private static let mostRounds = 8

    /// Stops beginning deliveries and waits for those under way.
    ///
    /// Those that take longer than `grace` are cancelled: a deliverer gives up what can still be given up, and they are
    /// due again at the next start. What cannot be given up, since the final dot is out, has until `finalGrace`, and so
    /// have outcomes that a store does not take which is being repaired; what is left then is ambiguous. Messages are
    /// still accepted; they wait for the next run. A `resume` that is under way ends too. What was learnt of sites is
    /// written at the end.
    ///
    /// - Parameters:
    ///   - grace: how long deliveries under way may go on.
    ///   - finalGrace: how long the reply to a final dot is awaited, and the store.
    public func drain(grace: Duration = .seconds(5), finalGrace: Duration = .seconds(60)) async {
        isRunning = false
        stopResuming()
        stopWaitingForRoom()
        stopSweeping()
        alarm?.task.cancel()
        alarm = nil
        _ = await resumption?.task.value
        if scheduler.underWay > 0, !isRunning {
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
        if !isRunning { await writeLastState() }
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
        let now = clock.now()
        var rounds = 0
        var moved = 0
        scheduler.rehomeDue(at: now) { home(of: $0) }
        repeat {
            var waiting = withoutContent.count
            moved = 0
            for delivery in scheduler.take(at: now, where: { mayBegin($0, waiting: &waiting) }) {
                if moveHome(delivery, at: now) { moved += 1 } else { begin(delivery, at: now) }
            }
            rounds += 1
        } while moved > 0 && rounds < Self.mostRounds
        setAlarm(at: moved > 0 ? now : scheduler.nextWake(at: now))
        if scheduler.awaitsWriting { stateChanged() }
    }

    private func setAlarm(at moment: WallTime?) {
        guard let moment else { return }
        if let alarm, alarm.at <= moment { return }
        alarm?.task.cancel()
        let clock = clock
        alarm = (
            moment,
            Task {
                try? await clock.sleep(until: moment)
                if !Task.isCancelled { self.alarmRang(at: moment) }
            }
        )
    }

    /// Begins a delivery; what its site does not take at once follows by itself.
    private func begin(_ delivery: DeliveryScheduler.Delivery, at now: WallTime) {
        var delivery = delivery
        let most = max(1, delivery.limits.recipientsPerTransaction)
        if delivery.item.recipients.count > most {
            var rest = delivery.item
            rest.recipients = Array(rest.recipients.dropFirst(most))
            scheduler.add(rest, due: rest.due)
            delivery.item.recipients = Array(delivery.item.recipients.prefix(most))
        }
        attemptCount += 1
        let number = attemptCount
        if !hasContent(delivery.item.message) { withoutContent.insert(number) }
        attempts[number] = Task {
            let conclusion = await self.attempt(delivery, number)
            self.attempts[number] = nil
            self.withoutContent.remove(number)
            self.finish(delivery, conclusion)
        }
    }

    private func alarmRang(at due: WallTime) {
        if alarm?.at == due { alarm = nil }
        pump()
    }

    /// Ends a delivery: what waits for its place may begin.
    func finish(_ delivery: DeliveryScheduler.Delivery, _ conclusion: DeliveryScheduler.Conclusion) {
        if let finding = scheduler.finished(delivery, conclusion, at: clock.now()) { log(finding, delivery) }
        stateChanged()
        pump()
        if !isRunning, scheduler.underWay == 0 { releaseWaiters() }
    }

    /// Says what was found out of a site, once, as whoever looks after the queue wants to know of it.
    private func log(_ finding: PathFinding, _ delivery: DeliveryScheduler.Delivery) {
        let site = delivery.way == .overflow ? "the relay" : delivery.item.site
        var about: Logger.Metadata = ["site": "\(site)", "source": "\(delivery.source.name)"]
        switch finding {
        case .dead(let next):
            about["next"] = "\(next)"
            logger.warning("A site does not answer; one attempt at a time finds out when it does", metadata: about)
        case .blocked(let reason, let next):
            about["next"] = "\(next)"
            about["reason"] = "\(reason)"
            logger.warning("A site refuses everything from a source", metadata: about)
        case .throttled(let next):
            about["next"] = "\(next)"
            logger.info("A site asks for less; it is sent less", metadata: about)
        case .open: logger.notice("A site takes mail again", metadata: about)
        }
    }

    private func releaseWaiters() {
        for waiter in idleWaiters { waiter.resume() }
        idleWaiters = []
    }
}
