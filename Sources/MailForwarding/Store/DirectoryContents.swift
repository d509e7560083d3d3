public import MailAddressing

/// All that a directory holds, found by name in a time that does not grow with it.
///
/// A value: what a ``DirectoryStore`` gives when it is opened, and what its changes are applied to. However the changes
/// were cut into commits, the same changes in the same order give equal contents.
public struct DirectoryContents: Hashable, Sendable {
    /// The domains.
    public private(set) var domains: [DomainName: ForwardingDomain] = [:]
    /// The aliases by address.
    public private(set) var aliases: [Mailbox: Alias] = [:]
    /// The rules.
    public private(set) var rules: [RuleIdentifier: ForwardingRule] = [:]
    /// The accounts by name.
    public private(set) var accounts: [Mailbox: Account] = [:]
    /// The reverse aliases by address.
    public private(set) var reverseAliases: [Mailbox: ReverseAlias] = [:]
    /// What was counted.
    public private(set) var counts: [DirectoryCounter: UInt64] = [:]
    /// What is known once.
    public private(set) var settings: [DirectorySetting: [UInt8]] = [:]

    /// The aliases of each domain.
    private var aliasesByDomain: [DomainName: Set<Mailbox>] = [:]
    /// The rules of each domain, and of the aliases in it.
    private var rulesByDomain: [DomainName: Set<RuleIdentifier>] = [:]
    /// The same in the order in which they are asked.
    private var books: [DomainName: RuleBook] = [:]
    /// The reverse aliases of each alias, by correspondent.
    private var correspondents: [Mailbox: [Mailbox: Mailbox]] = [:]

    /// Makes contents without anything in them.
    public init() {}
}

extension DirectoryContents {
    /// The aliases of a domain, by address in the order of their text.
    ///
    /// - Parameter domain: the domain.
    public func aliases(in domain: DomainName) -> [Alias] {
        (aliasesByDomain[domain] ?? []).compactMap { aliases[$0] }.sorted { $0.address.isBefore($1.address) }
    }

    /// How many aliases a domain has.
    ///
    /// - Parameter domain: the domain.
    public func aliasCount(in domain: DomainName) -> Int { aliasesByDomain[domain]?.count ?? 0 }

    /// The rules for mail to a domain and to the aliases in it.
    ///
    /// - Parameter domain: the domain.
    public func ruleBook(of domain: DomainName) -> RuleBook { books[domain] ?? RuleBook([]) }

    /// The address that stands for a correspondent of an alias; nil where there is none yet.
    ///
    /// - Parameters:
    ///   - correspondent: the correspondent.
    ///   - alias: the alias.
    public func reverseAlias(for correspondent: Mailbox, of alias: Mailbox) -> ReverseAlias? {
        correspondents[alias]?[correspondent.folded].flatMap { reverseAliases[$0] }
    }

    /// How many reverse aliases an alias has.
    ///
    /// - Parameter alias: the alias.
    public func reverseAliasCount(of alias: Mailbox) -> Int { correspondents[alias]?.count ?? 0 }

    /// Takes a change.
    ///
    /// - Parameter change: the change. A count of something that is not there is not kept.
    public mutating func apply(_ change: DirectoryChange) {
        switch change {
        case .putDomain(let domain): domains[domain.name] = domain
        case .removeDomain(let name): remove(domain: name)
        case .putAlias(let alias): put(alias)
        case .removeAlias(let address): remove(alias: address)
        case .putRule(let rule): put(rule)
        case .removeRule(let identifier): remove(rule: identifier)
        case .putAccount(let account): accounts[account.name] = account
        case .removeAccount(let name): accounts[name] = nil
        case .putReverseAlias(let reverse): put(reverse)
        case .addCount(let counter, let count): add(count, to: counter)
        case .putSetting(let setting, let value): settings[setting] = value
        }
    }

    private mutating func remove(domain name: DomainName) {
        domains[name] = nil
        for address in aliasesByDomain[name] ?? [] { remove(alias: address) }
        aliasesByDomain[name] = nil
        for identifier in rulesByDomain.removeValue(forKey: name) ?? [] {
            rules[identifier] = nil
            counts[.rule(identifier)] = nil
        }
        books[name] = nil
    }

    private mutating func put(_ alias: Alias) {
        guard let domain = alias.address.host.domain else { return }
        aliases[alias.address] = alias
        aliasesByDomain[domain, default: []].insert(alias.address)
    }

    private mutating func remove(alias address: Mailbox) {
        guard let domain = address.host.domain else { return }
        aliases[address] = nil
        aliasesByDomain[domain]?.remove(address)
        if aliasesByDomain[domain]?.isEmpty == true { aliasesByDomain[domain] = nil }
        for reverse in correspondents.removeValue(forKey: address)?.values ?? [:].values {
            reverseAliases[reverse] = nil
        }
        for rule in ruleBook(of: domain).rules where rule.scope == .alias(address) { remove(rule: rule.identifier) }
        for outcome in AliasOutcome.allCases { counts[.alias(address, outcome)] = nil }
    }

    private mutating func put(_ rule: ForwardingRule) {
        let before = rules.updateValue(rule, forKey: rule.identifier)?.scope.domain
        if let before { rulesByDomain[before]?.remove(rule.identifier) }
        if let domain = rule.scope.domain { rulesByDomain[domain, default: []].insert(rule.identifier) }
        for domain in Set([before, rule.scope.domain].compactMap(\.self)) { bind(domain) }
    }

    private mutating func remove(rule identifier: RuleIdentifier) {
        guard let rule = rules.removeValue(forKey: identifier) else { return }
        counts[.rule(identifier)] = nil
        guard let domain = rule.scope.domain else { return }
        rulesByDomain[domain]?.remove(identifier)
        bind(domain)
    }

    /// Makes the rule book of a domain anew.
    private mutating func bind(_ domain: DomainName) {
        let found = (rulesByDomain[domain] ?? []).compactMap { rules[$0] }
        if found.isEmpty { rulesByDomain[domain] = nil }
        books[domain] = found.isEmpty ? nil : RuleBook(found)
    }

    private mutating func put(_ reverse: ReverseAlias) {
        reverseAliases[reverse.address] = reverse
        correspondents[reverse.alias, default: [:]][reverse.correspondent.folded] = reverse.address
    }

    private mutating func add(_ count: UInt64, to counter: DirectoryCounter) {
        let isThere =
            switch counter {
            case .rule(let identifier): rules[identifier] != nil
            case .alias(let address, _): aliases[address] != nil
            }
        guard isThere else { return }
        let (sum, isTooLarge) = counts[counter, default: 0].addingReportingOverflow(count)
        counts[counter] = isTooLarge ? .max : sum
    }
}

extension DirectoryContents: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// How much there is of each; no secret.
    public var description: String {
        "\(domains.count) domains, \(aliases.count) aliases, \(rules.count) rules, \(accounts.count) accounts"
    }
    /// How much there is of each; no secret.
    public var debugDescription: String { description }
    /// Nothing.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}

extension Mailbox {
    /// The order of lists: by domain, then by local part.
    func isBefore(_ other: Mailbox) -> Bool {
        (host.description, localPart) < (other.host.description, other.localPart)
    }
}
