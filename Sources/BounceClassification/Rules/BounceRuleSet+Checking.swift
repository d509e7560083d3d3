extension BounceRuleSet {
    /// What in these rules does nothing, or does not what it seems to: rules that never come to their turn.
    ///
    /// A rule is shadowed where each of its phrases has a phrase of an earlier rule within it that asks for no more in
    /// everything else. What no phrase shows is not found: a rule may still be shadowed by several for one phrase.
    public var problems: [BounceRuleProblem] {
        let compiled = CompiledRules(self)
        var problems: [BounceRuleProblem] = []
        for (place, rule) in compiled.rules.enumerated() {
            func warn(_ message: String) {
                problems.append(
                    BounceRuleProblem(severity: .warning, line: rule.line, column: 1, message: message))
            }
            if rule.stages.isEmpty { warn("the rule '\(rule.name)' holds at no stage: write one, or none of the key") }
            if !rule.phrases.isEmpty, rule.phrases.allSatisfy({ Self.holdsExcluded($0, place, compiled) }) {
                warn("the rule '\(rule.name)' is never met: each phrase of 'says' has one of 'unless' within it")
            }
            if let first = Self.shadow(of: place, compiled) {
                warn(
                    "the rule '\(rule.name)' never comes to its turn behind '\(first.name)' in line \(first.line): put "
                        + "it before that one, give it a smaller rank, or leave it out")
            }
        }
        return problems.sorted { ($0.line, $0.column) < ($1.line, $1.column) }
    }

    private static func holdsExcluded(_ phrase: String, _ place: Int, _ compiled: CompiledRules) -> Bool {
        guard let sample = PhrasePattern(phrase)?.sample else { return false }
        return compiled.matcher.matches(in: sample).contains { match in
            compiled.uses(of: match.phrase).contains { if case .unless(place) = $0 { true } else { false } }
        }
    }

    /// The rule behind which one never comes to its turn.
    private static func shadow(of place: Int, _ compiled: CompiledRules) -> BounceRule? {
        let rule = compiled.rules[place]
        var last: Int?
        for phrase in rule.phrases {
            guard let sample = PhrasePattern(phrase)?.sample else { return nil }
            let finders = compiled.matcher.matches(in: sample).flatMap { match in
                compiled.uses(of: match.phrase).compactMap { use -> Int? in
                    guard case .says(let finder) = use, finder < place else { return nil }
                    return compiled.rules[finder].isBroader(than: rule) ? finder : nil
                }
            }
            guard let finder = finders.min() else {
                return wordlessShadow(of: place, compiled)
            }
            last = max(last ?? finder, finder)
        }
        guard let last else { return wordlessShadow(of: place, compiled) }
        return compiled.rules[last]
    }

    private static func wordlessShadow(of place: Int, _ compiled: CompiledRules) -> BounceRule? {
        compiled.wordless.joined().first {
            $0 < place && compiled.rules[$0].isBroader(than: compiled.rules[place])
        }.map { compiled.rules[$0] }
    }
}

extension BounceRule {
    /// Whether, words of `says` aside, the rule fits whatever another one fits.
    func isBroader(than other: BounceRule) -> Bool {
        let takesHosts = provider == nil && hosts.isEmpty || provider == other.provider && hosts.isEmpty
        let takesCodes =
            codes.isEmpty
            || !other.codes.isEmpty && other.codes.allSatisfy { code in codes.contains { $0.isSuperset(of: code) } }
        let takesStatuses =
            statuses.isEmpty
            || !other.statuses.isEmpty
                && other.statuses.allSatisfy { status in statuses.contains { $0.isSuperset(of: status) } }
        let takesWords =
            (furtherPhrases.isEmpty || furtherPhrases == other.furtherPhrases)
            && Set(excludedPhrases).isSubset(of: other.excludedPhrases)
        return takesHosts && takesCodes && takesStatuses && takesWords && stages.isSuperset(of: other.stages)
    }
}
