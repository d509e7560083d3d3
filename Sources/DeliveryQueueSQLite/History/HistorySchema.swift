import GRDB

/// The tables of the history's database, as numbered migrations.
///
/// A message is one row of `messages`, most of it in the BLOB `record`, which `HistoryRecord` reads and writes. The
/// other columns and tables are what is searched and counted by:
///
/// - `recipients` finds messages by a whole address;
/// - `outcomes` has a row for each message and host of its recipients, in the order of acceptance: statistics are read
///   from it, and messages found by the time and by a recipient's host;
/// - `eras` divides all of it, so that what is new stands together in each index: see `HistoryEras`;
/// - `totals` counts recipients by state, so that a summary costs nothing.
///
/// Local parts are folded, hosts are canonical. Injection keys are kept as BLOBs, since TEXT would end at a NUL.
enum HistorySchema {
    /// The value of SQLite's `auto_vacuum` with which `HistoryRows.vacuum` can give pages back.
    private static let incremental = 2

    /// Prepares a new, empty database; on one that has tables it changes nothing.
    ///
    /// It has to come before anything is written to the file, also before the write-ahead log is chosen as that writes
    /// the first page: so in the configuration's `prepareDatabase`.
    ///
    /// - Parameter database: any new connection, outside of a transaction; one that only reads is left alone.
    /// - Throws: `DatabaseError`.
    static func prepare(_ database: Database) throws {
        guard !database.configuration.readonly else { return }
        try database.execute(sql: "PRAGMA auto_vacuum = \(incremental)")
    }

    /// Whether the database was prepared in time, so that it can become smaller.
    ///
    /// - Parameter database: any connection.
    /// - Throws: `DatabaseError`.
    static func isPrepared(_ database: Database) throws -> Bool {
        try Int.fetchOne(database, sql: "PRAGMA auto_vacuum") == incremental
    }

    /// The migrations from an empty database to this version; one that was published is never changed.
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1: finished messages") { database in
            // `states` has a bit for each settled state that a recipient is in: see `HistoryOutcome`. Most messages are
            // delivered, so only the other states have an index. The host stands before the local part, as a domain of
            // senders is looked for as well as a sender.
            try database.execute(
                sql: """
                    CREATE TABLE messages (
                        id INTEGER PRIMARY KEY,
                        era INTEGER NOT NULL,
                        accepted_at INTEGER NOT NULL,
                        settled_at INTEGER NOT NULL,
                        size INTEGER NOT NULL,
                        states INTEGER NOT NULL,
                        sender_host TEXT NOT NULL,
                        sender_local TEXT NOT NULL,
                        key BLOB,
                        record BLOB NOT NULL
                    );
                    CREATE INDEX messages_by_settlement ON messages (settled_at);
                    CREATE INDEX messages_by_sender ON messages (era, sender_host, sender_local);
                    CREATE INDEX messages_by_sender_host ON messages (era, sender_host);
                    CREATE INDEX messages_by_key ON messages (key) WHERE key IS NOT NULL;
                    CREATE INDEX messages_bounced ON messages (id) WHERE states & 2;
                    CREATE INDEX messages_expired ON messages (id) WHERE states & 4;
                    CREATE INDEX messages_cancelled ON messages (id) WHERE states & 8;
                    CREATE TABLE recipients (
                        era INTEGER NOT NULL,
                        host TEXT NOT NULL,
                        local TEXT NOT NULL,
                        message INTEGER NOT NULL,
                        PRIMARY KEY (era, host, local, message)
                    ) WITHOUT ROWID;
                    CREATE TABLE outcomes (
                        accepted_at INTEGER NOT NULL,
                        message INTEGER NOT NULL,
                        host TEXT NOT NULL,
                        era INTEGER NOT NULL,
                        delivered INTEGER NOT NULL,
                        bounced INTEGER NOT NULL,
                        expired INTEGER NOT NULL,
                        cancelled INTEGER NOT NULL,
                        attempts INTEGER NOT NULL,
                        PRIMARY KEY (accepted_at, message, host)
                    ) WITHOUT ROWID;
                    CREATE INDEX outcomes_by_host ON outcomes (era, host, message);
                    CREATE TABLE eras (
                        number INTEGER PRIMARY KEY,
                        first INTEGER NOT NULL,
                        messages INTEGER NOT NULL
                    );
                    CREATE TABLE totals (
                        state TEXT PRIMARY KEY,
                        recipients INTEGER NOT NULL
                    ) WITHOUT ROWID;
                    INSERT INTO totals (state, recipients)
                        VALUES ('delivered', 0), ('bounced', 0), ('expired', 0), ('cancelled', 0);
                    """)
        }
        return migrator
    }
}
