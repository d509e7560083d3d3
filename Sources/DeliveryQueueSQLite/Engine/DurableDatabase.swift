import CSQLiteShim
import DeliveryQueue
import GRDB

/// A SQLite database whose write-ahead log is known to the frame, so that it can be built anew from what was synced.
///
/// Guarantees: with `Durability.full` a transaction is synced when `write` returns. Opening copies everything of the log
/// into the database and begins the log anew: frames that an earlier process wrote and could not sync may be seen in the
/// file and yet not be on the disk, and nothing may be appended behind them.
///
/// One thread at a time writes; reads and checkpoints come from any.
final class DurableDatabase: Sendable {
    /// The connections of an open database.
    struct Connections: Sendable {
        var pool: DatabasePool
        /// What checkpoints run on, so that nobody who commits waits for one.
        var checkpoints: DatabaseQueue
        var frames: FrameCounter
        /// The log itself, to see which one it is; nil where it is not there yet.
        var log: (any StoreFile)?
    }

    /// What can be done with the database; complete.
    enum State: Sendable {
        case open(Connections)
        /// Being built anew after a failure.
        case recovering
        case closed
    }

    /// The database file.
    let path: String
    let disk: any StoreDisk
    private let durability: SQLiteQueueStore.Durability
    private let preparation: @Sendable (Database) throws -> Void
    private let migrator: DatabaseMigrator
    let state = Locked(State.recovering)
    /// How many use the connections at the moment: GRDB does not survive that they are closed under a reading.
    private let users = Locked(0)
    private let lastUserLeft = StoreCondition()
    /// How far the log was synced when the last transaction was.
    let synced = Locked(LogPosition())
    /// Whether something failed since the log was begun anew, so that no checkpoint may be made: SQLite would believe its
    /// own note of what was copied, part of which may be on no disk.
    private let isDoubtful = Locked(false)
    /// Whether anything was committed since the log was copied as a whole.
    ///
    /// A checkpoint that begins when nothing is left to copy could meet the commit that begins the log anew, which SQLite
    /// before 3.51.3 does not always survive.
    private let hasNews = Locked(true)
    /// Up to this size all pages are looked at after the log was begun anew; a larger database would keep mail waiting.
    static let verifiedSize = 256 << 20

    /// Opens a database, and makes it where it is absent.
    ///
    /// - Parameters:
    ///   - path: the file; its directory exists.
    ///   - durability: how much a commit survives.
    ///   - disk: what the log is begun anew with.
    ///   - migrator: the tables.
    ///   - preparation: run before anything else when the file is new.
    /// - Throws: `QueueStoreError`: `inaccessible`, `damaged` (also when it was written by a later version), `full`.
    init(
        path: String, durability: SQLiteQueueStore.Durability, disk: any StoreDisk, migrator: DatabaseMigrator,
        preparation: @escaping @Sendable (Database) throws -> Void = { _ in }
    ) throws(QueueStoreError) {
        self.path = path
        self.durability = durability
        self.disk = disk
        self.migrator = migrator
        self.preparation = preparation
        // Made here for its owner only; SQLite gives the files beside it the same mode.
        let isNew = try disk.size(of: path) ?? 0 == 0
        _ = try disk.open(path, creating: true)
        try renewLog()
        try open(isNew: isNew)
    }

    /// Opens the connections, begins the log anew and brings the tables up to date.
    ///
    /// - Returns: how many frames of the log were whole.
    @discardableResult
    func open(isNew: Bool = false) throws(QueueStoreError) -> Int {
        do {
            if isNew {
                // Before the pool turns to the write-ahead log: some settings are taken only by an empty file.
                let queue = try DatabaseQueue(path: path)
                try queue.writeWithoutTransaction(preparation)
                try queue.close()
            }
            let frames = FrameCounter()
            let pool = try DatabasePool(path: path, configuration: configuration)
            let checkpoints = try DatabaseQueue(path: path, configuration: configuration)
            try pool.writeWithoutTransaction { database in
                frames.watch(database)
                // GRDB sets its own value when it opens the writer in WAL mode, so this comes after it.
                try setSynchronous(database)
                try database.execute(sql: "PRAGMA cache_size = -\(Self.writerCache)")
            }
            let found = try checkpoints.writeWithoutTransaction { database in
                // What stands in the log stays until it was copied, whatever the durability of a commit.
                if durability != .none { try database.execute(sql: "PRAGMA synchronous = FULL") }
                let found = try database.checkpoint(.passive).walFrameCount
                _ = try database.checkpoint(.truncate)
                return found
            }
            if try pool.read({ try migrator.hasBeenSuperseded($0) }) {
                throw QueueStoreError(.damaged, "The database \(path) was written by a later version of Waxwing")
            }
            try migrator.migrate(pool)
            let log = try disk.size(of: logPath) == nil ? nil : disk.open(logPath, creating: false)
            let opened = Connections(pool: pool, checkpoints: checkpoints, frames: frames, log: log)
            isDoubtful.withLock { $0 = false }
            hasNews.withLock { $0 = true }
            state.withLock { $0 = .open(opened) }
            try noteSynced()
            return found
        } catch {
            throw QueueStoreError(translating: error)
        }
    }

