/// The modes side by side.
struct MonthReport {
    /// A mode at a kind of provider.
    private struct Row {
        var kind: String
        var mode: MonthMode
        var figures: MonthFigures
    }

    private let plan: MonthPlan
    private let rows: [Row]
    /// What must not be.
    let problems: [String]

    /// Makes a report.
    ///
    /// - Parameters:
    ///   - plan: what the month was.
    ///   - results: what came of it in each mode.
    init(on plan: MonthPlan, _ results: [MonthRun.Result]) {
        self.plan = plan
        problems = results.flatMap { result in result.problems.map { "\(result.mode.rawValue): \($0)" } }
        rows = (plan.kinds + ["all"]).flatMap { kind in
            let messages = plan.messages.filter { kind == "all" || plan.provider(of: $0).name == kind }
            return results.map { result in
                Row(kind: kind, mode: result.mode, figures: MonthFigures(of: messages, result.records))
            }
        }
    }
}

/// For eyes.
extension MonthReport {
    /// A table in Markdown.
    var table: String {
        let head = [
            "Provider", "Mode", "Delivered", "Mean delay", "95 % within", "Lost as 5 d", "Attempts", "By the relay",
        ]
        let lines = [head] + rows.map { Self.cells(of: $0) }
        let widths = head.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
        var texts = lines.map { line -> String in
            let cells = zip(line, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
            return "| " + cells.joined(separator: " | ") + " |"
        }
        texts.insert("| " + widths.map { String(repeating: "-", count: $0) }.joined(separator: " | ") + " |", at: 1)
        return "Seed \(plan.seed), \(plan.days) days, \(plan.messages.count) messages\n\n"
            + texts.joined(separator: "\n")
    }

    private static func cells(of row: Row) -> [String] {
        let figures = row.figures
        return [
            row.kind, row.mode.rawValue, percent(figures.deliveredShare), time(figures.meanDelay),
            time(figures.lateDelay), time(figures.meanWithLost), "\(rounded(figures.attempts, to: 100))",
            percent(figures.relayedShare),
        ]
    }

    private static func rounded(_ number: Double, to parts: Double) -> Double { (number * parts).rounded() / parts }

    private static func percent(_ share: Double) -> String { "\(rounded(100 * share, to: 100)) %" }

    private static func time(_ seconds: Double) -> String {
        switch seconds {
        case ..<120: "\(rounded(seconds, to: 10)) s"
        case ..<7_200: "\(rounded(seconds / 60, to: 10)) min"
        default: "\(rounded(seconds / 3_600, to: 10)) h"
        }
    }
}

/// For programs.
extension MonthReport {
    /// The same in JSON, with shares from 0 to 1 and times in seconds.
    var json: String {
        let figures = rows.map { row -> String in
            let values: [(String, String)] = [
                ("provider", "\"\(row.kind)\""), ("mode", "\"\(row.mode.rawValue)\""),
                ("deliverable", "\(row.figures.deliverable)"), ("delivered", "\(row.figures.delivered)"),
                ("deliveredShare", "\(Self.rounded(row.figures.deliveredShare, to: 100_000))"),
                ("meanDelay", "\(Self.rounded(row.figures.meanDelay, to: 1_000))"),
                ("lateDelay", "\(Self.rounded(row.figures.lateDelay, to: 1_000))"),
                ("meanWithLost", "\(Self.rounded(row.figures.meanWithLost, to: 1_000))"),
                ("attempts", "\(Self.rounded(row.figures.attempts, to: 1_000))"),
                ("relayedShare", "\(Self.rounded(row.figures.relayedShare, to: 100_000))"),
            ]
            return "    {" + values.map { "\"\($0.0)\": \($0.1)" }.joined(separator: ", ") + "}"
        }
        let words = problems.map { "\"" + $0.filter { $0 != "\"" && $0 != "\\" } + "\"" }.joined(separator: ", ")
        return """
            {
              "seed": \(plan.seed), "days": \(plan.days), "messages": \(plan.messages.count),
              "figures": [
            \(figures.joined(separator: ",\n"))
              ],
              "problems": [\(words)]
            }
            """
    }
}
