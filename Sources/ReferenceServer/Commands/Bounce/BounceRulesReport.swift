import BounceClassification

/// What is wrong with a file of rules.
struct BounceRulesReport {
    /// Something that is wrong.
    struct Problem: Encodable, Hashable {
        var line: Int
        var column: Int
        /// `error` or `warning`.
        var severity: String
        /// What is wrong and what to write.
        var message: String
    }

    /// The problems in the order of the lines.
    let problems: [Problem]
    private let name: String
    private let ruleCount: Int

    /// Checks a text.
    ///
    /// - Parameters:
    ///   - text: the rules.
    ///   - path: the file as it was named; `-` is standard input.
    init(on text: String, from path: String) {
        problems = BounceRuleSet.problems(in: text).map { problem in
            Problem(
                line: problem.line, column: problem.column, severity: problem.severity.rawValue,
                message: problem.message)
        }
        name = BounceCommand.name(of: path)
        ruleCount = (try? BounceRuleSet(parsing: text))?.rules.count ?? 0
    }

    /// The report for a person: a line for each problem, as compilers write it, and the count.
    var lines: [String] {
        let lines = problems.map { problem in
            Console.printable("\(name):\(problem.line):\(problem.column): \(problem.severity): \(problem.message)")
        }
        guard !lines.isEmpty else { return ["\(name) is right: \(Self.amount(ruleCount, "rule"))"] }
        let errors = problems.count { $0.severity == BounceRuleProblem.Severity.error.rawValue }
        let kinds = [(errors, "error"), (problems.count - errors, "warning")].filter { $0.0 > 0 }
        return lines + ["\(name): " + kinds.map { Self.amount($0.0, $0.1) }.joined(separator: ", ")]
    }

    private static func amount(_ count: Int, _ word: String) -> String { "\(count) \(word)\(count == 1 ? "" : "s")" }
}
