internal import DeliveryQueue
internal import GRDB

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// One thread that writes whatever waits into one transaction: group commit without a timer.
///
/// While a transaction is on its way to the disk, later commits gather; the next transaction takes them all. So the
/// number of syncs does not grow with the number of messages, and nobody waits for company. A commit that SQLite refuses
/// is rolled back alone. When the disk is full or the database is busy, the commits of that transaction fail and later
/// ones may succeed. When the disk fails, the writer stops: after a failed sync nothing on disk may be believed until the
/// database was opened again.
final class GroupCommitWriter: @unchecked Sendable {
    // Unchecked: `waiting` and `isStopping` are touched under `mutex` only; the rest is constant.

    /// Work inside a transaction; its number is the caller's.
    typealias Work = @Sendable (Database) throws -> Int

    /// A commit that waits for its transaction.
    private struct Job {
        var work: Work
        var continuation: CheckedContinuation<Result<Int, QueueStoreError>, Never>
    }

    private let pool: DatabasePool
    private let onStop: @Sendable (QueueStoreError) -> Void
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>
    private var waiting: [Job] = []
    private var isStopping = false
    private var failure: QueueStoreError?
    private var thread: pthread_t?
    /// The most commits in one transaction, so that no commit waits for an endless one.
    private static let maximumGroup = 1_024

    /// Makes a writer that does not run yet.
    ///
    /// - Parameters:
    ///   - pool: the database; nobody else writes to it.
    ///   - onStop: called once when a failed write has stopped the writer.
    init(pool: DatabasePool, onStop: @escaping @Sendable (QueueStoreError) -> Void) {
        self.pool = pool
        self.onStop = onStop
        mutex = .allocate(capacity: 1)
        condition = .allocate(capacity: 1)
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(condition, nil)
    }

    /// Starts the thread; called once, after which `stop` must be called before the writer is given up.
    func start() throws(QueueStoreError) {
        var thread = pthread_t()
        let status = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                Unmanaged<GroupCommitWriter>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            }, Unmanaged.passRetained(self).toOpaque())
        guard status == 0 else { throw QueueStoreError(.failed, "The writer's thread cannot be started") }
        self.thread = thread
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    /// Hands in work and waits until its transaction is committed.
    func perform(_ work: @escaping Work) async throws(QueueStoreError) -> Int {
        let result = await withCheckedContinuation { continuation in
            pthread_mutex_lock(mutex)
            let refusal = isStopping ? QueueStoreError(.stopped, "The store was closed") : failure
            if refusal == nil {
                waiting.append(Job(work: work, continuation: continuation))
                pthread_cond_signal(condition)
            }
            pthread_mutex_unlock(mutex)
            if let refusal { continuation.resume(returning: .failure(refusal)) }
        }
        return try result.get()
    }

    /// Commits what waits, ends the thread and waits for its end.
    func stop() {
        pthread_mutex_lock(mutex)
        isStopping = true
        pthread_cond_signal(condition)
        pthread_mutex_unlock(mutex)
        if let thread { pthread_join(thread, nil) }
        thread = nil
    }

    private func run() {
        while true {
            pthread_mutex_lock(mutex)
            while waiting.isEmpty, !isStopping { pthread_cond_wait(condition, mutex) }
            let group = Array(waiting.prefix(Self.maximumGroup))
            waiting.removeFirst(group.count)
            pthread_mutex_unlock(mutex)
            if group.isEmpty { return }
            let results = write(group)
            for (job, result) in zip(group, results) { job.continuation.resume(returning: result) }
        }
    }

    private func write(_ group: [Job]) -> [Result<Int, QueueStoreError>] {
        if let failure { return group.map { _ in .failure(failure) } }
        do {
            return try pool.writeWithoutTransaction { database in
                try database.beginTransaction(.immediate)
                do {
                    let results = try group.map { try Self.perform($0.work, in: database) }
                    try database.commit()
                    return results
                } catch {
                    try? database.rollback()
                    throw error
                }
            }
        } catch {
            let translated = QueueStoreError(translating: error)
            // Nothing is in doubt when the disk is full or somebody else holds the database; after anything else it is.
            if translated.kind != .full, translated.kind != .inUse { stopAfter(translated) }
            return group.map { _ in .failure(translated) }
        }
    }

    private func stopAfter(_ error: QueueStoreError) {
        let stopped = QueueStoreError(.stopped, "The store stopped after a failed write: \(error.reason)")
        pthread_mutex_lock(mutex)
        failure = stopped
        pthread_mutex_unlock(mutex)
        onStop(stopped)
    }

    /// Does one commit's work behind a savepoint of its own.
    private static func perform(_ work: Work, in database: Database) throws -> Result<Int, QueueStoreError> {
        var result: Result<Int, QueueStoreError> = .success(0)
        try database.inSavepoint {
            do {
                result = .success(try work(database))
                return .commit
            } catch let error as QueueStoreError {
                result = .failure(error)
            } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
                let reason = error.message ?? "constraint"
                result = .failure(QueueStoreError(.misuse, "The change does not fit the store: \(reason)"))
            } catch let error as DatabaseError where error.resultCode == .SQLITE_TOOBIG {
                result = .failure(QueueStoreError(.misuse, "The message is too large for the database"))
            }
            return .rollback
        }
        return result
    }
}

extension QueueStoreError {
    /// Names an error of SQLite or GRDB in the store's words.
    init(translating error: any Error) {
        if let error = error as? QueueStoreError {
            self = error
            return
        }
        guard let error = error as? DatabaseError else {
            self.init(.failed, "\(error)")
            return
        }
        let reason = error.message ?? "SQLite error \(error.resultCode.rawValue)"
        switch error.resultCode {
        case .SQLITE_FULL: self.init(.full, "The disk is full: \(reason)")
        case .SQLITE_CORRUPT, .SQLITE_NOTADB: self.init(.damaged, "The database is damaged: \(reason)")
        case .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM:
            self.init(.inaccessible, "The database cannot be opened for writing: \(reason)")
        case .SQLITE_BUSY: self.init(.inUse, "The database is in use: \(reason)")
        default: self.init(.failed, "The database failed: \(reason)")
        }
    }
}
