import DeliveryQueue
import DeliveryQueueTesting
import Logging

/// A month of mail in one mode: the real queue with a store in memory, on the caller's thread.
final class MonthRun: @unchecked Sendable {
    // Unchecked: everything runs on one thread.

    /// What came of it.
    struct Result {
        /// The mode.
        let mode: MonthMode
        /// What became of each message.
        let records: [MonthTally.Record]
        /// What must not be.
        let problems: [String]
    }

    private let plan: MonthPlan
    private let mode: MonthMode
    private let time = VirtualTime(start: MonthPlan.start)
    private let store = MemoryQueueStore()
    private let tally: MonthTally
    private var queue: MailQueue?
    private var problems: [String] = []
    private var isOver = false
    private var order: SeededGenerator

    /// The number of the only process.
    private static let owner = 1
    /// How many jobs may run without any time passing: far more than ever are needed.
    private static let mostJobsAtOnce = 2_000_000

    /// Makes a run.
    ///
    /// - Parameters:
    ///   - plan: what the month is.
    ///   - mode: how mail is delivered in it.
    init(_ plan: MonthPlan, _ mode: MonthMode) {
        self.plan = plan
        self.mode = mode
        tally = MonthTally(count: plan.messages.count)
        order = plan.chance.random("order")
    }

    /// Runs it to its end.
    func run() -> Result {
        Task.detached { await self.begin() }
        var (moment, jobs) = (time.now, 0)
        while !isOver {
            if !SerialRuntime.isIdle {
                SerialRuntime.run(using: &order)
                jobs += 1
            } else if time.hasNext {
                time.advance()
            } else {
                problems.append("nothing will happen any more, but the month is not over")
                break
            }
            if time.now != moment { (moment, jobs) = (time.now, 0) }
            if jobs > Self.mostJobsAtOnce {
                problems.append("no time passes: something goes on for ever")
                break
            }
        }
        // What is left must not go on in the next run.
        time.end(Self.owner)
        if !SerialRuntime.drain(using: &order, limit: Self.mostJobsAtOnce) {
            problems.append("something goes on after the end")
        }
        time.clear()
        if SerialRuntime.realWaits > 0 { problems.append("somebody waits in real time") }
        return Result(mode: mode, records: tally.records, problems: problems)
    }

    private func begin() async {
        do throws(QueueStoreError) {
            let queue = try await MailQueue.open(
                store: store,
                deliverer: MonthDeliverer(
                    plan, mode, time: time, world: MonthWorld(plan), tally: tally, owner: Self.owner),
                configuration: mode.configuration,
                clock: VirtualClock(time: time, owner: Self.owner, plant: Plant(nil, seed: 0)),
                random: plan.chance.random("queue"),
                logger: Logger(label: "waxwing.month", factory: { _ in SwiftLogNoOpLogHandler() }))
            try await queue.resume()
            self.queue = queue
        } catch {
            problems.append("the queue does not begin: \(error)")
            isOver = true
            return
        }
        time.at(plan.end) { self.end() }
        handIn(0)
    }

    /// Hands messages in, each at its time, from a place in the plan on.
    private func handIn(_ index: Int) {
        guard plan.messages.indices.contains(index) else { return }
        let message = plan.messages[index]
        time.at(message.moment) {
            Task.detached { await self.submit(message) }
            self.handIn(index + 1)
        }
    }

    private func submit(_ message: MonthMessage) async {
        let domains = plan.provider(of: message).domains
        guard let queue, let submission = message.submission(to: domains[message.recipient.domain]) else {
            return problems.append("message \(message.index) could not be made")
        }
        do throws(QueueStoreError) {
            _ = try await queue.submit(submission)
        } catch {
            problems.append("message \(message.index) was not accepted: \(error)")
        }
    }

    private func end() {
        Task.detached { [self] in
            await queue?.drain()
            let summary = await store.summary()
            if summary.unsettledMessages > 0 {
                problems.append("\(summary.unsettledMessages) messages have come to no end")
            }
            let delivered = summary.recipients[.delivered] ?? 0
            let taken = tally.records.map(\.taken).reduce(0, +)
            if delivered != taken { problems.append("\(delivered) messages were delivered, but \(taken) were taken") }
            queue = nil
            isOver = true
        }
    }
}
