import DeliveryReports
import MailAddressing
import SMTPProtocol

/// Messages at `ReceivedDeliveryReport` and `ReceivedReport`, and texts in reports that `DeliveryReport` writes.
///
/// Invariants:
/// - The outcome is a report, or a reason why there is none; read again it is the same.
/// - A report keeps its limits, each value is on one line, and each defect is of a recipient that is there.
/// - What is a delivery report is a report of some kind.
/// - A report of ours is read without a defect, whatever the other side said and whatever was sent, with the recipient,
///   the action and the code that it was written with.
///
/// The script is the message, and then the text. The choice: how much is read.
enum DeliveryReportTarget {
    static func check(_ octets: [UInt8]) throws(BrokenInvariant) {
        var input = FuzzInput(octets)
        let message = FuzzScript(input.script, ReportAlphabet.words).octets
        let limits = input.choice(.standard, ReportLimits.few)
        let verdict = ReceivedDeliveryReport.read(message, limits: limits)
        try demand(
            ReceivedDeliveryReport.read(message, limits: limits) == verdict, "a message is one report", message.shown)
        if let report = verdict.report {
            let count = report.recipients.count
            try demand(count <= limits.maximumRecipientCount, "recipients keep their limit", "\(count)")
            let fields = report.fields + report.recipients.flatMap(\.fields)
            try ReportAlphabet.check(fields, report.defects, recipientCount: count, limits)
            try ReportAlphabet.check(report.text, report.returned, limits)
            for recipient in report.recipients { _ = (recipient.mailbox, recipient.reply) }
            let isKnown = ReceivedReport.read(message, limits: limits).report != nil
            try demand(isKnown, "a delivery report is a report", message.shown)
        }
        try checkOurs(message)
    }

    private static func checkOurs(_ octets: [UInt8]) throws(BrokenInvariant) {
        let text = String(decoding: octets, as: UTF8.self)
        let failure = RecipientStatus.failed(
            FuzzValues.mailbox(octets.count % 3 == 0 ? "zo\u{EB}@example.test" : "a@example.test"),
            reply: SMTPReply(550, EnhancedStatusCode(5, 1, 1), text),
            isRemoteReply: true, remoteMTA: text)
        guard let host = try? DomainName("mx.example.test") else { return }
        var written = DeliveryReport(
            reportingMTA: host, sender: FuzzValues.mailbox("b@example.test"), arrivalDate: 1_800_000_000,
            recipients: [failure], originalContent: octets, date: 1_800_000_001, uniqueText: "u1")
        written.allowsInternationalized = octets.count % 2 == 1
        guard let read = ReceivedDeliveryReport.read(written.serialized()).report else {
            throw BrokenInvariant(description: "a report of ours is one: \(octets.shown)")
        }
        try demand(read.defects.isEmpty, "a report of ours has no defect", "\(read.defects), \(octets.shown)")
        try demand(read.recipients.count == 1, "and the recipients that it has", octets.shown)
        guard let recipient = read.recipients.first else { return }
        let isSame =
            recipient.mailbox == failure.finalRecipient && recipient.action == .failed
            && recipient.status == failure.status
        try demand(isSame, "a recipient is read as it was written", "\(recipient.fields), \(octets.shown)")
    }
}
