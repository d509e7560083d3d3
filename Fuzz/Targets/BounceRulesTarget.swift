import BounceClassification

/// Texts at `BounceRuleSet`.
///
/// Invariants:
/// - The outcome is a set of rules, or the typed error with at least one problem; what the checker says begins there.
/// - Each problem stands at a line of the text, in the order of the lines, and says something.
/// - Each rule has its name and a source, none the name of another, and the set keeps its limits.
/// - Any set makes a classifier, whose verdicts name a rule of the set.
///
/// The script is the text, and then a reply. There are no choices.
enum BounceRulesTarget {
    static func check(_ octets: [UInt8]) throws(BrokenInvariant) {
        let script = FuzzScript(FuzzInput(octets).script, alphabet).octets
        let text = String(decoding: script, as: UTF8.self)
        let problems = BounceRuleSet.problems(in: text)
        let lineCount = text.utf8.count { $0 == UInt8(ascii: "\n") } + 1
        for problem in problems {
            let isInside = (1...lineCount).contains(problem.line) && problem.column >= 1
            try demand(isInside && !problem.message.isEmpty, "a problem has its line", "\(problem)")
        }
        try demand(problems.map(\.line) == problems.map(\.line).sorted(), "problems are in order", "\(problems)")
        let errors = problems.filter { $0.severity == .error }
        let set: BounceRuleSet
        do {
            set = try BounceRuleSet(parsing: text)
        } catch {
            try demand(!error.problems.isEmpty, "an error has a problem")
            return try demand(Set(error.problems) == Set(errors), "the checker finds the same", "\(error), \(errors)")
        }
        try demand(errors.isEmpty, "what can be used has no error", "\(errors)")
        let names = set.rules.map(\.name)
        try demand(Set(names).count == names.count, "each rule has a name of its own", "\(names)")
        for rule in set.rules {
            let isWhole = !rule.name.isEmpty && !rule.source.isEmpty && (1...9).contains(rule.rank)
            try demand(isWhole && rule.phrases.count <= BounceRuleSet.maximumPhrases, "a rule is whole", rule.name)
        }
        let classifier = BounceClassifier(rules: BounceRuleSet(), own: set)
        for reply in [text, "550 5.1.1 No such user here", ""] {
            guard let rule = classifier.classify(reply).rule else { continue }
            try demand(names.contains(rule), "a verdict names a rule of the set", rule)
        }
    }

    private static let alphabet = FuzzScript.Alphabet(
        .high,
        [
            "rule a means mailboxFull\n", "rule b means unknownRecipient\n", "rule c means rateLimite\n", "rule ",
            " means ", "provider p\n", "    provider p\n", "list l\n", "stage rcpt\n", "    signs \"full\"\n",
            "    says \"full\"\n", "    says \"quota * full\", \"<ip>\"\n", "    says \"", "\"", "    also \"user\"\n",
            "    unless \"full\"\n", "    codes 55x, none\n", "    status 5.7.606-649, x.1.1, 5.7.*\n",
            "    hosts *.example.test\n", "    stages rcpt, before-mail\n", "    permanence temporary\n",
            "    scope recipient\n", "    action retry\n", "    confidence 0.5\n", "    distinctive yes\n",
            "    rank 1\n", "    source a letter\n", "# a comment\n", "\n", "\r\n", ",", "*", "<mail>", " ", "\t",
            "\u{E9}", "\0", "confidence nan\n", "confidence 1e999\n", "5.7.999999999999999999", "5.7.9-1",
        ])
}
