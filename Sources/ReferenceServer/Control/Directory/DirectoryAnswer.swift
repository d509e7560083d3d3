/// The answer to a question about the directory; exactly one part is there, but for a new domain, which has two.
struct DirectoryAnswer: Codable, Hashable, Sendable {
    /// All domains, by name.
    var domains: [ForwardingDomainView]?
    /// A domain as it is now.
    var domain: ForwardingDomainView?
    /// What the DNS records of a domain are made of.
    var plan: DomainPlanView?
    /// A page of the aliases.
    var aliases: AliasPageView?
    /// An alias as it is now.
    var alias: AliasView?
    /// A page of the rules.
    var rules: RulePageView?
    /// A rule as it is now.
    var rule: RuleView?
    /// All accounts, by name.
    var accounts: [AccountView]?
    /// An account as it is now.
    var account: AccountView?
    /// What was removed.
    var removal: DirectoryRemovalView?
    /// Why nothing was done.
    var problem: DirectoryProblem?
}

/// What was removed from the directory.
struct DirectoryRemovalView: Codable, Hashable, Sendable {
    /// What is gone, as the directory writes it.
    var removed: [String] = []
    /// What was not there.
    var unknown: [String] = []
    /// How many aliases went with a domain; absent where no domain was removed.
    var aliases: Int?
    /// Why the rest was not removed; absent where all was.
    var problem: DirectoryProblem?
}
