import DeliveryQueue
import Logging

/// Has a store do what it has to do now and then, for as long as the server runs.
struct StoreMaintainer: Sendable {
    /// How long it rests: short, so that what is finished leaves the queue's own files while they are small, and long
    /// enough to cost nothing.
    static let interval = Duration.seconds(10)

    /// The store.
    let store: any QueueStore
    /// How much history is kept.
    let limits: HistoryLimits
    /// Civil time.
    var clock: any QueueClock = SystemQueueClock()
    /// Where problems are logged.
    let logger: Logger

    /// Begins; the task ends when it is cancelled, and what it does at that moment is done.
    func begin() -> Task<Void, Never> {
        Task {
            var lastProblem: String?
            while !Task.isCancelled {
                lastProblem = await maintain(after: lastProblem)
                try? await clock.sleep(until: clock.now() + Self.interval)
            }
        }
    }

    /// Does once what has to be done.
    ///
    /// - Parameter lastProblem: what went wrong the last time, which is not logged again.
    /// - Returns: what went wrong, or nil.
    func maintain(after lastProblem: String? = nil) async -> String? {
        do throws(QueueStoreError) {
            let done = try await store.maintain(limits, at: clock.now())
            if done != StoreMaintenance() {
                logger.debug(
                    "The store was maintained",
                    metadata: [
                        "moved": "\(done.moved)", "forgotten": "\(done.forgotten)", "freed": "\(done.freedOctets)",
                        "copied": "\(done.copiedOctets)",
                    ])
            }
            return nil
        } catch {
            if error.reason != lastProblem {
                logger.warning("The store could not be maintained", metadata: ["reason": "\(error)"])
            }
            return error.reason
        }
    }
}
