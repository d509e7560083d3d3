import DeliveryQueue
import DeliveryQueueTesting
import Logging

/// One run: a machine with a queue, its disk, the network, those who hand in mail and those who look after it.
///
/// Everything happens on the caller's thread, in an order that the seed decides. A process can end between any two jobs.
final class Simulation: @unchecked Sendable {
    // Unchecked: everything runs on one thread.

    /// What the run is.
    let scenario: Scenario
    /// The time.
    let time: VirtualTime
    /// What is noted.
    let journal: Journal
    /// The machine's disk.
    let disk: VirtualDisk
    /// The other hosts.
    let network: VirtualNetwork
    /// What checks limits.
    let limits: LimitWatch
    /// What checks that orders are followed.
    let orders: OrderWatch
    /// What is wrong on purpose.
    let plant: Plant
    /// The process that runs, if one does.
    var process: SimulatedProcess?
    /// Whether traffic and trouble are over, and everything is to come to its end.
    var isSettling = false
    /// Since when nothing is open, while everything comes to its end.
    var settledAt: VirtualTime.Moment?
    /// Whether the run is over.
    var isOver = false
    /// The queue of the last process, which must leave the memory when it was drained.
    weak var ended: MailQueue?
    /// Whether the process that runs is to end, and after how many jobs.
    private var armed: (jobs: Int, isPowerCut: Bool)?
    private var processes = 0
    private var order: SeededGenerator
    private var jobs = 0

    /// How many jobs may run without any time passing: far more than ever are needed.
    private static let mostJobsAtOnce = 500_000
    /// How many jobs of a process run that has ended, until all of them know.
    private static let mostJobsAfterEnd = 200_000

    /// Makes a run.
    ///
    /// - Parameters:
    ///   - choice: what it is.
    ///   - isPrinted: whether everything that happens is printed.
    init(_ choice: Scenario.Choice, isPrinted: Bool = false) {
        scenario = Scenario(choice)
        time = VirtualTime(start: Scenario.start)
        journal = Journal(time: time, isPrinted: isPrinted)
        var random = scenario.random("world")
        plant = Plant(choice.plant, seed: random.next())
        disk = VirtualDisk(time: time, seed: random.next(), plant: plant)
        network = VirtualNetwork(scenario.sites, seed: random.next())
        network.crowding = scenario.troubles.contains(.crowding) ? 50 : 0
        network.lacksWays = scenario.troubles.contains(.missingWays)
        limits = LimitWatch(scenario, time: time, journal: journal)
        orders = OrderWatch(scenario, time: time, disk: disk, journal: journal)
        order = SeededGenerator(seed: random.next())
    }

    /// Runs it to its end.
    func run() {
        begin()
        var (moment, since) = (time.now, jobs)
        while !isOver {
            if !SerialRuntime.isIdle {
                SerialRuntime.run(using: &order)
                jobs += 1
                endIfArmed()
            } else if time.hasNext {
                time.advance()
            } else {
                journal.note(.hang, "nothing will happen any more, but the run is not over")
                break
            }
            if time.now != moment { (moment, since) = (time.now, jobs) }
            if jobs - since > Self.mostJobsAtOnce {
                journal.note(.hang, "no time passes: something goes on for ever")
                break
            }
            if journal.problems.count >= Journal.mostProblems { break }
        }
        // What is left must not go on in the next run.
        if process != nil { endProcess(isPowerCut: true) } else { drain() }
        time.clear()
        if ended != nil { journal.note(.memory, "a queue that was drained is still in memory") }
        if SerialRuntime.realWaits > 0 { journal.note(.repetition, "somebody waits in real time") }
        journal.totals.add("jobs", jobs)
        journal.totals.add("syncs", disk.syncs)
        journal.totals.add("commits", disk.commits)
        journal.totals.add("days", Int((time.now + Scenario.dayLength / 2) / Scenario.dayLength))
        journal.note([Int64(jobs)]) { "the end, after \(jobs) jobs" }
    }

    private func begin() {
        time.at(0) { self.boot() }
        planTraffic()
        planPeople()
        planTrouble()
        planWatching()
        time.at(scenario.length) { self.beginSettling() }
    }
}

