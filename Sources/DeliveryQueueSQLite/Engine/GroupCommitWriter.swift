import DeliveryQueue
import GRDB

/// One thread that writes whatever waits into one transaction: group commit without a timer.
///
/// While a transaction is on its way to the disk, later commits gather; the next transaction takes them all. So the
/// number of syncs does not grow with the number of messages, and nobody waits for company. The segment files that a group
/// has written to are synced before its transaction, each once. A commit that makes no sense is refused alone.
///
/// When the disk is full, the commits of that transaction fail and later ones may succeed. When it fails, nothing more is
/// written until the log was begun anew from what was synced before; that is tried at growing intervals.
final class GroupCommitWriter: @unchecked Sendable {
    // Unchecked: what changes is touched under `condition` only, or by the writer's thread alone.

    /// Work inside a transaction; its number is the caller's.
    ///
    /// It is run a second time when another of its group fails.
    typealias Work = @Sendable (Database) throws -> Int

    /// A commit that waits for its transaction.
    struct Job: Sendable {
        /// What is done.
        var work: Work
        /// The segments that have to be synced before.
        var segments: Set<Int64> = []
        /// Whether it takes responsibility for new mail, which is refused while there is little room.
        var isAcceptance = false
    }

    private struct Waiting {
        var job: Job
        var continuation: CheckedContinuation<Result<Int, QueueStoreError>, Never>
    }

    private let database: DurableDatabase
    private let spool: SegmentSpool
    private let options: SQLiteQueueStore.Options
    private let room: RoomWatch
    private let events: @Sendable (QueueStoreEvent) -> Void
    private let condition = StoreCondition()
    private var waiting: [Waiting] = []
    private var isStopping = false
    /// Why nothing is written at the moment.
    private var failure: String?
    private var thread: StoreThread?
    private var counts = StoreCounters()
    private var checkpointer: Checkpointer?
    /// The most commits in one transaction, so that no commit waits for an endless one.
    private static let maximumGroup = 1_024
    /// How many seconds lie between two tries to begin anew: at first, and at most.
    private static let (firstPause, longestPause) = (0.1, 30.0)

    /// Makes a writer that does not run yet.
    ///
    /// - Parameters:
    ///   - database: the database; nobody else writes to it.
    ///   - spool: what large contents lie in.
    ///   - options: how the store works.
    ///   - room: knows whether there is room for new mail.
    ///   - events: is told when writing failed, and when it goes on.
    init(
        database: DurableDatabase, spool: SegmentSpool, options: SQLiteQueueStore.Options, room: RoomWatch,
        events: @escaping @Sendable (QueueStoreEvent) -> Void
    ) {
        self.database = database
        self.spool = spool
        self.options = options
        self.room = room
        self.events = events
    }

    /// Starts the threads; `stop` has to be called before the writer is given up.
    func start() throws(QueueStoreError) {
        let checkpointer = Checkpointer(database, limits: options.logLimits) { [weak self] in
            self?.stopWriting(because: "A checkpoint failed: \(QueueStoreError(translating: $0).reason)")
        }
        try checkpointer.start()
        self.checkpointer = checkpointer
        do throws(QueueStoreError) {
            thread = try StoreThread { [self] in run() }
        } catch {
            checkpointer.stop()
            throw error
        }
    }

    /// How often this writer has synced and how many commits it has made.
    var counters: StoreCounters { condition.withLock { counts } }

    /// Hands in work and waits until its transaction is committed.
    func perform(_ job: Job) async throws(QueueStoreError) -> Int {
        let result = await withCheckedContinuation { continuation in
            let refusal = condition.withLock { () -> QueueStoreError? in
                if isStopping { return QueueStoreError(.stopped, "The store was closed") }
                if let failure { return QueueStoreError(.recovering, failure) }
                waiting.append(Waiting(job: job, continuation: continuation))
                if waiting.count == 1 { condition.signal() }
                return nil
            }
            if let refusal { continuation.resume(returning: .failure(refusal)) }
        }
        return try result.get()
    }

