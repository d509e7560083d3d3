import GRDB
import MailAddressing
import MailCryptography
import MailForwarding

/// Turns the changes of a directory into rows, in the transaction of the caller.
enum DirectoryRows {
    static func write(_ change: DirectoryChange, to database: Database) throws {
        switch change {
        case .putDomain(let domain): try put(domain, in: database)
        case .removeDomain(let name): try remove(domain: name, from: database)
        case .putAlias(let alias): try put(alias, in: database)
        case .removeAlias(let address): try remove(alias: address, from: database)
        case .putRule(let rule): try put(rule, in: database)
        case .removeRule(let identifier):
            try run("DELETE FROM rules WHERE number = ?", [identifier.number], in: database)
        case .putAccount(let account): try put(account, in: database)
        case .removeAccount(let name):
            try run("DELETE FROM accounts WHERE name = ?", [name.description], in: database)
        case .putReverseAlias(let reverse): try put(reverse, in: database)
        case .addCount(let counter, let count): try add(count, to: counter, in: database)
        case .putSetting(let setting, let value):
            try run(
                "INSERT OR REPLACE INTO settings VALUES (?, coalesce(?, x''))", [setting.rawValue, value.data],
                in: database)
        }
    }

    private static func put(_ domain: ForwardingDomain, in database: Database) throws {
        try run(
            "INSERT OR REPLACE INTO domains VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                domain.name.text, domain.owner?.description, domain.isShared, domain.state.rawValue, domain.creation,
                domain.verification, domain.catchAll?.targets.lines, domain.catchAll?.isEnabled ?? false,
                domain.takesSubdomains, domain.note,
            ], in: database)
        try run("DELETE FROM domain_keys WHERE domain = ?", [domain.name.text], in: database)
        for (position, key) in domain.keys.enumerated() {
            try run(
                "INSERT INTO domain_keys VALUES (?, ?, ?, ?, ?)",
                [domain.name.text, position, key.selector, key.privateKeyPEM, key.creation], in: database)
        }
    }

    private static func remove(domain name: DomainName, from database: Database) throws {
        let ofItsAliases = "IN (SELECT address FROM aliases WHERE domain = ?)"
        for statement in [
            "DELETE FROM reverse_aliases WHERE alias \(ofItsAliases)",
            "DELETE FROM alias_counts WHERE address \(ofItsAliases)",
            "DELETE FROM aliases WHERE domain = ?", "DELETE FROM rules WHERE domain = ?",
            "DELETE FROM domain_keys WHERE domain = ?", "DELETE FROM domains WHERE name = ?",
        ] {
            try run(statement, [name.text], in: database)
        }
    }

    private static func put(_ alias: Alias, in database: Database) throws {
        guard let domain = alias.address.host.domain else { return }
        try run(
            "INSERT OR REPLACE INTO aliases VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                alias.address.description, domain.text, alias.owner?.description, alias.targets.lines, alias.isEnabled,
                alias.disabledAnswer.rawValue, alias.expiry, alias.takesTags, alias.presentation.rawValue,
                alias.displayName, alias.note, alias.creation,
            ], in: database)
    }

    private static func remove(alias address: Mailbox, from database: Database) throws {
        for statement in [
            "DELETE FROM reverse_aliases WHERE alias = ?", "DELETE FROM alias_counts WHERE address = ?",
            "DELETE FROM rules WHERE alias = ?", "DELETE FROM aliases WHERE address = ?",
        ] {
            try run(statement, [address.description], in: database)
        }
    }

    private static func put(_ rule: ForwardingRule, in database: Database) throws {
        guard let domain = rule.scope.domain else { return }
        var alias: String?
        if case .alias(let address) = rule.scope { alias = address.description }
        try run(
            """
            INSERT INTO rules VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)
            ON CONFLICT (number) DO UPDATE SET domain = excluded.domain, alias = excluded.alias,
                priority = excluded.priority, condition = excluded.condition, action = excluded.action,
                is_enabled = excluded.is_enabled, note = excluded.note
            """,
            [
                rule.identifier.number, domain.text, alias, rule.priority,
                rule.condition.description, rule.action.description, rule.isEnabled, rule.note,
            ], in: database)
    }

    private static func put(_ account: Account, in database: Database) throws {
        let limits = account.limits
        try run(
            "INSERT OR REPLACE INTO accounts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                account.name.description, account.role.rawValue, account.password?.text, account.isEnabled,
                limits.messagesPerHour, limits.messagesPerDay, limits.recipientsPerHour, limits.recipientsPerDay,
                account.creation,
            ], in: database)
    }

    private static func put(_ reverse: ReverseAlias, in database: Database) throws {
        try run(
            "INSERT OR REPLACE INTO reverse_aliases VALUES (?, ?, ?, ?)",
            [
                reverse.address.description, reverse.alias.description, reverse.correspondent.description,
                reverse.creation,
            ], in: database)
    }

    /// Adds to a count of something that is there; what is over the largest number stays at it.
    private static func add(_ count: UInt64, to counter: DirectoryCounter, in database: Database) throws {
        let more = Int64(clamping: count)
        switch counter {
        case .rule(let identifier):
            try run(
                "UPDATE rules SET matches = min(matches, \(Int64.max) - ?) + ? WHERE number = ?",
                [more, more, identifier.number], in: database)
        case .alias(let address, let outcome):
            try run(
                """
                INSERT INTO alias_counts SELECT address, ?, ? FROM aliases WHERE address = ?
                ON CONFLICT (address, outcome) DO UPDATE SET count = min(count, \(Int64.max) - excluded.count) + excluded.count
                """,
                [outcome.rawValue, more, address.description], in: database)
        }
    }

    private static func run(
        _ sql: String, _ arguments: [(any DatabaseValueConvertible)?], in database: Database
    ) throws {
        try database.cachedStatement(sql: sql).execute(arguments: StatementArguments(arguments))
    }
}
