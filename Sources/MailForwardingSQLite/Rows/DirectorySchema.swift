internal import GRDB

/// The tables of a directory's database, as numbered migrations.
enum DirectorySchema {
    /// The migrations from an empty database to this version; one that was published is never changed.
    ///
    /// Addresses are kept as they are sent, domains as A-labels, lists of addresses with a line for each, conditions and
    /// actions of rules in their written form, times in seconds since 1970. NULL stands for what is absent.
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1: domains, aliases, rules, accounts") { database in
            try database.execute(
                sql: """
                    CREATE TABLE domains (
                        name TEXT PRIMARY KEY,
                        owner TEXT,
                        is_shared INTEGER NOT NULL,
                        state TEXT NOT NULL,
                        created_at INTEGER NOT NULL,
                        verified_at INTEGER,
                        catch_all TEXT,
                        has_catch_all INTEGER NOT NULL,
                        takes_subdomains INTEGER NOT NULL,
                        note TEXT NOT NULL
                    ) WITHOUT ROWID;
                    CREATE TABLE domain_keys (
                        domain TEXT NOT NULL,
                        position INTEGER NOT NULL,
                        selector TEXT NOT NULL,
                        private_key TEXT NOT NULL,
                        created_at INTEGER NOT NULL,
                        PRIMARY KEY (domain, position)
                    ) WITHOUT ROWID;
                    CREATE TABLE aliases (
                        address TEXT PRIMARY KEY,
                        domain TEXT NOT NULL,
                        owner TEXT,
                        targets TEXT NOT NULL,
                        is_enabled INTEGER NOT NULL,
                        disabled_answer TEXT NOT NULL,
                        expires_at INTEGER,
                        takes_tags INTEGER NOT NULL,
                        presentation TEXT NOT NULL,
                        display_name TEXT,
                        note TEXT NOT NULL,
                        created_at INTEGER NOT NULL
                    ) WITHOUT ROWID;
                    CREATE INDEX aliases_of_domain ON aliases (domain);
                    CREATE TABLE alias_counts (
                        address TEXT NOT NULL,
                        outcome TEXT NOT NULL,
                        count INTEGER NOT NULL,
                        PRIMARY KEY (address, outcome)
                    ) WITHOUT ROWID;
                    CREATE TABLE rules (
                        number INTEGER PRIMARY KEY,
                        domain TEXT NOT NULL,
                        alias TEXT,
                        priority INTEGER NOT NULL,
                        condition TEXT NOT NULL,
                        action TEXT NOT NULL,
                        is_enabled INTEGER NOT NULL,
                        note TEXT NOT NULL,
                        matches INTEGER NOT NULL
                    );
                    CREATE INDEX rules_of_domain ON rules (domain);
                    CREATE TABLE accounts (
                        name TEXT PRIMARY KEY,
                        role TEXT NOT NULL,
                        password TEXT,
                        is_enabled INTEGER NOT NULL,
                        messages_per_hour INTEGER,
                        messages_per_day INTEGER,
                        recipients_per_hour INTEGER,
                        recipients_per_day INTEGER,
                        created_at INTEGER NOT NULL
                    ) WITHOUT ROWID;
                    CREATE TABLE reverse_aliases (
                        address TEXT PRIMARY KEY,
                        alias TEXT NOT NULL,
                        correspondent TEXT NOT NULL,
                        created_at INTEGER NOT NULL
                    ) WITHOUT ROWID;
                    CREATE INDEX reverse_aliases_of_alias ON reverse_aliases (alias);
                    CREATE TABLE settings (
                        name TEXT PRIMARY KEY,
                        value BLOB NOT NULL
                    ) WITHOUT ROWID;
                    """)
        }
        return migrator
    }
}
