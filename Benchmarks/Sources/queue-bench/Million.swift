import BenchmarkText
import DeliveryQueue
import DeliveryQueueSQLite
import Foundation
import SMTPProtocol

/// What a large queue costs: an acceptance and a lease while it grows, then its start and its memory in a new process.
struct Million {
    /// What was measured with so many recipients queued.
    struct Level: Encodable {
        /// Recipients in the queue.
        var queued: Int
        /// What the acceptance of one message cost, fifty tasks at once.
        var enqueue: Cost
        /// What beginning an attempt and recording its outcome cost together, for recipients all over the queue.
        var lease: Cost
    }

    /// All that was measured.
    struct Report: Encodable {
        /// At 1,000 recipients and each ten times more.
        var levels: [Level]
        /// Recipients when it was started anew.
        var recipients: Int
        /// From the start of the process to the first recorded attempt.
        var startSeconds: Double
        /// Resident octets for each recipient, above those of an empty queue.
        var octetsPerRecipient: Double
        /// The same at the highest, while it started.
        var highestOctetsPerRecipient: Double
    }

    private let options: Options
    private let folder: String
    private let samples: Samples
    private static let contentSize = 1_024
    private static let batch = 1_000
    private static let tasks = 50
    private static let measured = 2_000
    /// A prime, whose multiples are all over the queue.
    private static let stride = 611_953

    /// Makes the measurement.
    ///
    /// - Parameters:
    ///   - options: how many recipients.
    ///   - folder: an empty folder.
    init(_ options: Options, in folder: String) throws {
        self.options = options
        self.folder = folder
        samples = try Samples()
    }

    /// Measures and prints.
    func run() async throws {
        let (levels, path) = (try await levels(), "\(folder)/queue")
        let empty = try Start.inNewProcess(at: "\(folder)/empty")
        let full = try Start.inNewProcess(at: path)
        guard full.recipients == options.recipients else {
            throw Failure(text: "\(options.recipients) recipients were accepted, \(full.recipients) taken up again")
        }
        func each(_ octets: Int, _ less: Int) -> Double { Double(octets - less) / Double(full.recipients) }
        let report = Report(
            levels: levels, recipients: full.recipients, startSeconds: full.seconds,
            octetsPerRecipient: each(full.memory, empty.memory),
            highestOctetsPerRecipient: each(full.highestMemory, empty.highestMemory))
        guard !options.json else { return try Figures.printJSON("million", report) }
        for (name, cost) in [("acceptance", \Level.enqueue), ("lease and outcome", \Level.lease)] {
            Figures.printTable(
                "One \(name), \(Self.tasks) tasks at once:", ["recipients queued"] + Cost.heads,
                levels.map { ["\($0.queued)"] + $0[keyPath: cost].cells })
        }
        print("start to the first attempt with \(report.recipients) recipients  \(report.startSeconds.text(2)) s")
        print("resident octets a recipient  \(report.octetsPerRecipient.text(0)), ", terminator: "")
        print("at the highest \(report.highestOctetsPerRecipient.text(0))")
    }

    private func levels() async throws -> [Level] {
        let store = try SQLiteQueueStore(at: "\(folder)/queue")
        do {
            var (levels, count) = ([Level](), 0)
            let wanted = [1_000, 10_000, 100_000, 1_000_000].filter { $0 < options.recipients } + [options.recipients]
            for level in wanted {
                let fresh = min(Self.measured, (level - count) / 2)
                while count < level - fresh {
                    let next = min(level - fresh, count + Self.batch)
                    try await accept(count..<next, in: store)
                    count = next
                }
                let enqueue = try await Cost.of {
                    try await spread(level - fresh..<level) { try await accept($0..<$0 + 1, in: store) }
                }
                count = level
                let lease = try await Cost.of {
                    try await spread(0..<min(Self.measured, level)) { number in
                        try await self.lease(number &* Self.stride % level, in: store)
                    }
                }
                levels.append(Level(queued: level, enqueue: enqueue, lease: lease))
                let said = "\(level) recipients: \(enqueue.perSecond.text(0)) acceptances, "
                FileHandle.standardError.write(Data("\(said)\(lease.perSecond.text(0)) leases a second\n".utf8))
            }
            await store.close()
            return levels
        } catch {
            await store.close()
            throw error
        }
    }

    private func accept(_ numbers: Range<Int>, in store: SQLiteQueueStore) async throws {
        let content = QueueContent.octets(Self.content)
        try await store.commit(
            try numbers.map { .accept(try samples.message($0, size: Self.contentSize), content: content) })
    }

    private static let content = Samples.content(of: contentSize)

    private func lease(_ number: Int, in store: SQLiteQueueStore) async throws {
        let (id, now) = (samples.id(number), SystemQueueClock().now())
        try await store.commit([.event(id, recipients: [0], RecipientEvent(.attemptBegan, at: now))])
        let reply = SMTPReply(451, .init(4, 3, 0), "Try again later")
        let outcome = RecipientEvent(.deferred, at: now, reply: reply, host: "mail.example.test", nextAttempt: now)
        try await store.commit([.event(id, recipients: [0], outcome)])
    }

    /// Carries out a step for each number, by all tasks at once, and gives the time of each.
    private func spread(
        _ numbers: Range<Int>, _ step: @escaping @Sendable (Int) async throws -> Void
    ) async throws -> [Duration] {
        try await withThrowingTaskGroup(of: [Duration].self) { group in
            for task in 0..<Self.tasks {
                group.addTask {
                    var times: [Duration] = []
                    for number in Swift.stride(from: numbers.lowerBound + task, to: numbers.upperBound, by: Self.tasks)
                    {
                        let start = ContinuousClock.now
                        try await step(number)
                        times.append(ContinuousClock.now - start)
                    }
                    return times
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
    }
}

/// Why a measurement says nothing.
struct Failure: Error, CustomStringConvertible {
    /// What happened.
    let text: String

    var description: String { text }
}
