import MailAddressing
import MailCryptography
import MailForwarding

/// A directory in memory with two verified domains and three accounts.
struct DirectoryFixture {
    static let noon: Int64 = 1_800_000_000
    static let ada = DirectoryActor.user(address("ada@example.org"))
    static let bob = DirectoryActor.user(address("bob@example.org"))

    let store = MemoryDirectoryStore()
    let directory: MailDirectory

    /// Makes the directory: `example.org` belongs to ada, `example.net` to the administrators.
    init(limits: DirectoryLimits = .standard) async throws {
        directory = try await MailDirectory.open(store, limits: limits)
        for (name, role) in [
            ("root@example.net", AccountRole.admin), ("ada@example.org", .user), ("bob@example.org", .user),
        ] {
            try await directory.addAccount(
                Account(Self.address(name), role: role, creation: Self.noon), as: .administrator)
        }
        try await add("example.org", owner: "ada@example.org")
        try await add("example.net")
    }

    /// Adds a domain that is verified.
    func add(_ name: String, owner: String? = nil) async throws {
        let domain = try DomainName(name)
        try await directory.addDomain(
            domain, keys: [], as: .administrator, owner: owner.map(Self.address), at: Self.noon)
        try await directory.noteVerification(of: domain, isVerified: true, as: .administrator, at: Self.noon)
    }

    /// Adds an alias.
    @discardableResult
    func alias(
        _ text: String, to targets: String..., as actor: DirectoryActor = .administrator,
        _ edit: (inout Alias) -> Void = { _ in }
    ) async throws -> Alias {
        var alias = Alias(
            try Mailbox(text), targets: try targets.map { try Mailbox($0) }, creation: Self.noon)
        edit(&alias)
        return try await directory.addAlias(alias, as: actor)
    }

    /// What an address is to the directory at noon.
    func judge(_ text: String, at now: Int64 = noon) throws -> RecipientVerdict {
        directory.judge(try Mailbox(text), at: now)
    }

    /// Where mail to an address goes, before any rule; nil where it is not accepted.
    func targets(_ text: String, at now: Int64 = noon) throws -> [String]? {
        guard case .accepted(let match) = try judge(text, at: now) else { return nil }
        return match.targets.map(\.description)
    }

    /// An address of a test, which is one.
    static func address(_ text: String) -> Mailbox {
        guard let mailbox = try? Mailbox(text) else { preconditionFailure("\(text) is no address") }
        return mailbox
    }
}

/// What an operation of a directory fails with; nil where it does not fail.
func failure<Answer>(_ operation: () async throws -> Answer) async -> DirectoryError.Kind? {
    do {
        _ = try await operation()
        return nil
    } catch {
        return (error as? DirectoryError)?.kind
    }
}
