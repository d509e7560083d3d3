import Logging
import MailAddressing
import MailCryptography
import MailForwarding

extension ControlService {
    /// Adds an account.
    func addAccount(
        _ name: String, _ edit: AccountEdit, to directory: MailDirectory
    ) async throws(DirectoryError) -> DirectoryAnswer {
        var account = Account(try DirectoryText.mailbox(name, as: "the account"), creation: directoryTime)
        try AccountChange(edit).apply(to: &account)
        try await directory.addAccount(account, as: .administrator)
        note(
            "An account was added to the directory",
            ["account": "\(account.name)", "role": "\(account.role)"])
        return DirectoryAnswer(account: view(of: account, in: directory))
    }

    /// All accounts.
    func accounts(of directory: MailDirectory) -> DirectoryAnswer {
        let accounts = directory.accounts(as: .administrator)
        let (domains, aliases) = directory.read { contents in
            (Self.tally(contents.domains.values.map(\.owner)), Self.tally(contents.aliases.values.map(\.owner)))
        }
        return DirectoryAnswer(
            accounts: accounts.map { account in
                AccountView(account, domains: domains[account.name] ?? 0, aliases: aliases[account.name] ?? 0)
            })
    }

    /// One account.
    func account(_ name: String, in directory: MailDirectory) throws(DirectoryError) -> DirectoryAnswer {
        let name = try DirectoryText.mailbox(name, as: "the account")
        // An account has its name in lower case, as the directory has it.
        let key = Account(name, creation: 0).name
        guard let account = directory.read({ $0.accounts[key] }) else {
            throw DirectoryError(.unknown, "There is no account \(name) here")
        }
        return DirectoryAnswer(account: view(of: account, in: directory))
    }

    /// Changes an account.
    func changeAccount(
        _ name: String, _ edit: AccountEdit, in directory: MailDirectory
    ) async throws(DirectoryError) -> DirectoryAnswer {
        let name = try DirectoryText.mailbox(name, as: "the account")
        let change = try AccountChange(edit)
        let account = try await directory.changeAccount(name, as: .administrator) { change.apply(to: &$0) }
        note(
            "An account of the directory was changed",
            [
                "account": "\(account.name)", "role": "\(account.role)", "enabled": "\(account.isEnabled)",
                "password": edit.password == nil ? "kept" : "changed",
            ])
        return DirectoryAnswer(account: view(of: account, in: directory))
    }

    /// Removes accounts; what belonged to them belongs to the administrators then.
    func removeAccounts(
        _ names: [String], from directory: MailDirectory
    ) async throws(DirectoryError) -> DirectoryAnswer {
        let names = try DirectoryText.mailboxes(names, as: "the account")
        return await remove(names, "Accounts were removed from the directory") { name throws(DirectoryError) in
            try await directory.removeAccount(name, as: .administrator)
        }
    }

    private func view(of account: Account, in directory: MailDirectory) -> AccountView {
        directory.read { contents in
            AccountView(
                account, domains: contents.domains.values.count { $0.owner == account.name },
                aliases: contents.aliases.values.count { $0.owner == account.name })
        }
    }

    /// How often each owner is there.
    private static func tally(_ owners: [Mailbox?]) -> [Mailbox: Int] {
        var counts: [Mailbox: Int] = [:]
        for case let owner? in owners { counts[owner, default: 0] += 1 }
        return counts
    }
}

/// What becomes other in an account, once it was read.
private struct AccountChange {
    private let edit: AccountEdit
    private let role: AccountRole?
    private let password: StoredPassword?

    /// Reads a change.
    ///
    /// - Parameter edit: what was asked.
    /// - Throws: `DirectoryError` of the kind `invalid`.
    init(_ edit: AccountEdit) throws(DirectoryError) {
        self.edit = edit
        role = try edit.role.map { text throws(DirectoryError) in
            try DirectoryText.choice(text, of: AccountRole.allCases, as: "the role") { $0.rawValue }
        }
        password = try edit.password?.value.map(DirectoryText.password)
    }

    /// Changes an account.
    func apply(to account: inout Account) {
        account.role = role ?? account.role
        if edit.password != nil { account.password = password }
        account.isEnabled = edit.isEnabled ?? account.isEnabled
        if let limit = edit.messagesPerHour { account.limits.messagesPerHour = limit.value }
        if let limit = edit.messagesPerDay { account.limits.messagesPerDay = limit.value }
        if let limit = edit.recipientsPerHour { account.limits.recipientsPerHour = limit.value }
        if let limit = edit.recipientsPerDay { account.limits.recipientsPerDay = limit.value }
    }
}