/// The life of processes.
extension Simulation {
    /// Begins a process, unless one runs.
    func boot() {
        guard process == nil, !isOver else { return }
        processes += 1
        journal.note([Int64(processes)]) { "process \(self.processes) begins" }
        let number = processes
        let process = SimulatedProcess(
            number, at: time.now, store: VirtualStore(disk, journal: journal, time: time, owner: number),
            deliverer: NetworkDeliverer(
                network, time: time, journal: journal, limits: limits, orders: orders, plant: plant, owner: number))
        self.process = process
        Task.detached { await self.open(process) }
    }

    private func open(_ process: SimulatedProcess) async {
        await journal.settle(by: disk.base)
        while !process.isOver, !process.isDraining {
            do throws(QueueStoreError) {
                let queue: MailQueue
                if let known = process.queue { queue = known } else { queue = try await makeQueue(process) }
                guard !process.isOver else { return }
                process.queue = queue
                try await queue.resume()
                if !process.isOver, !process.isDraining { process.resumedAt = time.now }
                return
            } catch {
                judge(error, "beginning", process)
            }
            _ = await time.wait(5_000, for: process.number)
        }
    }

    private func makeQueue(_ process: SimulatedProcess) async throws(QueueStoreError) -> MailQueue {
        let chance = plant.strikes(.unseededChance) ? UInt64.random(in: 0...(.max)) : 0
        let seed = scenario.choice.seed &* 31 &+ UInt64(process.number) &+ chance
        return try await MailQueue.open(
            store: process.store, deliverer: process.deliverer, reporter: SimulatedReporter(journal: journal),
            configuration: scenario.configuration, clock: VirtualClock(time: time, owner: process.number, plant: plant),
            random: SeededGenerator(seed: seed),
            // What goes wrong is the run's doing.
            logger: Logger(label: "waxwing.simulation", factory: { _ in SwiftLogNoOpLogHandler() }))
    }

    /// Stops the process in good order, and begins another one.
    ///
    /// - Parameter downtime: how long none runs in between.
    func restart(downtime: VirtualTime.Moment) {
        guard let process, let queue = process.queue, !process.isDraining else { return }
        process.isDraining = true
        journal.totals.add("restarts")
        journal.note([Int64(process.number)]) { "process \(process.number) is stopped" }
        Task.detached {
            await queue.drain()
            guard !process.isOver else { return }
            self.endPorts(of: process)
            self.time.after(downtime) { self.boot() }
        }
        time.after(600_000) {
            guard !process.isOver else { return }
            self.journal.note(.hang, "process \(process.number) does not end")
            self.isOver = true
        }
    }

    /// Has the process end at any job from now on.
    func arm(jobs: Int, isPowerCut: Bool) { armed = (jobs, isPowerCut) }

    private func endIfArmed() {
        guard let (left, isPowerCut) = armed else { return }
        armed?.jobs -= 1
        guard left <= 0 else { return }
        armed = nil
        guard let process, !isSettling else { return }
        journal.totals.add(isPowerCut ? "cuts" : "kills")
        journal.note([Int64(process.number)]) {
            isPowerCut ? "the power is cut" : "process \(process.number) is killed"
        }
        endProcess(isPowerCut: isPowerCut)
        time.after(Int64(order.next() % 120_000)) { self.boot() }
    }

    /// Ends the process at once; what is left of it comes to its end without any effect.
    private func endProcess(isPowerCut: Bool) {
        guard let process else { return }
        endPorts(of: process, isPowerCut: isPowerCut)
        let queue = process.queue
        process.queue = nil
        // Nothing of this counts: it only frees the memory.
        Task.detached { await queue?.drain(grace: .zero, finalGrace: .zero) }
        drain()
    }

    /// Lets what has no process any more come to its end.
    private func drain() {
        if SerialRuntime.drain(using: &order, limit: Self.mostJobsAfterEnd) { return }
        journal.note(.hang, "a process goes on for ever after its end")
    }

    /// Takes the world from a process.
    func endPorts(of process: SimulatedProcess, isPowerCut: Bool = false) {
        if self.process === process { self.process = nil }
        process.store.end()
        limits.end(process.number)
        disk.end(isPowerCut: isPowerCut)
        time.end(process.number)
    }

    /// Judges an error that the queue has thrown.
    func judge(_ error: QueueStoreError, _ what: String, _ process: SimulatedProcess) {
        if process.isOver || process.isDraining && error.kind == .stopped { return }
        let isExpected = error.isTemporary && (disk.fault != nil || time.now - disk.lastFault < 60_000)
        if isExpected || error.kind == .queueFull && scenario.troubles.contains(.queueLimit) { return }
        journal.note(.refusal, "\(what) failed: \(error.kind), \(error)")
    }
}
