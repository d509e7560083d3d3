/// How many of each a directory may hold, so that no account fills the memory of the server.
public struct DirectoryLimits: Hashable, Sendable {
    /// The most domains: 1,000 by default, as each has keys, and DNS records to look after.
    public var domains = 1_000
    /// The most domains of one user: 20 by default.
    public var domainsPerUser = 20
    /// The most aliases: 100,000 by default, as all of them are in memory.
    public var aliases = 100_000
    /// The most aliases of one user: 1,000 by default, one for every shop of a long life.
    public var aliasesPerUser = 1_000
    /// The most rules of a domain and the aliases in it: 500 by default, as each message is held against all of them.
    public var rulesPerDomain = 500
    /// The most accounts: 10,000 by default.
    public var accounts = 10_000
    /// The most reverse aliases of an alias: 10,000 by default; beyond, strangers' mail goes on without a new one.
    public var reverseAliasesPerAlias = 10_000

    /// The limits that are meant for a server of one's own.
    public static let standard = DirectoryLimits()

    /// Makes the standard limits.
    public init() {}
}
