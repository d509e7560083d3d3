import Logging
import MailAddressing
import MailForwarding

extension ControlService {
    /// The most aliases of a page, and the fewest rules of one that is not the last.
    static let directoryPage = 5_000

    /// Adds an alias.
    func addAlias(
        _ address: String, _ edit: AliasEdit, to directory: MailDirectory
    ) async throws(DirectoryError) -> DirectoryAnswer {
        let now = directoryTime
        var alias = Alias(try DirectoryText.mailbox(address, as: "the alias"), targets: [], creation: now)
        try AliasChange(edit, at: now).apply(to: &alias)
        alias = try await directory.addAlias(alias, as: .administrator)
        note("An alias was added to the directory", ["alias": "\(alias.address)"])
        return DirectoryAnswer(alias: AliasView(alias, in: directory, at: now))
    }

    /// A page of the aliases.
    ///
    /// - Parameters:
    ///   - directory: the directory.
    ///   - domain: the domain whose aliases they are; nil for all.
    ///   - after: the alias that they follow, which need not be there any more; nil for the first page.
    ///   - limit: the most of them, 1 to ``directoryPage``.
    func aliases(
        of directory: MailDirectory, in domain: String?, after: String?, limit: Int
    ) throws(DirectoryError) -> DirectoryAnswer {
        let name = try domain.map { text throws(DirectoryError) in try DirectoryText.domain(text, as: "the domain") }
        if let name { _ = try directory.domain(name, as: .administrator) }
        var rest = directory.aliases(in: name, as: .administrator)[...]
        if let after {
            let last = try DirectoryText.mailbox(after, as: "the alias")
            let place = (last.host.description, last.localPart)
            rest = rest.drop { ($0.address.host.description, $0.address.localPart) <= place }
        }
        let page = rest.prefix(min(max(limit, 1), Self.directoryPage))
        let now = directoryTime
        return DirectoryAnswer(
            aliases: AliasPageView(
                entries: page.map { AliasView($0, in: directory, at: now) },
                next: page.count < rest.count ? page.last?.address.description : nil))
    }

    /// One alias.
    func alias(_ address: String, in directory: MailDirectory) throws(DirectoryError) -> DirectoryAnswer {
        let address = try DirectoryText.mailbox(address, as: "the alias")
        let alias = try directory.alias(address, as: .administrator)
        return DirectoryAnswer(alias: AliasView(alias, in: directory, at: directoryTime))
    }

    /// Changes an alias.
    func changeAlias(
        _ address: String, _ edit: AliasEdit, in directory: MailDirectory
    ) async throws(DirectoryError) -> DirectoryAnswer {
        let now = directoryTime
        let address = try DirectoryText.mailbox(address, as: "the alias")
        let change = try AliasChange(edit, at: now)
        let alias = try await directory.changeAlias(address, as: .administrator) { change.apply(to: &$0) }
        note(
            "An alias of the directory was changed",
            ["alias": "\(alias.address)", "enabled": "\(alias.isEnabled)"])
        return DirectoryAnswer(alias: AliasView(alias, in: directory, at: now))
    }

    /// Removes aliases.
    func removeAliases(
        _ addresses: [String], from directory: MailDirectory
    ) async throws(DirectoryError) -> DirectoryAnswer {
        let addresses = try DirectoryText.mailboxes(addresses, as: "the alias")
        return await remove(addresses, "Aliases were removed from the directory") { address throws(DirectoryError) in
            try await directory.removeAlias(address, as: .administrator)
        }
    }
}

/// What becomes other in an alias, once it was read.
private struct AliasChange {
    private let edit: AliasEdit
    private let targets: [Mailbox]?
    private let owner: Mailbox?
    private let disabledAnswer: DisabledAnswer?
    private let presentation: PresentationPreference?
    private let expiry: Int64?

    /// Reads a change.
    ///
    /// - Parameters:
    ///   - edit: what was asked.
    ///   - now: the time, in seconds since 1970.
    /// - Throws: `DirectoryError` of the kind `invalid`.
    init(_ edit: AliasEdit, at now: Int64) throws(DirectoryError) {
        self.edit = edit
        targets = try edit.targets.map { texts throws(DirectoryError) in
            try DirectoryText.mailboxes(texts, as: "a target")
        }
        owner = try edit.owner?.value.map { text throws(DirectoryError) in
            try DirectoryText.mailbox(text, as: "the owner")
        }
        disabledAnswer = try edit.whenDisabled.map { text throws(DirectoryError) in
            try DirectoryText.choice(
                text, of: DisabledAnswer.allCases, as: "what becomes of mail while the alias is not in use"
            ) { $0.rawValue }
        }
        presentation = try edit.author.map { text throws(DirectoryError) in
            try DirectoryText.choice(
                text, of: PresentationPreference.allCases, as: "how authors are shown"
            ) { $0.word }
        }
        if let lifetime = edit.lifetime?.value {
            let (sum, isTooLate) = now.addingReportingOverflow(max(1, lifetime))
            expiry = isTooLate ? .max : sum
        } else {
            expiry = nil
        }
    }

    /// Changes an alias.
    func apply(to alias: inout Alias) {
        alias.targets = targets ?? alias.targets
        if edit.owner != nil { alias.owner = owner }
        alias.isEnabled = edit.isEnabled ?? alias.isEnabled
        alias.disabledAnswer = disabledAnswer ?? alias.disabledAnswer
        if edit.lifetime != nil { alias.expiry = expiry }
        alias.takesTags = edit.takesTags ?? alias.takesTags
        alias.presentation = presentation ?? alias.presentation
        if let name = edit.displayName { alias.displayName = name.value }
        alias.note = edit.note ?? alias.note
    }
}
