import DeliveryReports

/// Messages at `FeedbackReport`.
///
/// Invariants:
/// - The outcome is a report, or a reason why there is none; read again it is the same.
/// - A report keeps its limits, and each value is on one line.
/// - A port is one, and a number of incidents is not negative.
/// - What is a feedback report is a report of that kind.
///
/// The script is the message. The choice: how much is read.
enum FeedbackReportTarget {
    static func check(_ octets: [UInt8]) throws(BrokenInvariant) {
        var input = FuzzInput(octets)
        let message = FuzzScript(input.script, ReportAlphabet.words).octets
        let limits = input.choice(.standard, ReportLimits.few)
        let verdict = FeedbackReport.read(message, limits: limits)
        try demand(FeedbackReport.read(message, limits: limits) == verdict, "a message is one report", message.shown)
        guard let report = verdict.report else { return }
        try ReportAlphabet.check(report.fields, report.defects, limits)
        try ReportAlphabet.check(report.text, report.returned, limits)
        for count in [
            report.originalRecipients.count, report.reportedDomains.count, report.reportedURIs.count,
            report.authenticationResults.count, report.removalRecipients.count,
        ] {
            try demand(count <= limits.maximumRecipientCount, "lists keep their limit", "\(count)")
        }
        let hasPort = report.sourcePort.map { (1...65_535).contains($0) } ?? true
        try demand(hasPort && report.incidentCount ?? 0 >= 0, "numbers are in range", message.shown)
        guard case .report(.feedback(let other)) = ReceivedReport.read(message, limits: limits) else {
            throw BrokenInvariant(description: "a feedback report is one: \(message.shown)")
        }
        try demand(other == report, "and the same one", message.shown)
    }
}
