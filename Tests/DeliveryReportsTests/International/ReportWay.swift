import DeliveryReports
import MailAddressing
import Testing

/// Whom a report goes to, what it is on, and what is asked of it.
struct ReportWay: Sendable, CustomTestStringConvertible {
    var sender: String
    var isRecipientInternational: Bool
    var allowsInternationalized: Bool
    var isWhole: Bool

    /// Whether the report may have UTF-8: nothing else reaches such a sender.
    var allowsUTF8: Bool { allowsInternationalized || sender.utf8.contains { $0 > 127 } }

    /// The media type of what is given back, and its encoding where that is not 7bit.
    func returnedType(of original: OriginalSample) -> String {
        (allowsUTF8 ? original.international : original.plain)[isWhole ? 1 : 0]
    }

    /// A report that goes this way.
    func report(on recipients: [RecipientStatus], _ original: [UInt8]) throws -> DeliveryReport {
        var report = DeliveryReport(
            reportingMTA: try DomainName("mail.example.test"), sender: try Mailbox(sender), arrivalDate: arrival,
            recipients: recipients, originalContent: original, date: arrival + 8, uniqueText: "u1")
        report.allowsInternationalized = allowsInternationalized
        report.maximumReturnedMessageSize = isWhole ? 1_000 : 0
        return report
    }

    var testDescription: String {
        "\(sender), recipients \(isRecipientInternational ? "UTF-8" : "ASCII"), "
            + "\(allowsInternationalized ? "SMTPUTF8" : "no SMTPUTF8"), \(isWhole ? "full" : "header")"
    }

    static let all = ["ada@sender.test", "zo\u{EB}@b\u{FC}cher.test"].flatMap { sender in
        [false, true].flatMap { recipient in
            [false, true].flatMap { allows in
                [false, true].map {
                    ReportWay(
                        sender: sender, isRecipientInternational: recipient, allowsInternationalized: allows,
                        isWhole: $0)
                }
            }
        }
    }
}
