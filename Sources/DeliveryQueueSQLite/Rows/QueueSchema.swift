internal import GRDB

/// The tables of the queue's database, as numbered migrations.
enum QueueSchema {
    /// The migrations from an empty database to this version; one that was published is never changed.
    ///
    /// The references between tables are not enforced: all rows of a message are written and removed together.
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
        migrator.registerMigration("3: segments, checksums, keys, state") { database in
            // A content of an earlier version has no checksum. Large ones have only their beginning in `contents`, and the
            // rest in `extents` of segment files.
            try database.execute(
                sql: """
                    ALTER TABLE contents ADD COLUMN checksum INTEGER;
                    CREATE TABLE extents (
                        message INTEGER NOT NULL,
                        position INTEGER NOT NULL,
                        segment INTEGER NOT NULL,
                        offset INTEGER NOT NULL,
                        length INTEGER NOT NULL,
                        checksum INTEGER NOT NULL,
                        PRIMARY KEY (message, position)
                    ) WITHOUT ROWID;
                    CREATE INDEX extents_of_segments ON extents (segment);
                    ALTER TABLE messages ADD COLUMN injection_key BLOB;
                    CREATE UNIQUE INDEX injection_keys ON messages (injection_key) WHERE injection_key IS NOT NULL;
                    ALTER TABLE recipients ADD COLUMN is_ambiguous INTEGER NOT NULL DEFAULT 0;
                    ALTER TABLE events ADD COLUMN is_ambiguous INTEGER NOT NULL DEFAULT 0;
                    ALTER TABLE events ADD COLUMN report INTEGER;
                    UPDATE events SET is_ambiguous = 1 WHERE kind = 'interrupted';
                    UPDATE recipients SET is_ambiguous = 1 WHERE EXISTS
                        (SELECT 1 FROM events WHERE events.message = recipients.message
                            AND events.recipient = recipients.position AND kind = 'interrupted');
                    CREATE TABLE state (
                        space TEXT NOT NULL,
                        key BLOB NOT NULL,
                        value BLOB NOT NULL,
                        PRIMARY KEY (space, key)
                    ) WITHOUT ROWID;
                    CREATE TABLE quarantine (
                        message INTEGER PRIMARY KEY,
                        time INTEGER NOT NULL,
                        reason TEXT NOT NULL
                    );
                    """)
        }
        migrator.registerMigration("4: delays told of, release times, counts") { database in
            // None of them rewrites a row. NULL in `release_at` where the first attempts were due at once, and in
            // `recipient_count` of messages of an earlier version.
            try database.execute(
                sql: """
                    ALTER TABLE recipients ADD COLUMN is_delay_reported INTEGER NOT NULL DEFAULT 0;
                    ALTER TABLE messages ADD COLUMN release_at INTEGER;
                    ALTER TABLE messages ADD COLUMN recipient_count INTEGER;
                    """)
        }
        migrator.registerMigration("5: who speaks for senders") { database in
            // NULL for what was handed in on this machine, and in messages of an earlier version, which took no others
            // than those of known senders.
            try database.execute(sql: "ALTER TABLE messages ADD COLUMN sender_proof TEXT")
        }
        return migrator
    }
}
