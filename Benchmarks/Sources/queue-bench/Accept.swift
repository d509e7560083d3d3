import DeliveryQueue
import DeliveryQueueSQLite
import Foundation
import MailAddressing

/// What the store and the queue over it make of the disk: so many tasks that each hand in one message after another.
struct Accept {
    /// What was measured.
    struct Row: Encodable {
        /// Octets of a message.
        var size: Int
        /// How many tasks at once.
        var tasks: Int
        /// Through what: `store` or `queue`.
        var way: String
        /// What a message cost.
        var cost: Cost
    }

    private let options: Options
    private let folder: String
    private let samples: Samples
    /// Pieces as the server hands them in.
    private static let piece = 65_536

    /// Makes the measurement.
    ///
    /// - Parameters:
    ///   - options: sizes, tasks and seconds.
    ///   - folder: an empty folder.
    init(_ options: Options, in folder: String) throws {
        self.options = options
        self.folder = folder
        samples = try Samples()
    }

    /// Measures and prints.
    func run() async throws {
        var rows: [Row] = []
        for size in options.sizes {
            for tasks in options.tasks {
                for way in ["store", "queue"] { rows.append(try await measure(size: size, tasks: tasks, way: way)) }
            }
        }
        guard !options.json else { return try Figures.printJSON("accept", rows) }
        Figures.printTable(
            "Accepted without SMTP, durability full:", ["octets", "tasks", "through the"] + Cost.heads,
            rows.map { ["\($0.size)", "\($0.tasks)", $0.way] + $0.cost.cells })
    }

    private func measure(size: Int, tasks: Int, way: String) async throws -> Row {
        let path = "\(folder)/accept"
        defer { Scratch.remove(path) }
        let store = try SQLiteQueueStore(at: path)
        do {
            let hand = try await hand(store, way: way, size: size)
            // A tenth of the time warms up.
            let warm = try await handIn(tasks, for: options.seconds / 10, from: 0, hand).count
            // Numbers of the tasks lie beside each other, and one of them may be far ahead.
            let from = warm * tasks + tasks
            let cost = try await Cost.of { try await handIn(tasks, for: options.seconds, from: from, hand) }
            await store.close()
            return Row(size: size, tasks: tasks, way: way, cost: cost)
        } catch {
            await store.close()
            throw error
        }
    }

    /// What accepts the message with a number: by the store alone, or by a queue that delivers nothing.
    private func hand(
        _ store: SQLiteQueueStore, way: String, size: Int
    ) async throws -> @Sendable (Int) async throws -> Void {
        let (content, samples) = (Samples.content(of: size), samples)
        guard way == "queue" else {
            return { number in
                let message = try samples.message(number, size: size)
                let kept = try await Self.keep(content, in: store)
                try await store.commit([.accept(message, content: kept)])
            }
        }
        let queue = try await MailQueue.open(store: store, deliverer: Undelivered())
        return { number in
            let message = try samples.message(number, size: size)
            let submission = MessageSubmission(
                reversePath: message.reversePath, recipients: message.recipients,
                content: try await Self.keep(content, in: store), origin: "queue-bench")
            _ = try await queue.submit(submission)
        }
    }

    /// Large contents go into the store piece by piece, as the server hands them in.
    private static func keep(_ content: [UInt8], in store: SQLiteQueueStore) async throws -> QueueContent {
        guard content.count > store.spoolThreshold else { return .octets(content) }
        let spool = try await store.makeSpool()
        for start in stride(from: 0, to: content.count, by: piece) {
            try await spool.append(Array(content[start..<min(content.count, start + piece)]))
        }
        return .spooled(head: [], try await spool.finish())
    }

    private func handIn(
        _ tasks: Int, for seconds: Double, from: Int, _ hand: @escaping @Sendable (Int) async throws -> Void
    ) async throws -> [Duration] {
        let end = ContinuousClock.now + .seconds(seconds)
        return try await withThrowingTaskGroup(of: [Duration].self) { group in
            for task in 0..<tasks {
                group.addTask {
                    var (number, times) = (from + task, [Duration]())
                    var now = ContinuousClock.now
                    while now < end {
                        try await hand(number)
                        let after = ContinuousClock.now
                        times.append(after - now)
                        (now, number) = (after, number + tasks)
                    }
                    return times
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
    }
}

/// Delivers nothing: the queue is never resumed.
private struct Undelivered: MessageDeliverer {
    func deliver(_ attempt: DeliveryAttempt) async -> AttemptResult { .settled([], .none) }
}
