public import MailAddressing
public import MailCryptography

extension MailDirectory {
    /// Adds an account.
    ///
    /// - Parameters:
    ///   - account: the account.
    ///   - actor: who asks: an administrator.
    /// - Throws: `DirectoryError` of the kind `duplicate`, `invalid`, `notAllowed` or `store`.
    public func addAccount(_ account: Account, as actor: DirectoryActor) async throws(DirectoryError) {
        guard actor == .administrator else {
            throw DirectoryError(.notAllowed, "Only an administrator may add accounts")
        }
        try Self.check(account)
        try await change { [limits] contents throws(DirectoryError) in
            guard contents.accounts[account.name] == nil else {
                throw DirectoryError(.duplicate, "There is an account \(account.name) already")
            }
            guard contents.accounts.count < limits.accounts else {
                throw DirectoryError(.notAllowed, "There are \(limits.accounts) accounts, which is the most")
            }
            return ([.putAccount(account)], ())
        }
    }

    /// Changes an account: role, password, limits, whether it is enabled.
    ///
    /// - Parameters:
    ///   - name: the account.
    ///   - actor: who asks: an administrator, or the account itself for its password.
    ///   - edit: makes the changes; the name and the time of creation stay.
    /// - Returns: the account as it is now.
    /// - Throws: `DirectoryError` of the kind `unknown`, `invalid`, `notAllowed` or `store`.
    @discardableResult
    public func changeAccount(
        _ name: Mailbox, as actor: DirectoryActor, _ edit: (inout Account) -> Void
    ) async throws(DirectoryError) -> Account {
        try await change { contents throws(DirectoryError) in
            let before = try Self.account(name, for: actor, in: contents)
            var after = before
            edit(&after)
            guard after.name == before.name else { throw DirectoryError(.invalid, "An account cannot be renamed") }
            if actor != .administrator {
                var own = before
                own.password = after.password
                guard own == after else {
                    throw DirectoryError(.notAllowed, "An account may change nothing of itself but its password")
                }
            }
            try Self.check(after)
            return (after == before ? [] : [.putAccount(after)], after)
        }
    }

    /// Removes an account; what belonged to it stays, and belongs to the administrators.
    ///
    /// - Parameters:
    ///   - name: the account.
    ///   - actor: who asks: an administrator.
    /// - Throws: `DirectoryError` of the kind `unknown`, `notAllowed` or `store`.
    public func removeAccount(_ name: Mailbox, as actor: DirectoryActor) async throws(DirectoryError) {
        guard actor == .administrator else {
            throw DirectoryError(.notAllowed, "Only an administrator may remove accounts")
        }
        try await change { contents throws(DirectoryError) in
            let account = try Self.account(name, for: actor, in: contents)
            var changes: [DirectoryChange] = []
            for var domain in contents.domains.values where domain.owner == account.name {
                domain.owner = nil
                changes.append(.putDomain(domain))
            }
            for var alias in contents.aliases.values where alias.owner == account.name {
                alias.owner = nil
                changes.append(.putAlias(alias))
            }
            return (changes + [.removeAccount(account.name)], ())
        }
    }

    /// The accounts that are there for somebody, by name: a user sees its own.
    ///
    /// - Parameter actor: who asks.
    public func accounts(as actor: DirectoryActor) -> [Account] {
        read { $0.accounts.values.filter { actor.owns($0.name) }.sorted { $0.name.isBefore($1.name) } }
    }

    /// What is kept of the password of an account that may log in; nil for all others.
    ///
    /// - Parameter name: the account, its local part in any case.
    public func password(of name: Mailbox) -> StoredPassword? {
        read { contents in
            guard let account = contents.accounts[name.folded], account.isEnabled else { return nil }
            return account.password
        }
    }

    /// Whether an account may send as an address: its own, or that of an alias of its own that is in use.
    ///
    /// - Parameters:
    ///   - name: the account, its local part in any case.
    ///   - sender: the address; what stands behind a `+` counts where the alias takes it.
    ///   - now: the time, in seconds since 1970.
    public func mayAccount(_ name: Mailbox, sendAs sender: Mailbox, at now: Int64) -> Bool {
        read { contents in
            let name = name.folded
            guard let account = contents.accounts[name], account.isEnabled else { return false }
            if sender.folded == name { return true }
            guard let found = contents.alias(for: sender), found.alias.isActive(at: now),
                contents.isVerified(found.alias.address.host)
            else { return false }
            return found.alias.owner == name
        }
    }

    private static func account(
        _ name: Mailbox, for actor: DirectoryActor, in contents: DirectoryContents
    ) throws(DirectoryError) -> Account {
        guard let account = contents.accounts[name.folded], actor.owns(account.name) else {
            throw DirectoryError(.unknown, "There is no account \(name) here")
        }
        return account
    }

    private static func check(_ account: Account) throws(DirectoryError) {
        guard account.name.host.domain != nil, !account.name.description.utf8.contains(UInt8(ascii: "\"")) else {
            throw DirectoryError(.invalid, "An account is named by an address without quotes, as ada@example.org")
        }
        let limits = account.limits
        let all = [
            limits.messagesPerHour, limits.messagesPerDay, limits.recipientsPerHour, limits.recipientsPerDay,
        ]
        guard all.allSatisfy({ ($0 ?? 0) >= 0 }) else {
            throw DirectoryError(.invalid, "A limit of an account is not less than nothing")
        }
    }
}
