public import DeliveryQueue
internal import GRDB

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A store on disk: one SQLite database in a directory that this store alone owns.
///
/// Guarantees with `Durability.full`: when `commit` returns, the write-ahead log was synced, so that its changes survive
/// a power cut. One writer commits whatever waits in one transaction. The directory is locked until the store is closed
/// or the process ends.
///
/// Known limits: bodies of any size are kept in the database.
public final class SQLiteQueueStore: QueueStore {
    /// How much a commit survives; complete.
    public enum Durability: String, Hashable, Sendable, CaseIterable {
        /// A power cut: each commit is synced.
        case full
        /// The end of the process; a power cut may take the last commits, and never damages the database.
        case relaxed
        /// The end of the process; a power cut may damage the database.
        case none

        /// The value of SQLite's `synchronous` that gives this.
        fileprivate var synchronous: Int {
            switch self {
            case .full: 2
            case .relaxed: 1
            case .none: 0
            }
        }
    }

    private let pool: DatabasePool
    private let writer: GroupCommitWriter
    private let lock: DirectoryLock
    /// The database file.
    public let path: String

    /// Opens the store in a directory, and makes directory and database where they are absent.
    ///
    /// - Parameters:
    ///   - directory: the directory's path. It is made for its owner only.
    ///   - durability: how much a commit survives.
    ///   - onStop: called once when a failed write has stopped the store, on its writer's thread. Nothing is recorded
    ///     from then on; only opening it anew, in a new process, helps.
    /// - Throws: `QueueStoreError`: `inUse` when another process owns the directory, `inaccessible` when it cannot be
    ///   written, `damaged` when the database is no database or of a later version.
    public init(
        at directory: String, durability: Durability = .full,
        onStop: @escaping @Sendable (QueueStoreError) -> Void = { _ in }
    ) throws(QueueStoreError) {
        try Self.makeDirectory(directory)
        lock = try DirectoryLock(path: directory + "/lock")
        path = directory + "/queue.sqlite"
        do {
            try Self.makePrivateFile(path)
            var configuration = GRDB.Configuration()
            // The directory is ours alone; whoever looks into the file by other means is waited for.
            configuration.busyMode = .timeout(5)
            configuration.label = "waxwing.queue"
            configuration.maximumReaderCount = 2
            pool = try DatabasePool(path: path, configuration: configuration)
            let migrator = QueueSchema.migrator
            if try pool.read({ try migrator.hasBeenSuperseded($0) }) {
                throw QueueStoreError(.damaged, "The database \(path) was written by a later version")
            }
            try migrator.migrate(pool)
            try pool.writeWithoutTransaction { database in
                // GRDB sets its own value when it opens the writer in WAL mode, so this comes after it.
                try database.execute(sql: "PRAGMA synchronous = \(durability.synchronous)")
                let value = try Int.fetchOne(database, sql: "PRAGMA synchronous")
                guard value == durability.synchronous else {
                    throw QueueStoreError(.failed, "SQLite did not take synchronous = \(durability.synchronous)")
                }
            }
            writer = GroupCommitWriter(pool: pool, onStop: onStop)
            try writer.start()
        } catch {
            throw QueueStoreError(translating: error)
        }
    }

    deinit {
        // The files are closed before the lock is given up, so that the next owner finds nobody in them.
        writer.stop()
        try? pool.close()
        withExtendedLifetime(lock) {}
    }

