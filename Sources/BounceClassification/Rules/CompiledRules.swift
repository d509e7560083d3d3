/// Rules made ready: in the order in which they are asked, with all their phrases in one matcher.
///
/// A deployment's own rules come first, then those on a provider that is known, or that its words alone tell, then
/// those that look for words, then those that look at an enhanced status code, then those that look at the code and the
/// stage only. Within a kind the rank decides, then the place in the text. The first rule that fits counts.
struct CompiledRules: Sendable {
    /// What kind a rule is; complete, in the order in which they are asked.
    enum Kind: Int, Sendable, CaseIterable {
        case own
        case provider
        case words
        case status
        case code
    }

    /// Where a phrase stands; complete.
    enum Use: Sendable {
        case says(Int)
        case also(Int)
        case unless(Int)
        case sign(Int)
    }

    /// What a rule asks for beside words, in a form that is looked at without touching the rule.
    struct Gate: Sendable {
        var stages: StageSet
        /// The places in `statuses`.
        var statuses: Range<Int>
        var hasCodes: Bool
        var hasHosts: Bool
        var hasFurtherPhrases: Bool
        var hasExcludedPhrases: Bool
        var isDistinctive: Bool
    }

    let rules: [BounceRule]
    let gates: [Gate]
    let statuses: [StatusPattern]
    let signs: [BounceSign]
    /// The hosts of the providers, and whose they are.
    let providers: [(host: HostPattern, name: String)]
    /// The places of each kind.
    let ranges: [Range<Int>]
    /// For each kind the rules that look for no words.
    let wordless: [[Int]]
    let matcher: PhraseMatcher
    let phrases: [String]
    /// For each phrase who looks for it: `uses[useStarts[phrase]..<useStarts[phrase + 1]]`.
    let uses: [Use]
    let useStarts: [Int]

    init(_ set: BounceRuleSet, own: BounceRuleSet = BounceRuleSet()) {
        let kinds = own.rules.map { (Kind.own, $0) } + set.rules.map { (Self.kind(of: $0), $0) }
        let sorted = kinds.enumerated().sorted {
            ($0.element.0.rawValue, $0.element.1.rank, $0.offset)
                < ($1.element.0.rawValue, $1.element.1.rank, $1.offset)
        }
        let rules = sorted.map(\.element.1)
        self.rules = rules
        signs = own.signs + set.signs + [BounceSign(meaning: .wait, phrases: RetryHint.signs)]
        var statuses: [StatusPattern] = []
        gates = rules.map { rule in
            let start = statuses.count
            statuses += rule.statuses
            return Gate(
                stages: rule.stages, statuses: start..<statuses.count, hasCodes: !rule.codes.isEmpty,
                hasHosts: rule.provider != nil || !rule.hosts.isEmpty,
                hasFurtherPhrases: !rule.furtherPhrases.isEmpty, hasExcludedPhrases: !rule.excludedPhrases.isEmpty,
                isDistinctive: rule.isDistinctive)
        }
        self.statuses = statuses
        var providers: [(host: HostPattern, name: String)] = []
        for sign in signs {
            guard case .provider(let name) = sign.meaning else { continue }
            providers += sign.hosts.map { ($0, name) }
        }
        self.providers = providers
        var ranges: [Range<Int>] = []
        for kind in Kind.allCases {
            let start = ranges.last?.upperBound ?? 0
            ranges.append(start..<start + sorted.count { $0.element.0 == kind })
        }
        self.ranges = ranges
        wordless = ranges.map { $0.filter { rules[$0].phrases.isEmpty } }
        var table = PhraseTable()
        for (place, rule) in rules.enumerated() {
            for phrase in rule.phrases { table.add(phrase, .says(place)) }
            for phrase in rule.furtherPhrases { table.add(phrase, .also(place)) }
            for phrase in rule.excludedPhrases { table.add(phrase, .unless(place)) }
        }
        for (place, sign) in signs.enumerated() {
            for phrase in sign.phrases { table.add(phrase, .sign(place)) }
        }
        matcher = PhraseMatcher(table.patterns)
        phrases = table.phrases
        uses = table.uses.flatMap { $0 }
        useStarts = table.uses.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.count) }
    }

    /// What kind a rule of the standard ones is.
    static func kind(of rule: BounceRule) -> Kind {
        if rule.provider != nil || !rule.hosts.isEmpty { return .provider }
        if !rule.phrases.isEmpty { return .words }
        return rule.statuses.isEmpty ? .code : .status
    }

    /// Those who look for a phrase.
    func uses(of phrase: Int) -> ArraySlice<Use> { uses[useStarts[phrase]..<useStarts[phrase + 1]] }
}

/// Phrases without repetition, and who looks for each.
private struct PhraseTable {
    var patterns: [PhrasePattern] = []
    var phrases: [String] = []
    var uses: [[CompiledRules.Use]] = []
    private var numbers: [PhrasePattern: Int] = [:]

    mutating func add(_ phrase: String, _ use: CompiledRules.Use) {
        guard let pattern = PhrasePattern(phrase) else { return }
        if let number = numbers[pattern] {
            uses[number].append(use)
        } else {
            numbers[pattern] = patterns.count
            patterns.append(pattern)
            phrases.append(phrase)
            uses.append([use])
        }
    }
}
