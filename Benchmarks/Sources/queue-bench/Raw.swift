import BenchmarkText
import CSyncs
import Foundation
import GRDB

/// What SQLite alone does with the same octets.
///
/// One writer, rows as the store has them, so many messages a transaction. Write-ahead log, synchronous=FULL; the same
/// connection checkpoints the log every 1,000 pages, as SQLite does by itself. Contents as large as the store puts into
/// segment files are measured that way too: appended to one file, which is synced once for each transaction, before the
/// transaction is.
struct Raw {
    /// What was measured.
    struct Row: Encodable {
        /// Octets of a message.
        var size: Int
        /// Messages in a transaction.
        var group: Int
        /// Where contents are put: `database` or `file`.
        var way: String
        /// How many messages were durable in a second.
        var messagesPerSecond: Double
        /// How many syncs there were for one.
        var syncsPerMessage: Double
    }

    private let options: Options
    private let folder: String
    /// Contents of so many octets are measured in a file too.
    private static let leastForFile = 65_536

    /// Makes the measurement.
    ///
    /// - Parameters:
    ///   - options: sizes, groups and seconds.
    ///   - folder: an empty folder.
    init(_ options: Options, in folder: String) {
        self.options = options
        self.folder = folder
    }

    /// Measures and prints.
    func run() throws {
        var rows: [Row] = []
        for size in options.sizes {
            for group in options.groups {
                rows.append(try measure(size: size, group: group, inFile: false))
                if size >= Self.leastForFile { rows.append(try measure(size: size, group: group, inFile: true)) }
            }
        }
        guard !options.json else { return try Figures.printJSON("raw", rows) }
        Figures.printTable(
            "SQLite alone:", ["octets", "messages a transaction", "contents in", "messages/s", "syncs a message"],
            rows.map { row in
                let (rate, syncs) = (row.messagesPerSecond.text(0), row.syncsPerMessage.text(3))
                return ["\(row.size)", "\(row.group)", row.way, rate, syncs]
            })
    }

    private func measure(size: Int, group: Int, inFile: Bool) throws -> Row {
        let path = "\(folder)/raw.sqlite"
        defer { for ending in ["", "-wal", "-shm"] { Scratch.remove(path + ending) } }
        let pool = try DatabasePool(path: path)
        let content = Data(Samples.content(of: size))
        let segment = try inFile ? Segment(path: "\(folder)/raw.segment") : nil
        defer { segment?.remove() }
        let row = try pool.writeWithoutTransaction { database in
            // GRDB sets its own value when it opens the writer.
            try database.execute(sql: "PRAGMA synchronous = 2")
            try database.execute(sql: Self.schema)
            var (number, syncs) = (0, UInt(0))
            var start = ContinuousClock.now
            // A tenth of the time warms up.
            for (seconds, isMeasured) in [(options.seconds / 10, false), (options.seconds, true)] {
                (start, syncs) = (ContinuousClock.now, sync_count())
                let first = number
                while ContinuousClock.now - start < .seconds(seconds) {
                    try database.inTransaction(.immediate) {
                        for _ in 0..<group {
                            number += 1
                            try segment?.append(content)
                            try insert(number, size: size, segment == nil ? content : nil, into: database)
                        }
                        try segment?.sync()
                        return .commit
                    }
                }
                guard isMeasured else { continue }
                let (count, elapsed) = (Double(number - first), ContinuousClock.now - start)
                return Row(
                    size: size, group: group, way: inFile ? "file" : "database",
                    messagesPerSecond: count / (elapsed / .seconds(1)),
                    syncsPerMessage: Double(sync_count() - syncs) / count)
            }
            return Row(size: size, group: group, way: "", messagesPerSecond: 0, syncsPerMessage: 0)
        }
        try pool.close()
        return row
    }

    private func insert(_ number: Int, size: Int, _ content: Data?, into database: Database) throws {
        try database.cachedStatement(sql: "INSERT INTO messages VALUES (?, 'ada@sender.test', 1, 2, ?, 0, 'raw', NULL)")
            .execute(arguments: [number, size])
        try database.cachedStatement(sql: "INSERT INTO contents VALUES (?, ?, 1)").execute(arguments: [number, content])
        try database.cachedStatement(sql: "INSERT INTO recipients VALUES (?, 0, ?, 'queued', 0, 1, NULL)")
            .execute(arguments: [number, "user\(number)@domain\(number % Samples.domains).example.test"])
    }

    private static let schema = """
        CREATE TABLE messages (id INTEGER PRIMARY KEY, reverse_path TEXT, accepted_at INTEGER, expires_at INTEGER,
            size INTEGER, is_eight_bit INTEGER, origin TEXT, settled_at INTEGER);
        CREATE INDEX unsettled_messages ON messages (id) WHERE settled_at IS NULL;
        CREATE TABLE contents (message INTEGER PRIMARY KEY, octets BLOB, checksum INTEGER);
        CREATE TABLE recipients (message INTEGER, position INTEGER, mailbox TEXT, state TEXT, attempts INTEGER,
            next_attempt INTEGER, last_reply TEXT, PRIMARY KEY (message, position)) WITHOUT ROWID;
        """
}

/// A file that only grows.
private struct Segment {
    private let path: String
    private let handle: FileHandle

    init(path: String) throws {
        self.path = path
        guard FileManager.default.createFile(atPath: path, contents: nil),
            let handle = FileHandle(forWritingAtPath: path)
        else { throw CocoaError(.fileWriteUnknown) }
        self.handle = handle
    }

    func append(_ data: Data) throws { try handle.write(contentsOf: data) }

    func sync() throws {
        guard fdatasync(handle.fileDescriptor) == 0 else { throw CocoaError(.fileWriteUnknown) }
    }

    func remove() {
        try? handle.close()
        Scratch.remove(path)
    }
}
