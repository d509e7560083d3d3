import DeliveryReports

/// Messages at `DispositionReport`, and values at `Disposition`.
///
/// Invariants:
/// - The outcome is a report, or a reason why there is none; read again it is the same.
/// - A report keeps its limits, and each value is on one line.
/// - What was done, written as the RFC has it and read again, is the same.
///
/// The script is the message, and then the value. The choice: how much is read.
enum DispositionReportTarget {
    static func check(_ octets: [UInt8]) throws(BrokenInvariant) {
        var input = FuzzInput(octets)
        let message = FuzzScript(input.script, ReportAlphabet.words).octets
        let limits = input.choice(.standard, ReportLimits.few)
        let verdict = DispositionReport.read(message, limits: limits)
        try demand(
            DispositionReport.read(message, limits: limits) == verdict, "a message is one report", message.shown)
        if let report = verdict.report {
            try ReportAlphabet.check(report.fields, report.defects, limits)
            try ReportAlphabet.check(report.text, report.returned, limits)
        }
        try check(Disposition(parsing: String(decoding: message, as: UTF8.self)))
    }

    private static func check(_ disposition: Disposition) throws(BrokenInvariant) {
        guard let actor = disposition.actor, let sending = disposition.sending, let type = disposition.type else {
            return
        }
        let modifiers = disposition.modifiers.map { "/\($0)" }.joined()
        let value = "\(actor.rawValue)/\(sending.rawValue);\(type)\(modifiers)"
        // What was cut off before may be longer in small letters.
        guard value.utf8.count < 1_000 else { return }
        try demand(Disposition(parsing: value) == disposition, "what is written is read", "\(disposition)")
    }
}
