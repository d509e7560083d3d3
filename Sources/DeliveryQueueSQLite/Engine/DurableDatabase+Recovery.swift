import CSQLiteShim
import DeliveryQueue
import GRDB

/// How far a write-ahead log was synced.
struct LogPosition: Hashable, Sendable {
    /// How many frames it had.
    var frames: Int64 = 0
    /// The salts of its header, which change whenever it is begun anew; empty where it had no header.
    var salts: [UInt8] = []
}

/// Counts the frames of a log, as SQLite says it after each commit.
///
/// Unchecked: the place is constant, and what stands in it is written and read as a whole.
final class FrameCounter: @unchecked Sendable {
    private let place: UnsafeMutablePointer<Int64>

    /// Makes a counter that watches nothing.
    init() {
        place = .allocate(capacity: 1)
        place.initialize(to: 0)
    }

    deinit { place.deallocate() }

    /// Watches a connection from now on.
    func watch(_ database: Database) {
        guard let connection = database.sqliteConnection else { return }
        waxwing_sqlite_count_log_frames(UnsafeMutableRawPointer(connection), place)
    }

    /// The frames in the log after the last commit.
    var value: Int64 { waxwing_sqlite_log_frames(place) }
}

/// What is done when a write or sync failed.
///
/// Linux marks pages clean when it could not write them: a later sync succeeds, and a reading may show what is on no disk.
/// So neither the frames that were written since the last sync that succeeded, nor SQLite's own note of how far the log was
/// copied into the database may be believed: parts of the database were written before a sync that failed, too. What may
/// be believed is the log up to its last sync, since all that was copied since it began stands in it.
extension DurableDatabase {
    private static let headerSize = 32
    private static let frameHeaderSize = 24

    var logPath: String { path + "-wal" }

    /// Notes that everything in the log was synced; called after a commit on the thread that writes.
    func noteSynced() throws {
        let current = try current()
        let salts = try current.log.map { log throws(QueueStoreError) in try Self.salts(of: log) } ?? self.salts()
        let position = LogPosition(frames: current.frames.value, salts: salts)
        synced.withLock { $0 = position }
    }

    /// The salts of a log's header, or nothing where it has none.
    private static func salts(of log: any StoreFile) throws(QueueStoreError) -> [UInt8] {
        let salts = try log.read(8, at: 16)
        return salts.count == 8 ? salts : []
    }

    /// The salts of the log's header, or nothing where it has none.
    private func salts() throws(QueueStoreError) -> [UInt8] {
        guard let size = try disk.size(of: logPath), size >= Self.headerSize else { return [] }
        return try Self.salts(of: disk.open(logPath, creating: false))
    }

    /// Makes a new file of the log that an earlier process has left.
    ///
    /// What is read of it need not be on the disk, where a sync failed; half of it copied into the database, and then a power
    /// cut, would leave neither. Not needed after an orderly end, when there is no log.
    func renewLog() throws(QueueStoreError) {
        guard let size = try disk.size(of: logPath), size > 0 else { return }
        try replaceLog(length: size)
    }

    /// Puts a copy of the log's beginning in its place, and has SQLite forget what it noted of it.
    private func replaceLog(length: Int) throws(QueueStoreError) {
        try copy(disk.open(logPath, creating: false), length: length, to: logPath + "-new")
        try disk.rename(logPath + "-new", to: logPath)
        try disk.remove(path + "-shm")
        try disk.syncDirectory(directory)
    }

    /// Makes durable what stands in the log, whatever the durability of the commits.
    func syncLog() throws(QueueStoreError) {
        guard try disk.size(of: logPath) != nil else { return }
        try disk.open(logPath, creating: false).sync()
    }

    /// Builds log and database anew from what was synced, and looks whether it is whole; nobody may write meanwhile.
    ///
    /// Nothing is lost when it throws: it can be tried again, by this process or the next.
    ///
    /// - Returns: what was found, for people.
    func startAnew() throws(QueueStoreError) -> String {
        let last = state.withLock { state in
            defer { if case .open = state { state = .recovering } }
            return state
        }
        if case .open(let open) = last {
            waitForUsers()
            do {
                // Readings that go on are waited for; the log is kept as it is.
                try open.checkpoints.close()
                try open.pool.close()
            } catch {
                // Whoever is left would share what SQLite has noted of the old log with the new one.
                state.withLock { $0 = last }
                throw QueueStoreError(translating: error)
            }
        }
        let kept = try cutLog()
        let found = try self.open()
        var report = "\(found) frames of the log were kept"
        if found < kept { report += " of \(kept) that were synced: acknowledged mail may be lost, see waxwing check" }
        return report + (try verify())
    }

    /// Makes a new log of the frames that were synced; gives their number.
    func cutLog() throws(QueueStoreError) -> Int64 {
        let position = synced.withLock { $0 }
        let isSameLog = try salts() == position.salts && !position.salts.isEmpty
        var kept: Int64 = 0
        if isSameLog {
            let old = try disk.open(logPath, creating: false)
            let pageSize = try Self.pageSize(of: old)
            kept = position.frames
            try replaceLog(length: Self.headerSize + Int(kept) * (Self.frameHeaderSize + pageSize))
        } else {
            // The log was begun anew after the last commit, which happens only when all of it was copied and synced.
            try disk.remove(logPath)
            try disk.remove(path + "-shm")
            try disk.syncDirectory(directory)
        }
        return kept
    }

    private var directory: String {
        path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    }

    /// The size of the database's pages, as the log's header says it.
    private static func pageSize(of log: any StoreFile) throws(QueueStoreError) -> Int {
        let octets = try log.read(4, at: 8)
        guard octets.count == 4 else { throw QueueStoreError(.damaged, "The write-ahead log has no header") }
        return octets.reduce(0) { $0 << 8 | Int($1) }
    }

    private func copy(_ source: any StoreFile, length: Int, to path: String) throws(QueueStoreError) {
        try disk.remove(path)
        let target = try disk.open(path, creating: true)
        var offset = 0
        while offset < length {
            let piece = try source.read(min(1 << 20, length - offset), at: offset)
            // What is missing is found when SQLite reads the copy, and is told then: to wait for it would help nobody.
            if piece.isEmpty { break }
            try target.write(piece, at: offset)
            offset += piece.count
        }
        try target.sync()
    }

    /// Looks at the pages of a database that is not too large for it.
    ///
    /// - Returns: what was found. A damaged page is no reason to stay closed: it concerns the messages on it.
    private func verify() throws(QueueStoreError) -> String {
        let size = try disk.size(of: path) ?? 0
        guard size <= Self.verifiedSize else { return "" }
        let found: String
        do throws(QueueStoreError) {
            found = try readNow { try String.fetchOne($0, sql: "PRAGMA quick_check(1)") ?? "" }
        } catch {
            guard error.kind == .damaged else { throw error }
            found = error.reason
        }
        return found == "ok"
            ? "; every page was looked at" : "; a part of the database \(path) is damaged, see waxwing check: \(found)"
    }
}
