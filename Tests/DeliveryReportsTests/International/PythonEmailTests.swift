import DeliveryReports
import InternetMessage
import MailAddressing
import SMTPProtocol
import Testing

@Suite struct PythonEmailTests {
    @Test(
        "Python's email package finds in every report what is in it, and no defect",
        .enabled(if: ForeignReader.python != nil, "needs python3"))
    func everyReport() throws {
        let reports = try Self.reports()
        let (output, isGood) = try ForeignReader.read(reports)
        print("Python's email package: \(output)", terminator: "")
        #expect(isGood, "\(output)")
        #expect(output.hasSuffix("\(reports.count) passed, 0 failed\n"))
    }

    @Test(
        "the same reader fails a report that says another thing",
        .enabled(if: ForeignReader.python != nil, "needs python3"))
    func anotherReport() throws {
        var reports = Array(try Self.reports().prefix(3))
        try #require(reports.count == 3)
        reports[0].expected.recipients[0].status = "5.9.9"
        // The delimiter behind the last part is gone.
        reports[1].octets.removeLast(4)
        let (output, isGood) = try ForeignReader.read(reports)
        #expect(!isGood)
        #expect(output.hasSuffix("1 passed, 2 failed\n"), "\(output)")
    }

    private typealias Written = (name: String, octets: [UInt8], expected: ForeignReader.Expected)

    /// Reports of every action, to and on ASCII and UTF-8, with each message that may be given back.
    private static func reports() throws -> [Written] {
        var reports: [Written] = []
        for action in DeliveryAction.allCases {
            for way in ReportWay.all {
                let recipient = way.isRecipientInternational ? "\u{436}\u{E9}@receiver.test" : "ben@receiver.test"
                let recipients = try [status(recipient, action), refused()]
                for original in OriginalSample.all {
                    let report = try way.report(on: recipients, original.octets)
                    let written = report.written()
                    let expected = try expected(
                        report, returned: way.returnedType(of: original), isInternational: written.isInternationalized)
                    let name = "\(reports.count) \(action) to \(way), \(original.name)"
                    reports.append((name, written.octets, expected))
                }
            }
        }
        return reports
    }

    private static func status(_ recipient: String, _ action: DeliveryAction) throws -> RecipientStatus {
        let mailbox = try Mailbox(recipient)
        let reply = SMTPReply(
            action == .failed ? 550 : action == .delayed ? 451 : 250, nil, "this is what the other side has to say")
        return RecipientStatus(
            finalRecipient: mailbox, originalRecipient: OriginalRecipient(mailbox), action: action,
            status: EnhancedStatusCode(5, 1, 6), remoteMTA: "mx.receiver.test", diagnostic: reply,
            lastAttemptDate: arrival + 7, willRetryUntil: arrival + 86_400)
    }

    private static func expected(
        _ report: DeliveryReport, returned: String, isInternational: Bool
    ) throws -> ForeignReader.Expected {
        let recipients = report.status.recipients
        let isUTF8 = recipients[0].finalRecipient.isInternationalized
        let allowsUTF8 = report.allowsInternationalized || report.sender.isInternationalized
        let text = !isUTF8 ? "7bit" : isInternational ? "8bit" : "quoted-printable"
        let subject = try MessageHeader(parsing: report.originalContent).first(named: "Subject")?.unfoldedValue ?? ""
        return ForeignReader.Expected(
            sender: report.sender.description, reportingMTA: "dns; \(report.status.reportingMTA)",
            parts: [
                "text/plain \(text)",
                isUTF8 && allowsUTF8 ? "message/global-delivery-status 8bit" : "message/delivery-status 7bit",
                returned.contains(" ") ? returned : "\(returned) 7bit",
            ],
            people: recipients.map { "<\($0.finalRecipient)>" },
            recipients: recipients.map { recipient in
                let type = recipient.finalRecipient.isInternationalized ? "utf-8" : "rfc822"
                let address = [type, recipient.finalRecipient.description]
                let hasOriginal = recipient.originalRecipient != nil
                let names =
                    (hasOriginal ? ["Original-Recipient"] : [])
                    + ["Final-Recipient", "Action", "Status", "Remote-MTA", "Diagnostic-Code", "Last-Attempt-Date"]
                    + (recipient.willRetryUntil == nil ? [] : ["Will-Retry-Until"])
                return .init(
                    names: names, final: address, original: hasOriginal ? address : nil,
                    action: recipient.action.rawValue, status: recipient.status.description)
            },
            subject: subject)
    }
}