    private var configuration: GRDB.Configuration {
        var configuration = GRDB.Configuration()
        // The directory is ours alone; whoever looks into the file by other means is waited for.
        configuration.busyMode = .timeout(Self.patience)
        configuration.maximumReaderCount = Self.readerCount
        // The rows say themselves whom they belong to, and all of a message's go together.
        configuration.foreignKeysEnabled = false
        configuration.label = "waxwing.queue"
        configuration.prepareDatabase { database in
            guard let connection = database.sqliteConnection else { return }
            waxwing_sqlite_keep_log_on_close(UnsafeMutableRawPointer(connection))
        }
        return configuration
    }

    /// How long, in seconds, a checkpoint waits for readers: the writer may have to wait for it.
    private static let patience = 0.25
    /// How many KiB of pages the writer keeps: the upper levels of the tables of a million messages, so that what a commit
    /// costs hardly depends on how many there are.
    private static let writerCache = 32_768
    /// How many readings go on at once: more than the two cores of a small machine keep busy.
    private static let readerCount = 4

    private func setSynchronous(_ database: Database) throws {
        try database.execute(sql: "PRAGMA synchronous = \(durability.synchronous)")
        let value = try Int.fetchOne(database, sql: "PRAGMA synchronous")
        guard value == durability.synchronous else {
            throw QueueStoreError(.failed, "SQLite did not take synchronous = \(durability.synchronous)")
        }
    }

    /// The connections, or an error that says that there are none at the moment.
    func current() throws(QueueStoreError) -> Connections {
        switch state.withLock({ $0 }) {
        case .open(let connections): return connections
        case .recovering:
            throw QueueStoreError(.recovering, "The database \(path) is being built anew after a failed write")
        case .closed: throw QueueStoreError(.stopped, "The store was closed")
        }
    }

    /// Uses the connections, which stay open meanwhile.
    func use<Value>(_ body: (Connections) throws -> Value) throws -> Value {
        let connections = try enter()
        defer { leave() }
        return try body(connections)
    }

    private func enter() throws(QueueStoreError) -> Connections {
        users.withLock { $0 += 1 }
        do throws(QueueStoreError) {
            return try current()
        } catch {
            leave()
            throw error
        }
    }

    private func leave() {
        users.withLock { $0 -= 1 }
        lastUserLeft.withLock { lastUserLeft.signal() }
    }

    /// Waits until nobody uses the connections; whoever wants to from now on has to be turned away before.
    func waitForUsers() {
        lastUserLeft.withLock { while users.withLock({ $0 }) > 0 { lastUserLeft.wait() } }
    }

    /// Runs work in a transaction that is committed when this returns; on one thread at a time.
    ///
    /// - Parameter work: what to do; it may be run again when it throws.
    func write<Value>(_ work: (Database) throws -> Value) throws -> Value {
        try use { connections in
            let value = try connections.pool.writeWithoutTransaction { database in
                try database.beginTransaction(.immediate)
                do {
                    let value = try work(database)
                    try database.commit()
                    return value
                } catch {
                    try? database.rollback()
                    throw error
                }
            }
            hasNews.withLock { $0 = true }
            try noteSynced()
            return value
        }
    }

    /// Reads on the calling thread: for what is found by a key, which takes a tenth of what it takes to change threads.
    func readNow<Value>(_ work: (Database) throws -> Value) throws(QueueStoreError) -> Value {
        do {
            return try use { try $0.pool.read(work) }
        } catch {
            throw QueueStoreError(translating: error)
        }
    }

    /// Reads on a thread of the database's.
    func read<Value: Sendable>(
        _ work: @escaping @Sendable (Database) throws -> Value
    ) async throws(QueueStoreError) -> Value {
        let connections = try enter()
        defer { leave() }
        do {
            return try await connections.pool.read(work)
        } catch {
            throw QueueStoreError(translating: error)
        }
    }

    /// Copies what stands in the log into the database.
    ///
    /// - Parameter mode: `passive` holds nobody up; `restart` and `truncate` wait for readers, and have the log begin anew.
    /// - Throws: also when something failed before; then nothing was copied.
    func checkpoint(_ mode: Database.CheckpointMode) throws {
        try use { try checkpoint(mode, by: $0.checkpoints) }
    }

    private func checkpoint(_ mode: Database.CheckpointMode, by checkpoints: DatabaseQueue) throws {
        try checkpoints.writeWithoutTransaction { database in
            guard !isDoubtful.withLock({ $0 }) else {
                throw QueueStoreError(.recovering, "A write to \(path) failed before")
            }
            // Said before, so that a commit that comes meanwhile says it again.
            guard
                hasNews.withLock({ news in
                    defer { news = false }
                    return news
                }) || mode != .passive
            else { return }
            do {
                let (frames, copied) = try database.checkpoint(mode)
                if frames != copied { hasNews.withLock { $0 = true } }
            } catch {
                hasNews.withLock { $0 = true }
                // Here, where no other checkpoint can begin before this one is known to have failed. That there was no room
                // leaves nothing in doubt.
                let kind = QueueStoreError(translating: error).kind
                if kind != .inUse, kind != .full { distrust() }
                throw error
            }
        }
    }

    /// Has no checkpoint made until the log was begun anew.
    func distrust() { isDoubtful.withLock { $0 = true } }

    /// Copies the log into the database and closes both; what was refused goes with the log.
    func close() {
        if !isDoubtful.withLock({ $0 }) { try? checkpoint(.truncate) }
        let last = state.withLock { state in
            defer { state = .closed }
            return state
        }
        if case .open(let open) = last {
            waitForUsers()
            try? open.checkpoints.close()
            try? open.pool.close()
        }
        // The next start would believe what stands there.
        if isDoubtful.withLock({ $0 }) { _ = try? cutLog() }
    }
}
