import GRDB
import MailAddressing
import MailCryptography
import MailForwarding

extension DirectoryRows {
    /// All that is kept.
    ///
    /// - Throws: `DirectoryStoreError` of the kind `damaged`; `DatabaseError`.
    static func contents(of database: Database) throws -> DirectoryContents {
        var contents = DirectoryContents()
        let keys = try keys(of: database)
        for row in try rows("domains", of: database) {
            contents.apply(.putDomain(try domain(row, keys: keys)))
        }
        for row in try rows("accounts", of: database) { contents.apply(.putAccount(try account(row))) }
        for row in try rows("aliases", of: database) { contents.apply(.putAlias(try alias(row))) }
        for row in try rows("alias_counts", of: database) {
            let counter = DirectoryCounter.alias(
                try row.mailbox("address"), try row.word("outcome", as: AliasOutcome.self))
            contents.apply(.addCount(counter, UInt64(clamping: try row.integer("count"))))
        }
        for row in try rows("rules", of: database) {
            let rule = try rule(row)
            contents.apply(.putRule(rule))
            let matches = UInt64(clamping: try row.integer("matches"))
            if matches > 0 { contents.apply(.addCount(.rule(rule.identifier), matches)) }
        }
        for row in try rows("reverse_aliases", of: database) {
            contents.apply(
                .putReverseAlias(
                    ReverseAlias(
                        address: try row.mailbox("address"), alias: try row.mailbox("alias"),
                        correspondent: try row.mailbox("correspondent"), creation: try row.integer("created_at"))))
        }
        for row in try rows("settings", of: database) {
            contents.apply(
                .putSetting(try row.word("name", as: DirectorySetting.self), try row.octets("value")))
        }
        return contents
    }

    private static func rows(_ table: String, of database: Database) throws -> [DirectoryColumns] {
        try Row.fetchAll(database, sql: "SELECT * FROM \(table)").map { DirectoryColumns(row: $0, table: table) }
    }

    private static func keys(of database: Database) throws -> [DomainName: [DomainKey]] {
        var keys: [DomainName: [DomainKey]] = [:]
        let sql = "SELECT * FROM domain_keys ORDER BY domain, position"
        for row in try Row.fetchAll(database, sql: sql) {
            let columns = DirectoryColumns(row: row, table: "domain_keys")
            let selector = try columns.text("selector")
            let (pem, creation) = (try columns.text("private_key"), try columns.integer("created_at"))
            guard let key = try? DomainKey(selector: selector, privateKeyPEM: pem, creation: creation) else {
                throw columns.damaged("private_key")
            }
            keys[try columns.domain("domain"), default: []].append(key)
        }
        return keys
    }

    private static func domain(
        _ row: DirectoryColumns, keys: [DomainName: [DomainKey]]
    ) throws(DirectoryStoreError) -> ForwardingDomain {
        let name = try row.domain("name")
        var domain = ForwardingDomain(
            name, owner: try row.optionalMailbox("owner"), keys: keys[name] ?? [],
            creation: try row.integer("created_at"))
        domain.isShared = try row.flag("is_shared")
        domain.state = try row.word("state", as: DomainState.self)
        domain.verification = try row.optionalInteger("verified_at")
        if try row.optionalText("catch_all") != nil {
            domain.catchAll = CatchAll(
                targets: try row.mailboxes("catch_all"), isEnabled: try row.flag("has_catch_all"))
        }
        domain.takesSubdomains = try row.flag("takes_subdomains")
        domain.note = try row.text("note")
        return domain
    }

    private static func alias(_ row: DirectoryColumns) throws(DirectoryStoreError) -> Alias {
        var alias = Alias(
            try row.mailbox("address"), targets: try row.mailboxes("targets"), owner: try row.optionalMailbox("owner"),
            creation: try row.integer("created_at"))
        alias.isEnabled = try row.flag("is_enabled")
        alias.disabledAnswer = try row.word("disabled_answer", as: DisabledAnswer.self)
        alias.expiry = try row.optionalInteger("expires_at")
        alias.takesTags = try row.flag("takes_tags")
        alias.presentation = try row.word("presentation", as: PresentationPreference.self)
        alias.displayName = try row.optionalText("display_name")
        alias.note = try row.text("note")
        return alias
    }

    private static func rule(_ row: DirectoryColumns) throws(DirectoryStoreError) -> ForwardingRule {
        guard let condition = try? RuleCondition(try row.text("condition")) else { throw row.damaged("condition") }
        guard let action = try? RuleAction(try row.text("action")) else { throw row.damaged("action") }
        let scope: RuleScope
        if let alias = try row.optionalMailbox("alias") {
            scope = .alias(alias)
        } else {
            scope = .domain(try row.domain("domain"))
        }
        guard let identifier = RuleIdentifier(number: try row.integer("number")) else { throw row.damaged("number") }
        let (isEnabled, note) = (try row.flag("is_enabled"), try row.text("note"))
        let priority = Int32(clamping: try row.integer("priority"))
        do throws(ForwardingRuleError) {
            return try ForwardingRule(
                identifier: identifier, scope: scope, priority: priority, condition: condition, action: action,
                isEnabled: isEnabled, note: note)
        } catch {
            throw row.damaged("condition")
        }
    }

    private static func account(_ row: DirectoryColumns) throws(DirectoryStoreError) -> Account {
        var password: StoredPassword?
        if let text = try row.optionalText("password") {
            guard let stored = try? StoredPassword(text: text) else { throw row.damaged("password") }
            password = stored
        }
        func limit(_ name: String) throws(DirectoryStoreError) -> Int? {
            try row.optionalInteger(name).map { Int(clamping: $0) }
        }
        let limits = AccountLimits(
            messagesPerHour: try limit("messages_per_hour"), messagesPerDay: try limit("messages_per_day"),
            recipientsPerHour: try limit("recipients_per_hour"), recipientsPerDay: try limit("recipients_per_day"))
        var account = Account(
            try row.mailbox("name"), role: try row.word("role", as: AccountRole.self), password: password,
            limits: limits, creation: try row.integer("created_at"))
        account.isEnabled = try row.flag("is_enabled")
        return account
    }
}