    /// Commits what waits, ends the threads and waits for their end.
    func stop() {
        condition.withLock {
            isStopping = true
            condition.signal()
        }
        thread?.join()
        thread = nil
        checkpointer?.stop()
        checkpointer = nil
    }

    private func run() {
        while true {
            let (group, needsRecovery) = condition.withLock { () -> ([Waiting], Bool) in
                while waiting.isEmpty, !isStopping, failure == nil { condition.wait() }
                if failure != nil { return ([], true) }
                let group = Array(waiting.prefix(Self.maximumGroup))
                waiting.removeFirst(group.count)
                return (group, false)
            }
            if needsRecovery {
                refuseWaiting()
                guard recover() else { return }
                continue
            }
            if group.isEmpty { return }
            let results = write(group.map(\.job))
            for (waiting, result) in zip(group, results) { waiting.continuation.resume(returning: result) }
        }
    }

    // MARK: Writing

    private func write(_ group: [Job]) -> [Result<Int, QueueStoreError>] {
        var results = [Result<Int, QueueStoreError>?](repeating: nil, count: group.count)
        refuse(group, into: &results)
        let open = group.indices.filter { results[$0] == nil }
        if !open.isEmpty {
            do {
                let done = try transactionInRoom(open.map { group[$0].work })
                for (index, result) in zip(open, done) { results[index] = result }
                if open.contains(where: { group[$0].isAcceptance }) { room.becameRoomy() }
                condition.withLock {
                    counts.commits += open.count
                    counts.groups += 1
                }
                try checkpointer?.grew(to: database.current().frames.value, isTight: room.isTight)
            } catch {
                var translated = QueueStoreError(translating: error)
                switch translated.kind {
                // Nothing is in doubt when the disk is full or somebody else holds the database.
                case .full: room.becameFull(translated.reason)
                case .inUse, .recovering: break
                default:
                    // Whatever it was, it concerns the store and nobody's commit: the same may succeed later.
                    translated = QueueStoreError(.recovering, "A write failed: \(translated.reason)")
                    stopWriting(because: translated.reason)
                }
                for index in open where results[index] == nil { results[index] = .failure(translated) }
            }
        }
        return results.map { $0 ?? .failure(QueueStoreError(.failed, "The commit was not made")) }
    }

    /// Refuses new mail for which there is no room, and what lies in segments that cannot be synced.
    private func refuse(_ group: [Job], into results: inout [Result<Int, QueueStoreError>?]) {
        if group.contains(where: \.isAcceptance), let lack = room.lack() {
            for index in group.indices where group[index].isAcceptance { results[index] = .failure(lack) }
        }
        guard options.durability != .none else { return }
        var failures: [Int64: QueueStoreError] = [:]
        let segments = group.indices.reduce(into: Set<Int64>()) { all, index in
            if results[index] == nil { all.formUnion(group[index].segments) }
        }
        for segment in segments {
            do throws(QueueStoreError) {
                try spool.synchronize([segment])
                condition.withLock { counts.segmentSyncs += 1 }
            } catch {
                failures[segment] = error
                if error.kind == .full { room.becameFull(error.reason) }
                events(.note("A segment file could not be synced and gets nothing more: \(error.reason)"))
            }
        }
        guard !failures.isEmpty else { return }
        for index in group.indices where results[index] == nil {
            if let failed = group[index].segments.first(where: { failures[$0] != nil }), let error = failures[failed] {
                results[index] = .failure(error)
            }
        }
    }

    /// Does the work of a group; on a full disk once more after the log has begun anew in the room that it has already.
    private func transactionInRoom(_ works: [Work]) throws -> [Result<Int, QueueStoreError>] {
        do {
            return try transaction(works)
        } catch {
            let full = QueueStoreError(translating: error)
            guard full.kind == .full, let checkpointer else { throw error }
            room.becameFull(full.reason)
            do {
                try checkpointer.restart(at: database.current().frames.value)
            } catch  where QueueStoreError(translating: error).kind == .full {
                throw full
            }
            return try transaction(works)
        }
    }