    /// Makes the database file for its owner only; SQLite gives the files beside it the same mode.
    private static func makePrivateFile(_ path: String) throws(QueueStoreError) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw QueueStoreError(
                .inaccessible, "The database \(path) cannot be opened: \(DirectoryLock.systemError())")
        }
        close(descriptor)
    }

    private static func makeDirectory(_ directory: String) throws(QueueStoreError) {
        if mkdir(directory, 0o700) == 0 || errno == EEXIST { return }
        let reason = DirectoryLock.systemError()
        throw QueueStoreError(.inaccessible, "The data directory \(directory) cannot be made: \(reason)")
    }

    /// Records changes together; see the contract of `QueueStore`.
    public func commit(_ changes: [QueueChange]) async throws(QueueStoreError) {
        _ = try await writer.perform { database in
            for change in changes { try QueueRows.apply(change, to: database) }
            return changes.count
        }
    }

    /// Reads a page of messages with unsettled recipients; see the contract of `QueueStore`.
    public func unsettledMessages(after: MessageID?, limit: Int) async throws(QueueStoreError) -> [StoredMessage] {
        try await read { database in
            try QueueRows.messages(
                "WHERE settled_at IS NULL AND id > ? ORDER BY id LIMIT ?", [after?.number ?? -1, limit], in: database)
        }
    }

    /// Reads the octets of a message; see the contract of `QueueStore`.
    public func content(of id: MessageID) async throws(QueueStoreError) -> [UInt8]? {
        try await read { database in
            let statement = try database.cachedStatement(sql: "SELECT octets FROM contents WHERE message = ?")
            let rows = try Row.fetchCursor(statement, arguments: [id.number])
            return try rows.next()?.withUnsafeData(atIndex: 0) { data in data.map { Array($0) } ?? [] }
        }
    }

    /// Reads a message; see the contract of `QueueStore`.
    public func message(_ id: MessageID) async throws(QueueStoreError) -> StoredMessage? {
        try await read { try QueueRows.messages("WHERE id = ?", [id.number], in: $0).first }
    }

    /// Reads the ledger of a message; see the contract of `QueueStore`.
    public func events(of id: MessageID) async throws(QueueStoreError) -> [LedgerEntry] {
        try await read { try QueueRows.events(of: id, in: $0) }
    }

    /// Lists messages, the newest last; see the contract of `QueueStore`.
    public func list(includesSettled: Bool, limit: Int) async throws(QueueStoreError) -> [StoredMessage] {
        let condition = includesSettled ? "" : "WHERE settled_at IS NULL "
        return try await read { database in
            Array(try QueueRows.messages(condition + "ORDER BY id DESC LIMIT ?", [limit], in: database).reversed())
        }
    }

    /// Counts what the queue holds; see the contract of `QueueStore`.
    public func summary() async throws(QueueStoreError) -> QueueSummary {
        try await read { database in
            let row = try Row.fetchOne(
                database,
                sql: """
                    SELECT count(*) AS messages, coalesce(sum(size), 0) AS octets, min(accepted_at) AS oldest
                    FROM messages WHERE settled_at IS NULL
                    """)
            var recipients: [RecipientState: Int] = [:]
            let counts = try Row.fetchAll(database, sql: "SELECT state, count(*) FROM recipients GROUP BY state")
            for count in counts {
                if let state = RecipientState(rawValue: count[0]) { recipients[state] = count[1] }
            }
            return QueueSummary(
                unsettledMessages: row?["messages"] ?? 0, unsettledOctets: row?["octets"] ?? 0, recipients: recipients,
                oldest: (row?["oldest"] as Int64?).map { WallTime(milliseconds: $0) })
        }
    }

    /// Forgets settled messages, a thousand at a time so that mail need not wait; see the contract of `QueueStore`.
    public func purgeHistory(before moment: WallTime) async throws(QueueStoreError) -> Int {
        var total = 0
        while true {
            let count = try await writer.perform { database in
                try QueueRows.purge(before: moment, limit: Self.purgeSize, in: database)
            }
            total += count
            if count < Self.purgeSize { return total }
        }
    }

    private static let purgeSize = 1_000

    private func read<Value: Sendable>(
        _ work: @escaping @Sendable (Database) throws -> Value
    ) async throws(QueueStoreError) -> Value {
        do {
            return try await pool.read(work)
        } catch {
            throw QueueStoreError(translating: error)
        }
    }
}
