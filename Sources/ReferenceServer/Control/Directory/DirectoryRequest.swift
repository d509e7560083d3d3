/// Something to know of the directory of domains, aliases, rules and accounts, or to change in it, as it goes through
/// the control socket; complete.
///
/// Names and addresses are as people write them: whoever answers reads them, and says what is wrong with them.
enum DirectoryRequest: Codable, Hashable, Sendable {
    /// That the mail of a domain is forwarded, with new keys that it is signed with.
    case addDomain(DomainDraft)
    /// All domains.
    case domains
    /// One domain.
    case domain(String)
    /// What the DNS records of a domain are made of, with this mail host or the usual one.
    case domainRecords(String, mailHost: String?)
    /// That something of a domain is other than it was.
    case changeDomain(String, DomainEdit)
    /// That the DNS records of a domain were found.
    case noteVerification(String)
    /// That a domain is gone; one that has aliases only where these may go too.
    case removeDomain(String, withAliases: Bool)
    /// That mail to an address goes on to others.
    case addAlias(String, AliasEdit)
    /// A page of the aliases, by domain and local part: those of one domain or of all, behind one or the first.
    case aliases(domain: String?, after: String?, limit: Int)
    /// One alias.
    case alias(String)
    /// That something of an alias is other than it was.
    case changeAlias(String, AliasEdit)
    /// That aliases are gone.
    case removeAliases([String])
    /// That something becomes of messages to a domain or an alias.
    case addRule(RuleDraft)
    /// A page of the rules in the order in which they are asked: those of one domain, or of all domains behind one.
    case rules(domain: String?, after: String?)
    /// That something of a rule is other than it was.
    case changeRule(String, RuleEdit)
    /// That rules are gone.
    case removeRules([String])
    /// That somebody may own domains and aliases.
    case addAccount(String, AccountEdit)
    /// All accounts.
    case accounts
    /// One account.
    case account(String)
    /// That something of an account is other than it was.
    case changeAccount(String, AccountEdit)
    /// That accounts are gone.
    case removeAccounts([String])
}
