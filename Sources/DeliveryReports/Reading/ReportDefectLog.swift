/// The defects of a report in the making.
struct ReportDefectLog {
    /// The defects so far.
    private(set) var defects: [ReportDefect]

    /// Begins with problems of the report.
    init(_ problems: [ReportDefect.Problem]) { defects = problems.map { ReportDefect($0) } }

    /// Appends problems; of the very same one right behind each other one is kept.
    mutating func append(_ problems: [ReportDefect.Problem], ofRecipient recipient: Int? = nil) {
        for problem in problems {
            let defect = ReportDefect(problem, ofRecipient: recipient)
            if defects.last != defect { defects.append(defect) }
        }
    }
}
