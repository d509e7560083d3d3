internal import GRDB

/// The tables of the queue's database, as numbered migrations.
enum QueueSchema {
    /// The migrations from an empty database to this version; one that was published is never changed.
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1: messages, recipients, events") { database in
            try database.execute(
                sql: """
                    CREATE TABLE messages (
                        id INTEGER PRIMARY KEY,
                        reverse_path TEXT NOT NULL,
                        accepted_at INTEGER NOT NULL,
                        expires_at INTEGER NOT NULL,
                        size INTEGER NOT NULL,
                        is_eight_bit INTEGER NOT NULL,
                        origin TEXT NOT NULL,
                        settled_at INTEGER
                    );
                    CREATE INDEX unsettled_messages ON messages (id) WHERE settled_at IS NULL;
                    CREATE INDEX settled_messages ON messages (settled_at) WHERE settled_at IS NOT NULL;
                    CREATE TABLE contents (
                        message INTEGER PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE,
                        octets BLOB NOT NULL
                    );
                    CREATE TABLE recipients (
                        message INTEGER NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
                        position INTEGER NOT NULL,
                        mailbox TEXT NOT NULL,
                        state TEXT NOT NULL,
                        attempts INTEGER NOT NULL,
                        next_attempt INTEGER NOT NULL,
                        last_reply TEXT,
                        PRIMARY KEY (message, position)
                    ) WITHOUT ROWID;
                    CREATE TABLE events (
                        message INTEGER NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
                        sequence INTEGER NOT NULL,
                        recipient INTEGER NOT NULL,
                        time INTEGER NOT NULL,
                        kind TEXT NOT NULL,
                        reply TEXT,
                        host TEXT,
                        detail TEXT,
                        next_attempt INTEGER,
                        PRIMARY KEY (message, sequence)
                    ) WITHOUT ROWID;
                    """)
        }
        migrator.registerMigration("2: what senders ask for") { database in
            // As parameters of MAIL and RCPT; NULL where nothing is asked.
            try database.execute(
                sql: """
                    ALTER TABLE messages ADD COLUMN options TEXT;
                    ALTER TABLE recipients ADD COLUMN options TEXT;
                    """)
        }
        return migrator
    }
}
