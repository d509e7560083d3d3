import DeliveryQueue
import GRDB

/// Copies the write-ahead log into the database on a thread of its own, so that nobody who commits waits for it.
///
/// It begins when the log has grown by a step since the last time, and holds nobody up. While many commit it never
/// reaches the end of the log, which therefore grows; once it has reached a bound the writer waits until the rest was copied
/// too, and the log begins anew. A reading that takes long, as a backup, lets it grow beyond that.
final class Checkpointer: @unchecked Sendable {
    // Unchecked: what changes is touched under `condition` only.

    private let database: DurableDatabase
    private let onFailure: @Sendable (any Error) -> Void
    private let condition = StoreCondition()
    private var isAsked = false
    private var isStopping = false
    private var copiedAt: Int64 = 0
    private var nextBound: Int64
    private var nextTightBound: Int64
    private let limits: LogLimits
    private var thread: StoreThread?

    /// Makes a checkpointer that does not run yet.
    ///
    /// - Parameters:
    ///   - database: the database.
    ///   - limits: how long the log may become.
    ///   - onFailure: called on its thread when a checkpoint failed but for being held up.
    init(
        _ database: DurableDatabase, limits: LogLimits, onFailure: @escaping @Sendable (any Error) -> Void
    ) {
        self.database = database
        self.limits = limits
        nextBound = limits.bound
        nextTightBound = 2 * limits.step
        self.onFailure = onFailure
    }

    /// Starts the thread.
    func start() throws(QueueStoreError) { thread = try StoreThread { [self] in run() } }

    /// Ends the thread and waits for its end.
    func stop() {
        condition.withLock {
            isStopping = true
            condition.signal()
        }
        thread?.join()
        thread = nil
    }

    /// Tells how long the log is; called on the writer's thread after each commit, which waits here when it is too long.
    ///
    /// - Parameters:
    ///   - frames: how many frames it has.
    ///   - isTight: whether the disk is nearly full, so that the log may not take more of it than it has to.
    func grew(to frames: Int64, isTight: Bool) throws {
        let isTooLong = condition.withLock {
            if frames < copiedAt { (copiedAt, nextBound, nextTightBound) = (0, limits.bound, 2 * limits.step) }
            if frames - copiedAt >= limits.step, !isAsked {
                isAsked = true
                condition.signal()
            }
            return frames >= (isTight ? min(nextTightBound, nextBound) : nextBound)
        }
        if isTooLong { try restart(at: frames) }
    }

    /// Copies the rest of the log and has it begin anew, in the room that it has already.
    ///
    /// - Parameter frames: how many frames it has.
    func restart(at frames: Int64) throws {
        do {
            try database.checkpoint(.restart)
            condition.withLock { (copiedAt, nextBound, nextTightBound) = (frames, limits.bound, 2 * limits.step) }
        } catch {
            guard QueueStoreError(translating: error).kind == .inUse else { throw error }
            // Somebody reads: the next try comes when the log has grown by as much again.
            condition.withLock { (nextBound, nextTightBound) = (frames + limits.bound, frames + 2 * limits.step) }
        }
    }

    private func run() {
        while true {
            let goesOn = condition.withLock {
                while !isAsked, !isStopping { condition.wait() }
                return !isStopping
            }
            guard goesOn else { return }
            let before = try? database.current()
            do {
                try database.checkpoint(.passive)
                condition.withLock { (copiedAt, isAsked) = (before?.frames.value ?? 0, false) }
            } catch {
                condition.withLock { isAsked = false }
                // What fails as its connection is closed under it concerns nobody any more.
                let isCurrent = (try? database.current().checkpoints) === before?.checkpoints
                let kind = QueueStoreError(translating: error).kind
                if isCurrent, kind != .inUse, kind != .recovering, kind != .full, kind != .stopped { onFailure(error) }
            }
        }
    }
}
