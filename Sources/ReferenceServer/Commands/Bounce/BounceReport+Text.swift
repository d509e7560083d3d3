import BounceClassification

extension BounceReport {
    /// The report on a reply for a person: what it means, and what else it tells.
    ///
    /// - Parameter verdict: what it means.
    func lines(_ verdict: BounceVerdict) -> [String] {
        let facts = verdict.facts
        let values: [(String, String?)] = [
            ("cause", verdict.cause.rawValue), ("permanence", verdict.permanence.rawValue),
            ("scope", verdict.scope.rawValue), ("action", verdict.action.rawValue),
            ("confidence", "\(verdict.confidence)"), ("why", verdict.explanation), ("status", status),
            ("reply code", replyCode.map { "\($0)" }), ("stage", facts.stage?.rawValue), ("provider", facts.provider),
            ("block list", facts.blockList), ("wait", facts.retryAfter.map { "\($0) s" }), ("see", facts.url),
        ]
        return values.compactMap { name, value in
            value.map { name + String(repeating: " ", count: 12 - name.count) + Console.printable($0) }
        }
    }

    /// Reports on messages as a table for a person; what a stranger wrote is cut where it is long.
    ///
    /// - Parameters:
    ///   - reports: the reports.
    ///   - namesFiles: whether each row begins with the file.
    static func table(_ reports: [BounceReport], namesFiles: Bool) -> String {
        let header = ["RECIPIENT", "CAUSE", "PERMANENCE", "SCOPE", "ACTION", "CONFIDENCE", "RULE", "DIAGNOSTIC"]
        var table = Table((namesFiles ? ["FILE"] : []) + header)
        for report in reports {
            let verdict = report.verdict
            let cells = [
                report.recipient.map(Table.cut), report.cause?.rawValue ?? "no bounce", verdict?.permanence.rawValue,
                verdict?.scope.rawValue, verdict?.action.rawValue, verdict.map { "\($0.confidence)" }, verdict?.rule,
                report.diagnostic.map(Table.cut),
            ]
            table.add((namesFiles ? [BounceCommand.name(of: report.file ?? "-")] : []) + cells.map { $0 ?? "-" })
        }
        return table.text
    }
}
