public import DeliveryQueue
import GRDB

/// What a copy of a store consists of.
public struct StoreBackup: Hashable, Sendable {
    /// A file of the copy.
    public struct File: Hashable, Sendable {
        /// Its path below the copy's directory.
        public var name: String
        /// Its size in octets.
        public var octets: Int
    }

    /// The files, the databases first.
    public internal(set) var files: [File] = []
    /// How many messages are in the queue of the copy.
    public internal(set) var messages = 0
    /// What is not whole in the copy because it is not whole here, a line each; see `check`.
    public internal(set) var problems: [String] = []
}

/// Copying a store while it works.
extension SQLiteQueueStore {
    /// How many octets of a segment are copied at a time.
    private static let copyStep = 1 << 20

    /// Copies the store into another directory, as it stood at one moment, while it works.
    ///
    /// The copy is a store of its own, durable when this returns. What was accepted before this was called is in it; a
    /// message that is finished meanwhile may be in its queue and its history, which maintenance puts right. While it is
    /// made the log may grow beyond its bound, and no segment is removed.
    ///
    /// - Parameters:
    ///   - directory: where the copy is made; it is absent or empty, and no part of the store's own.
    ///   - progress: is told how far it has come.
    /// - Returns: what was copied.
    /// - Throws: `QueueStoreError`: `inaccessible` for a directory that is not empty; `full`, `failed`.
    public func backup(
        to directory: String, progress: @escaping @Sendable (StoreProgress) -> Void = { _ in }
    ) async throws(QueueStoreError) -> StoreBackup {
        let result: Result<StoreBackup, QueueStoreError> = await OwnThread.run { [self] in
            do {
                return .success(try copy(to: directory, progress))
            } catch {
                return .failure(QueueStoreError(translating: error))
            }
        }
        return try result.get()
    }

    private func copy(
        to directory: String, _ progress: @Sendable (StoreProgress) -> Void
    ) throws -> StoreBackup {
        try disk.makeDirectory(directory)
        guard try disk.names(in: directory).isEmpty else {
            throw QueueStoreError(.inaccessible, "The directory \(directory) is not empty; name another for the copy")
        }
        var backup = StoreBackup()
        // Segments that the copied rows lead to stay until they were copied too.
        let hold = spool.hold()
        defer { hold.release() }
        // The queue first: what is moved meanwhile is then in both, and not in neither.
        for (database, name) in [(queue, "queue.sqlite"), (history, "history.sqlite")] {
            progress(StoreProgress(step: name, done: 0, total: 1))
            backup.files.append(try copy(database, to: directory, name))
            progress(StoreProgress(step: name, done: 1, total: 1))
        }
        let copied = try DatabaseQueue(path: directory + "/queue.sqlite", configuration: Self.readOnly)
        let ends = try copied.read { try QueueRows.segmentEnds(in: $0) }
        backup.messages = try copied.read {
            try Int.fetchOne($0, sql: "SELECT count(*) FROM messages WHERE settled_at IS NULL") ?? 0
        }
        try copied.close()
        try disk.makeDirectory(directory + "/spool")
        for (index, segment) in ends.keys.sorted().enumerated() {
            try copySegment(segment, length: Int(ends[segment] ?? 0), to: directory, &backup)
            progress(StoreProgress(step: "segments", done: index + 1, total: ends.count))
        }
        // SQLite's own files beside a copy that was read are not part of it.
        for name in ["queue.sqlite-wal", "queue.sqlite-shm"] { try disk.remove("\(directory)/\(name)") }
        try disk.syncDirectory(directory + "/spool")
        try disk.syncDirectory(directory)
        try disk.syncDirectory(SegmentSpool.parent(of: directory))
        return backup
    }

    private static var readOnly: GRDB.Configuration {
        var configuration = GRDB.Configuration()
        configuration.readonly = true
        return configuration
    }

    private func copy(_ database: DurableDatabase, to directory: String, _ name: String) throws -> StoreBackup.File {
        let path = "\(directory)/\(name)"
        // Made here for its owner only.
        _ = try disk.open(path, creating: true)
        let target = try DatabaseQueue(path: path)
        // In one step, from one moment; commits go on beside it.
        try database.use { try $0.pool.backup(to: target) }
        try target.close()
        try disk.open(path, creating: false).sync()
        return StoreBackup.File(name: name, octets: try disk.size(of: path) ?? 0)
    }

    /// Copies a segment as far as it is needed.
    ///
    /// What is missing is told, and holds up nothing else.
    private func copySegment(
        _ segment: Int64, length: Int, to directory: String, _ backup: inout StoreBackup
    ) throws(QueueStoreError) {
        let name = "spool/\(SegmentSpool.name(of: segment))"
        let path = "\(self.directory)/\(name)"
        guard try disk.size(of: path) != nil else {
            backup.problems.append("\(name) is missing")
            return
        }
        let source = try disk.open(path, creating: false)
        let target = try disk.open("\(directory)/\(name)", creating: true)
        var offset = 0
        while offset < length {
            let piece = try source.read(min(Self.copyStep, length - offset), at: offset)
            if piece.isEmpty { break }
            try target.write(piece, at: offset)
            offset += piece.count
        }
        if offset < length { backup.problems.append("\(name) ends \(length - offset) octets too early") }
        try target.sync()
        backup.files.append(StoreBackup.File(name: name, octets: offset))
    }
}
