import DeliveryQueue
import Logging

/// What outlasts the processes of a trial, and what drives them.
struct MailQueueWorld: Sendable {
    /// The bench.
    let bench: any PowerCutBench
    /// Where everything is noted.
    let journal: MailQueueJournal
    /// The time of all processes.
    let clock: ManualClock
    /// What all processes deliver by.
    let deliverer: CountingDeliverer
    /// What follows attempts of unknown outcome.
    let policy: AmbiguousAttemptPolicy

    /// How many turns anything may take before it is said to hang: far more than a long round needs.
    private static let maximumTurns = 60_000
    /// How many processes may crash one after another while all is left to settle.
    private static let maximumProcesses = 100

    /// Opens a queue on what the disk holds, and compares that with what was noted.
    ///
    /// - Parameters:
    ///   - seed: decides jitter and identifiers.
    ///   - moment: when that is, for problems.
    func open(seed: UInt64, _ moment: String) async throws -> (queue: MailQueue, process: ProcessStore) {
        let base = try await bench.open()
        try await journal.review(base, moment)
        let process = ProcessStore(base, on: bench, journal: journal)
        await journal.begin(process)
        let retry = RetrySchedule(expiry: .seconds(86_400))
        var configuration = MailQueueConfiguration(retry: RetryRules(standard: retry), ambiguous: policy)
        // Some of what is fresh does not fit, and is read back.
        configuration.contentMemory = 60_000
        let queue = try await MailQueue.open(
            store: process, deliverer: deliverer, reporter: TrialReporter(), configuration: configuration, clock: clock,
            random: SeededGenerator(seed: seed),
            // What goes wrong is the trial's doing.
            logger: Logger(label: "waxwing.trial", factory: { _ in SwiftLogNoOpLogHandler() }))
        await journal.review(await queue.suspensions(), moment)
        return (queue, process)
    }

    /// Lets tasks run, and moves the clock to the next alarm when the store has nothing to do.
    func turn(_ process: ProcessStore) async {
        for _ in 0..<8 { await Task.yield() }
        if await process.takeRefusal() { await bench.pause() }
        if await process.isIdle, let wake = clock.nextWake {
            clock.advance(to: wake)
        } else {
            await bench.pause()
        }
    }

    /// Drives the clock until some work is done, which is ended when its process or the machine is.
    ///
    /// - Parameters:
    ///   - process: the process.
    ///   - what: what is done, for problems.
    ///   - work: the work; it ends when it is cancelled, or when its process has ended.
    func drive(_ process: ProcessStore, _ what: String, _ work: @escaping @Sendable () async -> Void) async {
        let end = TaskEnd()
        let task = Task {
            await work()
            await end.reach()
        }
        for _ in 0..<Self.maximumTurns {
            if await end.isReached { return }
            if bench.isCut { await process.end() }
            if await process.isOver { task.cancel() }
            await turn(process)
        }
        await process.end()
        await journal.note("\(what) did not end")
    }

    /// Ends a process.
    ///
    /// - Parameters:
    ///   - process: the process.
    ///   - queue: its queue.
    ///   - drains: whether what is under way may come to its end.
    func end(_ process: ProcessStore, _ queue: MailQueue, drains: Bool) async {
        if !drains || bench.isCut { await process.end() }
        // The end of the process is no reason not to wait: attempts of the queue end by themselves then.
        await drive(process, "draining") { await queue.drain() }
        await process.end()
        for _ in 0..<Self.maximumTurns where await !process.isIdle { await bench.pause() }
        await bench.abandon(process.base)
    }

    /// Lets everything settle on a sound disk, with as many processes as crash, and compares in the end.
    ///
    /// - Parameter seed: decides jitter and identifiers.
    func settle(seed: UInt64) async throws {
        var generator = SeededGenerator(seed: seed)
        var isSettled = false
        for number in 0..<Self.maximumProcesses where !isSettled {
            let (queue, process) = try await open(seed: generator.next(), "at the end, process \(number)")
            await drive(process, "resuming") {
                do throws(QueueStoreError) {
                    try await queue.resume()
                } catch  where error.kind != .stopped {
                    await journal.note("at the end resuming failed: \(error)")
                } catch {}
            }
            await drive(process, "resuming what was suspended") { await resumeAll(queue, process) }
            isSettled = try await settle(process, queue)
            await end(process, queue, drains: isSettled)
            clock.advance(by: .seconds(1))
            guard await journal.report.problems.isEmpty else { return }
        }
        if !isSettled { await journal.note("in the end not everything was settled") }
        let store = try await bench.open()
        try await journal.review(store, "at the end", deliveries: await deliverer.deliveries)
        await bench.abandon(store)
    }

    /// Ends all suspensions.
    private func resumeAll(_ queue: MailQueue, _ process: ProcessStore) async {
        for suspension in await queue.suspensions() where await !process.isOver {
            await journal.begin(suspension.target)
            do throws(QueueStoreError) {
                try await queue.resume(suspension.target)
                await journal.end(suspension.target, isSuspended: false)
            } catch  where error.kind != .stopped {
                await journal.note("at the end resuming failed: \(error)")
            } catch {}
        }
    }

    /// Drives a queue until everything is settled.
    ///
    /// - Returns: whether it is; otherwise the process has ended before.
    private func settle(_ process: ProcessStore, _ queue: MailQueue) async throws -> Bool {
        var held = MessageQuery(limit: .max)
        held.state = .held
        for number in 0..<Self.maximumTurns {
            if await process.isOver { return false }
            if number % 16 == 0 {
                do throws(QueueStoreError) {
                    try await queue.release(try await process.messages(held).map(\.message.id))
                    if try await process.summary().unsettledMessages == 0 { return true }
                } catch  where error.kind != .stopped {
                    throw error
                } catch {}
            }
            await turn(process)
        }
        return false
    }
}

/// Whether a task has come to its end.
private actor TaskEnd {
    private(set) var isReached = false

    func reach() { isReached = true }
}
