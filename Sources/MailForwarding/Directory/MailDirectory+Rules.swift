public import MailAddressing

extension MailDirectory {
    /// Adds a rule.
    ///
    /// - Parameters:
    ///   - scope: for which mail it holds.
    ///   - priority: its place among the others; lower goes first.
    ///   - condition: when it counts.
    ///   - action: what it does.
    ///   - note: what people want to remember of it.
    ///   - actor: who asks.
    /// - Returns: the rule, with its number.
    /// - Throws: `DirectoryError` of the kind `unknown` for its domain or alias, `invalid`, `notAllowed` or `store`.
    @discardableResult
    public func addRule(
        for scope: RuleScope, priority: Int32 = 0, when condition: RuleCondition, do action: RuleAction,
        note: String = "", as actor: DirectoryActor
    ) async throws(DirectoryError) -> ForwardingRule {
        try await change { [limits] contents throws(DirectoryError) in
            let (scope, domain) = try Self.checkScope(scope, for: actor, in: contents)
            guard contents.ruleBook(of: domain).rules.count < limits.rulesPerDomain else {
                throw DirectoryError(.notAllowed, "A domain may have at most \(limits.rulesPerDomain) rules")
            }
            let number = contents.nextRuleNumber
            let (next, isTooLarge) = number.addingReportingOverflow(1)
            guard let identifier = RuleIdentifier(number: number), !isTooLarge else {
                throw DirectoryError(.notAllowed, "There are no numbers left for rules")
            }
            let rule = try Self.made(identifier, scope, priority, condition, action, isEnabled: true, note: note)
            let octets = (0..<8).map { UInt8(truncatingIfNeeded: next >> Int64(56 - 8 * $0)) }
            return ([.putRule(rule), .putSetting(.nextRule, octets)], rule)
        }
    }

    /// Changes a rule; what is nil stays.
    ///
    /// - Parameters:
    ///   - identifier: its number, which stays.
    ///   - actor: who asks.
    ///   - scope: for which mail it holds.
    ///   - priority: its place among the others.
    ///   - condition: when it counts.
    ///   - action: what it does.
    ///   - isEnabled: whether it counts.
    ///   - note: what people want to remember of it.
    /// - Returns: the rule as it is now.
    /// - Throws: `DirectoryError` of the kind `unknown`, `invalid` or `store`.
    @discardableResult
    public func changeRule(
        _ identifier: RuleIdentifier, as actor: DirectoryActor, scope: RuleScope? = nil, priority: Int32? = nil,
        condition: RuleCondition? = nil, action: RuleAction? = nil, isEnabled: Bool? = nil, note: String? = nil
    ) async throws(DirectoryError) -> ForwardingRule {
        try await change { [limits] contents throws(DirectoryError) in
            let before = try Self.rule(identifier, for: actor, in: contents)
            let (place, domain) = try Self.checkScope(scope ?? before.scope, for: actor, in: contents)
            guard domain == before.scope.domain || contents.ruleBook(of: domain).rules.count < limits.rulesPerDomain
            else {
                throw DirectoryError(.notAllowed, "A domain may have at most \(limits.rulesPerDomain) rules")
            }
            let after = try Self.made(
                identifier, place, priority ?? before.priority, condition ?? before.condition,
                action ?? before.action, isEnabled: isEnabled ?? before.isEnabled, note: note ?? before.note)
            return (after == before ? [] : [.putRule(after)], after)
        }
    }

    /// Removes a rule and its count.
    ///
    /// - Parameters:
    ///   - identifier: its number.
    ///   - actor: who asks.
    /// - Throws: `DirectoryError` of the kind `unknown` or `store`.
    public func removeRule(_ identifier: RuleIdentifier, as actor: DirectoryActor) async throws(DirectoryError) {
        try await change { contents throws(DirectoryError) in
            _ = try Self.rule(identifier, for: actor, in: contents)
            return ([.removeRule(identifier)], ())
        }
    }

    /// The rules that are there for somebody, those of a domain in the order in which they are asked.
    ///
    /// - Parameters:
    ///   - domain: only those of a domain and of the aliases in it; nil for all.
    ///   - actor: who asks.
    public func rules(of domain: DomainName? = nil, as actor: DirectoryActor) -> [ForwardingRule] {
        read { contents in
            let domains = domain.map { [$0] } ?? contents.domains.keys.sorted()
            return domains.flatMap { contents.ruleBook(of: $0).rules }.filter { rule in
                (try? Self.checkScope(rule.scope, for: actor, in: contents)) != nil
            }
        }
    }

    private static func rule(
        _ identifier: RuleIdentifier, for actor: DirectoryActor, in contents: DirectoryContents
    ) throws(DirectoryError) -> ForwardingRule {
        let unknown = DirectoryError(.unknown, "There is no rule \(identifier) here")
        guard let rule = contents.rules[identifier] else { throw unknown }
        do { _ = try checkScope(rule.scope, for: actor, in: contents) } catch { throw unknown }
        return rule
    }

    /// A scope that is there for somebody, as the directory writes it, and its domain.
    private static func checkScope(
        _ scope: RuleScope, for actor: DirectoryActor, in contents: DirectoryContents
    ) throws(DirectoryError) -> (RuleScope, DomainName) {
        switch scope {
        case .domain(let name): return (scope, try domain(name, for: actor, in: contents).name)
        case .alias(let address):
            let alias = try alias(address, for: actor, in: contents)
            guard let name = alias.address.host.domain else {
                throw DirectoryError(.invalid, "\(address) is no alias")
            }
            return (.alias(alias.address), name)
        }
    }

    /// Makes a rule that a directory takes.
    private static func made(
        _ identifier: RuleIdentifier, _ scope: RuleScope, _ priority: Int32, _ condition: RuleCondition,
        _ action: RuleAction, isEnabled: Bool, note: String
    ) throws(DirectoryError) -> ForwardingRule {
        switch action {
        case .forward(let targets), .redirect(let targets): try checkTargets(targets)
        case .block, .discard: break
        }
        try checkNote(note)
        do throws(ForwardingRuleError) {
            return try ForwardingRule(
                identifier: identifier, scope: scope, priority: priority, condition: condition, action: action,
                isEnabled: isEnabled, note: note)
        } catch {
            throw DirectoryError(.invalid, "\(error)")
        }
    }
}

extension DirectoryContents {
    /// The number of the next rule: higher than that of any rule that ever was.
    var nextRuleNumber: Int64 {
        let noted = settings[.nextRule].map { $0.prefix(8).reduce(Int64(0)) { $0 << 8 | Int64($1) } } ?? 1
        let highest = rules.keys.max()?.number ?? 0
        return max(1, noted, highest == .max ? .max : highest + 1)
    }
}
