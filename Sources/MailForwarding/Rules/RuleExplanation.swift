/// The lines that explain a verdict, while they are written.
struct RuleExplanation {
    private var lines: [String] = []
    /// How many rules have no line.
    private var omittedCount = 0

    /// Adds the line of a rule that did not end the judging.
    mutating func add(_ rule: ForwardingRule, _ finding: String) {
        guard lines.count < RuleVerdict.maximumExplanationCount else {
            omittedCount += 1
            return
        }
        lines.append(Self.line(rule, finding))
    }

    /// All lines.
    ///
    /// - Parameter rule: the rule that ended the judging, if one did.
    func finished(endedBy rule: ForwardingRule? = nil) -> [String] {
        var finished = lines
        if omittedCount > 0 { finished.append("\(omittedCount) more rules were looked at") }
        if let rule { finished.append(Self.line(rule, Self.match(rule))) }
        return finished
    }

    /// What is said of a rule that matches.
    static func match(_ rule: ForwardingRule) -> String { "matches: \(rule.action)" }

    private static func line(_ rule: ForwardingRule, _ finding: String) -> String {
        let line = "\(rule.identifier): \(rule.condition): \(finding)"
        guard line.utf8.count > RuleVerdict.maximumLineLength else { return line }
        let scalars = line.unicodeScalars
        guard scalars.count > RuleVerdict.maximumLineLength else { return line }
        return String(scalars.prefix(RuleVerdict.maximumLineLength - 3)) + "..."
    }
}
