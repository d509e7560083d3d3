import DeliveryQueue
import MailAddressing

/// One round of a trial of a queue: a process that takes mail and delivers it until it ends.
struct MailQueueRound: Sendable {
    /// Which, from 0.
    let number: Int
    /// What happens to the disk.
    let fault: TrialFault
    /// What outlasts the round.
    let world: MailQueueWorld
    /// Decides what happens.
    let seed: UInt64

    /// How often it is tried whether the store has come back before it is given up.
    private static let maximumProbes = 4_000

    /// Runs the round; at its end no process has the store.
    func run() async throws {
        var generator = SeededGenerator(seed: seed)
        let bench = world.bench
        if fault == .cutWhileOpening {
            bench.armCut(afterOperations: Int.random(in: 1...40, using: &generator))
            do {
                await bench.abandon(try await bench.open())
            } catch  where bench.isCut {}
            return
        }
        let (queue, process) = try await world.open(seed: generator.next(), "round \(number)")
        arm(&generator)
        let seed = generator.next()
        await world.drive(process, "round \(number)") { await work(queue, process, seed) }
        if fault.isSurvived {
            bench.setFull(nil)
            await world.drive(process, "the return of the store in round \(number)") { await probe(queue, process) }
        }
        await world.end(process, queue, drains: Bool.random(using: &generator))
    }

    private func arm(_ generator: inout SeededGenerator) {
        let operation = Int.random(in: 1...600, using: &generator)
        let syncs = Int.random(in: 1...60, using: &generator)
        switch fault {
        case .quietCut, .cutWhileOpening: break
        case .cut: world.bench.armCut(afterOperations: operation)
        case .failingSync: world.bench.failSync(after: syncs)
        case .failingSyncAndCut:
            world.bench.failSync(after: syncs)
            world.bench.armCut(afterOperations: operation + syncs)
        case .fullDisk: world.bench.setFull(Int.random(in: 0...300_000, using: &generator))
        }
    }

    /// What goes on at the same time: the queue resumes, several hand in mail, somebody looks after it.
    private func work(_ queue: MailQueue, _ process: ProcessStore, _ seed: UInt64) async {
        var generator = SeededGenerator(seed: seed)
        await withTaskGroup(of: Void.self) { group in
            let wait = Bool.random(using: &generator) ? 0 : Int64.random(in: 0...1_000, using: &generator)
            group.addTask { await resume(queue, process, after: wait) }
            for index in 0..<Int.random(in: 1...3, using: &generator) {
                var sender = MailQueueSender(
                    name: "\(number).\(index)", round: self, queue: queue, process: process, seed: generator.next())
                group.addTask { await sender.run() }
            }
            let operatorSeed = generator.next()
            group.addTask { await operate(queue, process, operatorSeed) }
            if fault == .fullDisk, Bool.random(using: &generator) {
                let end = Int64.random(in: 0...6_000, using: &generator)
                group.addTask {
                    await pause(seconds: end)
                    world.bench.setFull(nil)
                }
            }
        }
    }

    /// Lets the clock run.
    func pause(seconds: Int64) async { try? await world.clock.sleep(until: world.clock.now() + .seconds(seconds)) }

    /// Whether the process goes on.
    func goesOn(_ process: ProcessStore) async -> Bool {
        if Task.isCancelled || world.bench.isCut { return false }
        return await !process.isOver
    }

    /// Notes an error that the state of the disk does not explain.
    func judge(_ error: QueueStoreError, _ what: String, _ process: ProcessStore) async {
        guard await goesOn(process), !(fault.isSurvived && error.isTemporary) else { return }
        await world.journal.note("round \(number): \(what) failed: \(error.kind), \(error)")
    }

    private func resume(_ queue: MailQueue, _ process: ProcessStore, after seconds: Int64) async {
        await pause(seconds: seconds)
        while await goesOn(process) {
            do throws(QueueStoreError) {
                try await queue.resume()
                return
            } catch {
                await judge(error, "resuming", process)
            }
            await pause(seconds: 1)
        }
    }

    /// Does what people do, for some hours.
    private func operate(_ queue: MailQueue, _ process: ProcessStore, _ seed: UInt64) async {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<Int.random(in: 1...8, using: &generator) {
            await pause(seconds: Int64.random(in: 0...2_400, using: &generator))
            guard await goesOn(process) else { return }
            let ids = await world.journal.accepted.shuffled(using: &generator).prefix(3)
            do throws(QueueStoreError) {
                switch Int.random(in: 0..<12, using: &generator) {
                case 0..<3: try await queue.hold(Array(ids), because: "a trial")
                case 3..<6: try await queue.release(Array(ids))
                case 6: try await queue.cancel(Array(ids), because: "a trial")
                case 7..<9: try await queue.retry(Array(ids))
                case 9..<11: try await suspendOrResume(queue, &generator)
                default: _ = try await process.maintain(HistoryLimits(), at: world.clock.now())
                }
            } catch {
                await judge(error, "an operation", process)
            }
        }
    }

    /// Suspends a site, a domain or a sender, or lets it go on.
    private func suspendOrResume(
        _ queue: MailQueue, _ generator: inout SeededGenerator
    ) async throws(QueueStoreError) {
        let targets: [SuspensionTarget] = [
            .site("site0.test"), .site("site1.test"), .site(MailQueueTrial.sharedSite), .sender("sender0@home.test"),
            .sender("@home.test"),
        ]
        guard let target = targets.randomElement(using: &generator) else { return }
        let isSuspended = Bool.random(using: &generator)
        await world.journal.begin(target)
        if isSuspended {
            try await queue.suspend(target, because: "a trial")
        } else {
            try await queue.resume(target)
        }
        await world.journal.end(target, isSuspended: isSuspended)
    }

    /// Hands in mail until some is taken.
    private func probe(_ queue: MailQueue, _ process: ProcessStore) async {
        var sender = MailQueueSender(name: "\(number).probe", round: self, queue: queue, process: process, seed: seed)
        for _ in 0..<Self.maximumProbes {
            guard await goesOn(process) else { return }
            if await sender.submitSmall() { return }
            await world.bench.pause()
        }
        await world.journal.note("round \(number): the store did not come back after \(fault.rawValue)")
    }
}
