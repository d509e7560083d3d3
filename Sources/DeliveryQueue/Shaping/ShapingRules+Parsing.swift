extension ShapingRules {
    /// Reads rules from a text.
    ///
    /// A line holds a word and its values; what follows `#` is a comment. `rule NAME` begins a rule, to which the lines
    /// after it belong:
    ///
    /// | Line | Meaning |
    /// | --- | --- |
    /// | `sites PATTERN PATTERN...` | the sites it is for: names, or `*.example.com` for hosts below; may be repeated |
    /// | `connections 10` | the most deliveries under way at once |
    /// | `initial 2` | how many while nothing is known of the site |
    /// | `messages 50` | the most messages over one connection |
    /// | `recipients 50` | the most recipients of a message in one transaction |
    /// | `rate 500/1h` | the most messages in a time: `500/1h`, `20/30s`, `1000/day` |
    ///
    /// The rule named `default` has no sites: it holds for those that no other names, and what the others leave out is
    /// taken from it, and from ``ShapingLimits`` where it leaves it out as well.
    ///
    /// - Parameter text: the text.
    /// - Throws: ``ShapingRulesError`` with the first line that is wrong and what to write instead.
    public init(parsing text: String) throws(ShapingRulesError) {
        var drafts: [RuleDraft] = []
        var number = 0
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            number += 1
            let words = line.prefix { $0 != "#" }.split(whereSeparator: \.isWhitespace)
            guard let word = words.first else { continue }
            let values = words.dropFirst()
            if word.lowercased() == "rule" {
                if let last = drafts.last { try last.demandSites() }
                let draft = try RuleDraft(values, line: number)
                if let other = drafts.first(where: { $0.name == draft.name }) {
                    throw ShapingRulesError(
                        line: number, problem: "there is a rule \(draft.name) already, at line \(other.line)",
                        remedy: "write another name, or put its lines into one of them")
                }
                drafts.append(draft)
            } else if drafts.isEmpty {
                throw ShapingRulesError(
                    line: number, problem: "\(word) belongs to no rule",
                    remedy: "write 'rule NAME' before it, or 'rule default' for the sites that no rule names")
            } else {
                try drafts[drafts.count - 1].read(word, values, line: number)
            }
        }
        if let last = drafts.last { try last.demandSites() }
        let standard = drafts.first { $0.name == Self.standardName }?.limits(over: ShapingLimits()) ?? ShapingLimits()
        let rules = drafts.filter { $0.name != Self.standardName }.map { draft in
            Rule(name: draft.name, patterns: draft.patterns, limits: draft.limits(over: standard))
        }
        self.init(standard: standard, rules: rules)
    }
}
