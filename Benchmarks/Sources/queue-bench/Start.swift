import DeliveryQueue
import DeliveryQueueSQLite
import Foundation

/// Opens a queue in a process that has done nothing else, and says how long its first attempt took and what it holds.
struct Start {
    /// What was found.
    struct Report: Codable {
        /// Recipients that are not settled.
        var recipients: Int
        /// From the beginning of `main` to the first attempt on record; for an empty queue, until it was resumed.
        var seconds: Double
        /// The resident set in octets, when all was read.
        var memory: Int
        /// The largest that it was.
        var highestMemory: Int
    }

    private let directory: String

    /// Makes a start.
    ///
    /// - Parameter directory: the store's.
    init(_ directory: String) { self.directory = directory }

    /// Opens the queue, waits for the first attempt, prints the report as JSON, and ends the process.
    func run() async throws {
        let start = ContinuousClock.now
        let store = try SQLiteQueueStore(at: directory)
        let deliverer = Waiting()
        let queue = try await MailQueue.open(store: store, deliverer: deliverer)
        _ = try await queue.resume()
        let recipients = try await store.summary().recipients.filter { !$0.key.isSettled }.values.reduce(0, +)
        var seconds = (ContinuousClock.now - start) / .seconds(1)
        if recipients > 0 {
            guard let first = await deliverer.first() else { throw Failure(text: "no attempt could be recorded") }
            seconds = (first - start) / .seconds(1)
        }
        guard let memory = Figures.memory("VmRSS"), let highest = Figures.memory("VmHWM") else {
            throw Failure(text: "/proc/self/status does not say how large the process is")
        }
        let report = Report(recipients: recipients, seconds: seconds, memory: memory, highestMemory: highest)
        print(String(decoding: try JSONEncoder().encode(report), as: UTF8.self))
        // The attempts wait for ever.
        exit(0)
    }

    /// Runs `queue-bench start` for a directory.
    static func inNewProcess(at directory: String) throws -> Report {
        let (process, output) = (Process(), Pipe())
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = ["start", "--dir", directory]
        process.standardOutput = output
        try process.run()
        let text = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failure(text: "queue-bench start ended with status \(process.terminationStatus)")
        }
        return try JSONDecoder().decode(Report.self, from: text)
    }
}

/// Begins attempts and never ends them, so that what a full queue holds is all there.
private struct Waiting: MessageDeliverer {
    private let moments: AsyncStream<ContinuousClock.Instant>
    private let note: AsyncStream<ContinuousClock.Instant>.Continuation

    init() { (moments, note) = AsyncStream.makeStream() }

    /// When the first attempt was on record.
    func first() async -> ContinuousClock.Instant? { await moments.first { _ in true } }

    func deliver(_ attempt: DeliveryAttempt) async -> AttemptResult {
        if await attempt.awaitRecord() { note.yield(.now) }
        try? await Task.sleep(for: .seconds(86_400))
        return .settled([], .none)
    }
}