    /// Does the work of a group in one transaction: at first as one, and each behind a savepoint if one cannot be done.
    private func transaction(_ works: [Work]) throws -> [Result<Int, QueueStoreError>] {
        do {
            return try database.write { database in try works.map { .success(try $0(database)) } }
        } catch {
            guard Self.isOfOne(error) else { throw error }
            if QueueStoreError(translating: error).kind == .damaged { return works.map(alone) }
            return try database.write { database in try works.map { try Self.perform($0, in: database) } }
        }
    }

    /// Does one commit's work in a transaction of its own: where a page is damaged, SQLite does not go back to a savepoint.
    ///
    /// What was committed before one fails stays so, and nothing is written behind a failed write.
    private func alone(_ work: Work) -> Result<Int, QueueStoreError> {
        if let failure = condition.withLock({ failure }) { return .failure(QueueStoreError(.recovering, failure)) }
        do {
            return .success(try database.write(work))
        } catch  where Self.isOfOne(error) {
            return .failure(QueueStoreError(translating: error))
        } catch {
            let translated = QueueStoreError(translating: error)
            if translated.kind == .full || translated.kind == .inUse { return .failure(translated) }
            stopWriting(because: "A write failed: \(translated.reason)")
            return .failure(QueueStoreError(.recovering, translated.reason))
        }
    }

    /// Whether an error concerns the work that threw it alone, and not the disk.
    private static func isOfOne(_ error: any Error) -> Bool {
        if let error = error as? QueueStoreError {
            switch error.kind {
            case .misuse, .conflict, .alreadyAccepted, .quarantined: return true
            default: return false
            }
        }
        guard let error = error as? DatabaseError else { return false }
        // A damaged page concerns the messages on it.
        switch error.resultCode {
        case .SQLITE_CONSTRAINT, .SQLITE_TOOBIG, .SQLITE_CORRUPT: return true
        default: return false
        }
    }

    /// Does one commit's work behind a savepoint of its own.
    private static func perform(_ work: Work, in database: Database) throws -> Result<Int, QueueStoreError> {
        var result: Result<Int, QueueStoreError> = .success(0)
        try database.inSavepoint {
            do {
                result = .success(try work(database))
                return .commit
            } catch  where isOfOne(error) {
                result = .failure(QueueStoreError(translating: error))
                return .rollback
            }
        }
        return result
    }

    // MARK: Recovery

    /// Stops writing until the log was begun anew.
    func stopWriting(because reason: String) {
        database.distrust()
        let isFirst = condition.withLock {
            defer { condition.signal() }
            guard failure == nil else { return false }
            failure = reason + "; the store is being built anew from what was synced before"
            return true
        }
        if isFirst { events(.failed(reason)) }
    }

    private func refuseWaiting() {
        let (refused, reason) = condition.withLock { () -> ([Waiting], String) in
            defer { waiting = [] }
            return (waiting, failure ?? "")
        }
        for waiting in refused {
            waiting.continuation.resume(returning: .failure(QueueStoreError(.recovering, reason)))
        }
    }

    /// Begins the log and the segments anew, until it succeeds or the store is closed.
    ///
    /// - Returns: false when the store is closed.
    private func recover() -> Bool {
        var pause = Self.firstPause
        while true {
            do throws(QueueStoreError) {
                spool.startAnew()
                let report = try database.startAnew()
                condition.withLock { failure = nil }
                events(.recovered(report))
                return true
            } catch {
                events(.note("The store could not be built anew yet: \(error.reason)"))
            }
            let goesOn = condition.withLock {
                if !isStopping { condition.wait(seconds: pause) }
                return !isStopping
            }
            refuseWaiting()
            if !goesOn { return false }
            pause = min(pause * 2, Self.longestPause)
        }
    }
}

/// How often a store has synced since it was opened.
public struct StoreCounters: Hashable, Sendable {
    /// Commits that were made.
    public internal(set) var commits = 0
    /// Transactions that they shared, each with a sync of the write-ahead log under full durability.
    public internal(set) var groups = 0
    /// Syncs of segment files.
    public internal(set) var segmentSyncs = 0
}
