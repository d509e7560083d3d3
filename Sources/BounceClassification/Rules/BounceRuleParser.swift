/// Reads the language of `BounceRuleSet`, and goes on behind each mistake so that all of them are told.
struct BounceRuleParser {
    private(set) var rules: [BounceRule] = []
    private(set) var signs: [BounceSign] = []
    private(set) var problems: [BounceRuleProblem] = []
    private var block = Block.none
    private var providerUses: [(name: String, line: Int, column: Int)] = []

    /// What the lines belong to; complete.
    private enum Block {
        case none
        case rule(BounceRule)
        case sign(BounceSign, line: Int)
        /// A block whose first line was wrong: its lines are passed over.
        case broken
    }

    /// The most problems that are told: behind so many the text is something else.
    private static let maximumProblems = 100

    mutating func parse(_ text: String) {
        guard text.utf8.count <= BounceRuleSet.maximumLength else {
            return report("the text has over \(BounceRuleSet.maximumLength) octets: split the rules", 1, 1)
        }
        var number = 0
        for line in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            number += 1
            var reader = RuleLine(Substring(line), number: number)
            guard let keyword = reader.word(), !keyword.text.hasPrefix("#") else { continue }
            guard problems.count < Self.maximumProblems else { break }
            read(keyword, &reader)
        }
        finishBlock()
        let known = Set(signs.compactMap { sign in if case .provider(let name) = sign.meaning { name } else { nil } })
        for use in providerUses where !known.contains(use.name) {
            report(
                "no provider is called '\(use.name)': write a block 'provider \(use.name)' with its hosts"
                    + RuleWords.suggestion(use.name, among: known), use.line, use.column)
        }
        var names: [String: Int] = [:]
        for rule in rules {
            if let first = names[rule.name] {
                report("the name '\(rule.name)' is taken by the rule in line \(first): choose another", rule.line, 1)
            } else {
                names[rule.name] = rule.line
            }
        }
        problems.sort { ($0.line, $0.column) < ($1.line, $1.column) }
    }

    private mutating func read(_ keyword: RuleLine.Token, _ line: inout RuleLine) {
        switch keyword.text {
        case "rule": beginRule(&line)
        case "provider" where !isInRule || !line.isIndented: beginSign(&line) { .provider($0) }
        case "list": beginSign(&line) { .blockList($0) }
        case "stage":
            beginSign(&line) { name in BounceStage(rawValue: name).map { .stage($0) } }
        default: readKey(keyword, &line)
        }
    }

    private var isInRule: Bool {
        switch block {
        case .rule, .broken: true
        case .none, .sign: false
        }
    }

    private mutating func beginRule(_ line: inout RuleLine) {
        finishBlock()
        block = .broken
        guard rules.count < BounceRuleSet.maximumRules else {
            return report("there are over \(BounceRuleSet.maximumRules) rules: split them", line.number, 1)
        }
        guard let name = line.word(), name.isName else {
            return report(
                "a rule needs a name of letters, digits and hyphens: write 'rule NAME means CAUSE'", line.number,
                line.column)
        }
        guard let means = line.word(), means.text == "means", let cause = line.word() else {
            return report("write 'rule \(name.text) means CAUSE'", line.number, line.column)
        }
        guard let known = BounceCause(rawValue: cause.text) else {
            let suggestion = RuleWords.suggestion(cause.text, among: BounceCause.allCases.map(\.rawValue))
            return report("'\(cause.text)' is no cause\(suggestion)", line.number, cause.column)
        }
        block = .rule(BounceRule(name.text, known, line: line.number))
        expectEnd(&line)
    }

    private mutating func beginSign(_ line: inout RuleLine, _ meaning: (String) -> BounceSign.Meaning?) {
        finishBlock()
        block = .broken
        guard let name = line.word() else { return report("write a name behind it", line.number, line.column) }
        guard let meaning = meaning(name.text) else {
            return report(
                "'\(name.text)' is no stage: write one of \(RuleWords.stages)", line.number, name.column)
        }
        block = .sign(BounceSign(meaning: meaning, phrases: []), line: line.number)
        expectEnd(&line)
    }

    private mutating func finishBlock() {
        switch block {
        case .none, .broken: break
        case .rule(let rule):
            if rule.source.isEmpty {
                report(
                    "the rule '\(rule.name)' has no source: write 'source', and where its meaning comes from",
                    rule.line, 1)
            }
            rules.append(rule)
        case .sign(let sign, let line):
            if sign.phrases.isEmpty, sign.hosts.isEmpty {
                report("nothing tells when it is met: write 'signs' with phrases", line, 1)
            }
            signs.append(sign)
        }
        block = .none
    }

    private mutating func readKey(_ keyword: RuleLine.Token, _ line: inout RuleLine) {
        switch block {
        case .broken: return
        case .none:
            report(
                "'\(keyword.text)' stands in no rule: begin with 'rule NAME means CAUSE'", line.number,
                keyword.column)
        case .rule(var rule):
            report(readRuleKey(keyword, &line, &rule))
            block = .rule(rule)
        case .sign(var sign, let first):
            switch keyword.text {
            case "signs": report(line.phrases(into: &sign.phrases))
            case "hosts": report(line.list(into: &sign.hosts, "a host such as *.example.com") { HostPattern($0) })
            default:
                report("'\(keyword.text)' is no key here: write 'signs' or 'hosts'", line.number, keyword.column)
            }
            block = .sign(sign, line: first)
        }
    }

    private mutating func readRuleKey(
        _ keyword: RuleLine.Token, _ line: inout RuleLine, _ rule: inout BounceRule
    ) -> BounceRuleProblem? {
        switch keyword.text {
        case "says": return line.phrases(into: &rule.phrases)
        case "also": return line.phrases(into: &rule.furtherPhrases)
        case "unless": return line.phrases(into: &rule.excludedPhrases)
        case "codes": return line.list(into: &rule.codes, "a code such as 550, 55x or none") { ReplyCodePattern($0) }
        case "status":
            return line.list(into: &rule.statuses, "a status such as 5.7.1, x.1.1, 5.7.*, 5.7.606-649 or none") {
                StatusPattern($0)
            }
        case "hosts": return line.list(into: &rule.hosts, "a host such as *.example.com") { HostPattern($0) }
        case "stages":
            var sets: [StageSet] = []
            let problem = line.list(into: &sets, "a stage: \(RuleWords.stages)") { name in
                name == "before-mail" ? .beforeMail : BounceStage(rawValue: String(name)).map { StageSet([$0]) }
            }
            var stages = rule.stages == .all ? StageSet() : rule.stages
            for set in sets { stages.formUnion(set) }
            rule.stages = stages
            return problem
        case "provider":
            guard let name = line.word() else { return line.problem("write a provider's name") }
            rule.provider = name.text
            providerUses.append((name.text, line.number, name.column))
            return nil
        case "permanence": return line.value(into: &rule.permanence) { BouncePermanence(rawValue: $0) }
        case "scope": return line.value(into: &rule.scope) { BounceScope(rawValue: $0) }
        case "action": return line.value(into: &rule.action) { BounceAction(rawValue: $0) }
        case "distinctive":
            var answer: Bool?
            let problem = line.value(into: &answer, "yes or no") { ["yes": true, "no": false][$0] }
            rule.isDistinctive = answer ?? rule.isDistinctive
            return problem
        case "confidence":
            return line.value(into: &rule.confidence, "a number from 0 to 1") { text in
                Double(text).flatMap { (0...1).contains($0) ? $0 : nil }
            }
        case "rank":
            var rank: Int?
            let problem = line.value(into: &rank, "a number from 1 to 9") { text in
                Int(text).flatMap { (1...9).contains($0) ? $0 : nil }
            }
            rule.rank = rank ?? rule.rank
            return problem
        case "source":
            rule.source = line.rest()
            return rule.source.isEmpty ? line.problem("write where the meaning comes from") : nil
        default:
            return line.problem(
                "'\(keyword.text)' is no key\(RuleWords.suggestion(keyword.text, among: RuleWords.keys))",
                at: keyword.column)
        }
    }

    private mutating func expectEnd(_ line: inout RuleLine) {
        if let more = line.word() {
            report("'\(more.text)' does not belong here: begin a new line", line.number, more.column)
        }
    }

    private mutating func report(_ message: String, _ line: Int, _ column: Int) {
        problems.append(BounceRuleProblem(severity: .error, line: line, column: column, message: message))
    }

    private mutating func report(_ problem: BounceRuleProblem?) {
        if let problem { problems.append(problem) }
    }
}
