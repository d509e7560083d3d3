/// How much may be asked of which site: rules by the names of mail hosts, and what holds for all others.
public struct ShapingRules: Sendable {
    /// The limits of the sites that some patterns name.
    public struct Rule: Hashable, Sendable {
        /// What people call it.
        public var name: String
        /// Names of sites, hosts or recipient domains, and `*.example.com` for the hosts below a domain.
        public var patterns: [String]
        /// How much may be asked of each of these sites.
        public var limits: ShapingLimits

        /// Makes a rule.
        ///
        /// - Parameters:
        ///   - name: what people call it.
        ///   - patterns: which sites it is for, in any case of letters.
        ///   - limits: how much may be asked of each of them.
        public init(name: String, patterns: [String], limits: ShapingLimits) {
            self.name = name
            self.patterns = patterns
            self.limits = limits
        }
    }

    /// What holds where no rule names a site: the rule named `default`.
    public var standard: ShapingLimits
    /// The rules; the first that names a site holds.
    public var rules: [Rule] { didSet { index = RuleIndex(rules) } }
    private var index: RuleIndex

    /// Makes rules.
    ///
    /// - Parameters:
    ///   - standard: what holds where no rule names a site.
    ///   - rules: the rules; the first that names a site holds.
    public init(standard: ShapingLimits = .init(), rules: [Rule] = []) {
        self.standard = standard
        self.rules = rules
        index = RuleIndex(rules)
    }

    /// These rules after a deployment's own, which win wherever both name a site.
    ///
    /// - Parameter own: the deployment's rules; their standard holds for the sites that none names.
    public func preceded(by own: ShapingRules) -> ShapingRules {
        ShapingRules(standard: own.standard, rules: own.rules + rules)
    }

    /// The rule of a site: the first that names it or one of its hosts.
    ///
    /// The cost grows with the labels of the site's name and not with the rules.
    ///
    /// - Parameter site: a site's name as the queue has it, or a domain.
    /// - Returns: the rule; one named `default` with the standard limits where none names it.
    public func rule(for site: String) -> Rule {
        if let found = index.first(for: site), rules.indices.contains(found) { return rules[found] }
        return Rule(name: Self.standardName, patterns: [], limits: standard)
    }

    static let standardName = "default"
}

extension ShapingRules: Hashable {
    /// Whether both say the same in the same order.
    public static func == (left: ShapingRules, right: ShapingRules) -> Bool {
        left.standard == right.standard && left.rules == right.rules
    }

    /// Feeds the rules to a hasher.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(standard)
        hasher.combine(rules)
    }
}
