public import DeliveryQueue
import GRDB

/// A store on disk, in a directory that this store alone owns: a SQLite database for the queue, another for the history, and
/// segment files for large contents.
///
/// Guarantees with `Durability.full`: when `commit` returns, its changes were synced and survive a power cut. One writer
/// commits whatever waits in one transaction, and large contents are synced once for all that wait. After a failed write
/// or sync nothing that was not synced before is relied upon: commits are refused until the log was begun anew. A message
/// that is damaged on the disk is put aside and holds up no other. The directory is locked until the store is closed or
/// the process ends.
public final class SQLiteQueueStore: QueueStore, StateStore {
    /// How a store works.
    public struct Options: Hashable, Sendable {
        /// How much a commit survives.
        public var durability = Durability.full
        /// Contents of more octets lie in segment files; so does whatever came by way of `makeSpool`, of any size, but
        /// for the head that is put before it.
        ///
        /// Default 64 KiB: below that a copy into the database costs less than a second file to sync.
        public var spoolThreshold = 65_536
        /// How many octets have to be left on the disk for new mail to be taken; 0 for any.
        ///
        /// Default 64 MiB: room to record what becomes of the mail that is here already, and to begin a log anew.
        public var minimumFreeSpace = 64 << 20

        /// How long the write-ahead logs may become; smaller in tests, so that little work reaches the limits.
        package var logLimits = LogLimits()
        /// The size in octets at which a segment file is full.
        package var segmentSize = 64 << 20

        /// Makes the default options.
        public init() {}
    }

    let queue: DurableDatabase
    let history: DurableDatabase
    let spool: SegmentSpool
    let disk: any StoreDisk
    let room: RoomWatch
    let writer: GroupCommitWriter
    let events: @Sendable (QueueStoreEvent) -> Void
    let options: Options
    /// Whether maintenance goes on; one at a time.
    let isMaintaining = Locked(false)
    /// Whether the files were closed; whoever closes them a second time waits for the first.
    private let isClosed = Locked(false)
    /// The keys of messages that come to the history while messages with keys are accepted.
    let movedKeys = Locked(MovedKeys())
    private let lock: DirectoryLock
    /// The directory.
    public let directory: String

    /// Opens the store in a directory, and makes directory and files where they are absent.
    ///
    /// - Parameters:
    ///   - directory: the directory's path. It is made for its owner only.
    ///   - options: how it works.
    ///   - events: is told what the store has to say of itself, on any thread.
    /// - Throws: `QueueStoreError`: `inUse` when another process owns the directory, `inaccessible` when it cannot be
    ///   written, `damaged` when a database is no database or of a later version.
    public convenience init(
        at directory: String, options: Options = Options(),
        events: @escaping @Sendable (QueueStoreEvent) -> Void = { _ in }
    ) throws(QueueStoreError) {
        try self.init(at: directory, options: options, disk: SystemDisk(), events: events)
    }

    /// Opens the store over a disk of the caller's, for tests.
    package init(
        at directory: String, options: Options, disk: any StoreDisk,
        events: @escaping @Sendable (QueueStoreEvent) -> Void
    ) throws(QueueStoreError) {
        try disk.makeDirectory(directory)
        lock = try DirectoryLock(path: directory + "/lock")
        self.directory = directory
        self.options = options
        self.disk = disk
        self.events = events
        queue = try DurableDatabase(
            path: directory + "/queue.sqlite", durability: options.durability, disk: disk,
            migrator: QueueSchema.migrator)
        history = try DurableDatabase(
            path: directory + "/history.sqlite", durability: options.durability, disk: disk,
            migrator: HistorySchema.migrator, preparation: { try HistorySchema.prepare($0) })
        spool = try SegmentSpool(directory: directory + "/spool", disk: disk, segmentSize: options.segmentSize)
        // The names of directory and databases are as durable as what is in them.
        if options.durability != .none {
            try disk.syncDirectory(directory)
            try disk.syncDirectory(SegmentSpool.parent(of: directory))
        }
        room = RoomWatch(path: directory, disk: disk, minimum: options.minimumFreeSpace, events: events)
        writer = GroupCommitWriter(
            database: queue, spool: spool, options: options, room: room, events: events)
        try takeUpSegments()
        try writer.start()
    }

    deinit { closeFiles() }

    /// Commits what waits, copies the log into the database, closes the files and gives the directory up.
    ///
    /// Whatever is asked of the store afterwards is refused as `stopped`.
    public func close() async {
        await OwnThread.run { [self] in closeFiles() }
    }

    private func closeFiles() {
        isClosed.withLock { isClosed in
            guard !isClosed else { return }
            isClosed = true
            writer.stop()
            spool.close()
            queue.close()
            history.close()
            // The files are closed before the lock is given up, so that the next owner finds nobody in them.
            lock.release()
        }
    }

    /// How often the store has synced since it was opened.
    public var counters: StoreCounters { writer.counters }

    /// Contents of more octets are better handed in piece by piece; see the contract of `QueueStore`.
    public var spoolThreshold: Int { options.spoolThreshold }

    /// Begins to keep the octets of a message that comes in pieces; see the contract of `QueueStore`.
    public func makeSpool() async throws(QueueStoreError) -> any ContentSpool {
        _ = try queue.current()
        try room.demand()
        return SegmentContentSpool(spool: spool, room: room)
    }

    /// Looks whether new mail would find room; see the contract of `QueueStore`.
    public func demandRoom(for octets: Int) throws(QueueStoreError) { try room.demand(for: octets) }

    /// Tells the spool what is needed of the segments that are there, and removes the others.
    private func takeUpSegments() throws(QueueStoreError) {
        let live = try queue.readNow { try QueueRows.segmentUse(in: $0) }
        let missing = spool.load(live: live)
        if !missing.isEmpty {
            events(.note("Segment files are missing, with contents that are needed: \(missing); see waxwing check"))
        }
        let removed = try spool.removeOrphans(keeping: Set(live.keys))
        if removed.files > 0 {
            events(.note("\(removed.files) segment files that nobody needs were removed, \(removed.octets) octets"))
        }
        if !removed.strangers.isEmpty {
            events(.note("In \(directory)/spool lie files that are not the store's: \(removed.strangers)"))
        }
    }
}

/// Runs what blocks for long on a thread of its own, so that tasks go on.
enum OwnThread {
    static func run<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            do {
                try StoreThread { continuation.resume(returning: work()) }.detach()
            } catch {
                // No thread is to be had: better slowly than not at all.
                continuation.resume(returning: work())
            }
        }
    }
}
