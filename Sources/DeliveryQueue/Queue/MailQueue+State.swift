import Logging

/// What a restart must not forget beside messages: suspensions, what was learnt of sites, what a day's mail was, and
/// the sites of domains.
///
/// Suspensions are written at once, as is what deliveries wait for; the rest soon, many values together.
extension MailQueue {
    /// Whose keys the scheduler's are.
    static let schedulerSpace = StateSpace("scheduler")
    /// Whose keys the sites of domains are.
    static let sitesSpace = StateSpace("sites")
    /// How long changes wait for others to be written with them.
    private static let stateInterval = Duration.seconds(2)
    /// How long they wait after they could not be written.
    private static let stateIntervalAfterFailure = Duration.seconds(30)
    /// How many values are written together.
    private static let stateBatch = 256
    /// How many batches are written in succession; what is left then waits for the next time.
    private static let mostBatches = 64
    /// How many values are read at a time.
    private static let statePageSize = 1_000

    /// Takes up what an earlier run has written.
    func restoreState() async throws(QueueStoreError) {
        guard let state else { return }
        let now = clock.now()
        var after: String?
        repeat {
            let page = try await state.values(in: Self.schedulerSpace, after: after, limit: Self.statePageSize)
            for (key, value) in page where !scheduler.restore(key, value, at: now) {
                logger.debug("A value of an earlier run is not understood", metadata: ["key": "\(key)"])
            }
            after = page.count < Self.statePageSize ? nil : page.last?.key
        } while after != nil
        repeat {
            let page = try await state.values(in: Self.sitesSpace, after: after, limit: Self.statePageSize)
            for (domain, value) in page { sites.restore(value, of: domain) }
            after = page.count < Self.statePageSize ? nil : page.last?.key
        } while after != nil
    }

    /// Notes that something may have changed that is to be written.
    func stateChanged() {
        if scheduler.awaitsWriting, stateWriting == nil, !stateFails { startWriting() }
        guard stateTimer == nil, hasStateToWrite else { return }
        let (clock, wait) = (clock, stateFails ? Self.stateIntervalAfterFailure : Self.stateInterval)
        let moment = clock.now() + wait
        stateTimer = Task {
            try? await clock.sleep(until: moment)
            if !Task.isCancelled { await self.stateTimerRang() }
        }
    }

    /// Whether anything is to be written; what was learnt and is only to be removed waits for something else.
    private var hasStateToWrite: Bool { stateFails || sites.hasChanges || scheduler.hasLearnt }

    private func startWriting() {
        let task = Task { await self.writeAll() }
        stateWriting = task
    }

    private func stateTimerRang() async {
        stateTimer = nil
        do throws(QueueStoreError) {
            try await writeState()
        } catch {
            guard error.isTemporary else { return }
            stateChanged()
        }
    }

    /// Writes what is left at the end of deliveries.
    func writeLastState() async {
        stateTimer?.cancel()
        stateTimer = nil
        do throws(QueueStoreError) { try await writeState() } catch {}
    }

    /// Writes all that has changed.
    ///
    /// - Throws: `QueueStoreError`; what could not be written is changed still.
    func writeState() async throws(QueueStoreError) {
        // One after another, so that an older value is never written over a newer one.
        while let current = stateWriting { _ = await current.value }
        let task = Task { await self.writeAll() }
        stateWriting = task
        if let error = await task.value { throw error }
    }

    private func writeAll() async -> QueueStoreError? {
        defer { stateWriting = nil }
        do throws(QueueStoreError) {
            try await writeSchedulerState()
            try await writeSites()
            stateFails = false
            return nil
        } catch {
            stateFails = true
            if error.kind != .stopped {
                logger.error("State could not be written", metadata: ["reason": "\(error)"])
            }
            return error
        }
    }

    private func writeSchedulerState() async throws(QueueStoreError) {
        for _ in 0..<Self.mostBatches {
            let changes = scheduler.takeChanges(at: clock.now(), limit: Self.stateBatch)
            guard !changes.isEmpty else { return }
            do throws(QueueStoreError) {
                try await state?.write(changes, in: Self.schedulerSpace)
            } catch {
                scheduler.putBack(changes)
                throw error
            }
            scheduler.written(changes.keys)
            pump()
            guard changes.count >= Self.stateBatch else { return }
        }
    }

    private func writeSites() async throws(QueueStoreError) {
        for _ in 0..<Self.mostBatches {
            let changes = sites.takeChanges(limit: Self.stateBatch)
            guard !changes.isEmpty else { return }
            do throws(QueueStoreError) {
                try await state?.write(changes, in: Self.sitesSpace)
            } catch {
                sites.putBack(changes.keys)
                throw error
            }
            guard changes.count >= Self.stateBatch else { return }
        }
    }
}

extension DeliveryScheduler {
    /// Whether something was learnt of paths, or counted for warm-ups, that is to be written.
    fileprivate var hasLearnt: Bool {
        !changes.paths.isEmpty || !changes.wantedPaths.isEmpty || ways?.hasChanges == true
            || warmUps.contains { $0?.isReady ?? false }
    }
}
