import DeliveryReports
import InternetMessage
import MailAddressing
import SMTPProtocol
import Testing

@Suite struct BrokenGroupsTests {
    struct Case: Sendable {
        var name: String
        var status: String
        var recipients: [String]
        var originals: [String?]
        var problems: [ReportDefect.Problem]
    }

    static let cases = [
        Case(
            name: "no empty line behind the fields of the message",
            status: """
                Reporting-MTA: dns; a.test
                X-Queue: 1
                Final-Recipient: rfc822; x@b.test
                Action: failed
                Status: 5.0.0
                """,
            recipients: ["x@b.test"], originals: [nil], problems: [.missingEmptyLine]),
        Case(
            name: "no empty line between recipients",
            status: """
                Reporting-MTA: dns; a.test

                Original-Recipient: rfc822; o@b.test
                Final-Recipient: rfc822; x@b.test
                Action: failed
                Status: 5.0.0
                Original-Recipient: rfc822; p@b.test
                Final-Recipient: rfc822; y@b.test
                Action: failed
                Status: 5.0.0
                """,
            recipients: ["x@b.test", "y@b.test"], originals: ["o@b.test", "p@b.test"], problems: [.missingEmptyLine]),
        Case(
            name: "no empty line, and only the second names its original",
            status: """
                Reporting-MTA: dns; a.test

                Final-Recipient: rfc822; x@b.test
                Action: failed
                Status: 5.0.0
                Original-Recipient: rfc822; p@b.test
                Final-Recipient: rfc822; y@b.test
                Action: failed
                Status: 5.0.0
                """,
            recipients: ["x@b.test", "y@b.test"], originals: [nil, "p@b.test"], problems: [.missingEmptyLine]),
        Case(
            name: "an empty line behind each field",
            status: """
                Reporting-MTA: dns; a.test

                Arrival-Date: Mon, 23 Nov 2026 04:49:20 +0000

                Final-Recipient: rfc822; x@b.test

                Action: failed

                Status: 5.0.0

                Diagnostic-Code: smtp; 550 no
                """,
            recipients: ["x@b.test"], originals: [nil],
            problems: [.strayEmptyLine, .missingField("Final-Recipient")]),
        Case(
            name: "lines of blanks part recipients, and other names and cases are no matter",
            status: "REPORTING-mta : dns; a.test\n  \nfinal-RECIPIENT: RFC822; x@b.test\naction: FAILED (bad)\n"
                + "STATUS: 5.0.0 (really)\nX-Own: 1\n \t\nFinal-recipient:rfc822;y@b.test\nAction:failed\nStatus:5.0.0",
            recipients: ["x@b.test", "y@b.test"], originals: [nil, nil], problems: []),
        Case(
            name: "a long line was broken by a gateway",
            status: "Reporting-MTA: dns; a.test\n\nFinal-Recipient: rfc822; x@b.test\nAction: failed\nStatus: 5.0.0\n"
                + "Diagnostic-Code: smtp; 550 no such\nuser here",
            recipients: ["x@b.test"], originals: [nil], problems: [.malformedLine]),
        Case(
            name: "the fields of the message stand last",
            status: "Final-Recipient: rfc822; x@b.test\nAction: failed\nStatus: 5.0.0\n\nReporting-MTA: dns; a.test",
            recipients: ["x@b.test"], originals: [nil], problems: [.misplacedField("Reporting-MTA")]),
        Case(
            name: "a field stands twice",
            status: "Reporting-MTA: dns; a.test\n\nFinal-Recipient: rfc822; x@b.test\nAction: failed\n"
                + "Action: delayed\nStatus: 5.0.0",
            recipients: ["x@b.test"], originals: [nil], problems: [.repeatedField("Action")]),
        Case(
            name: "only fields of the message",
            status: "Reporting-MTA: dns; a.test", recipients: [], originals: [], problems: [.noRecipients]),
        Case(
            name: "addresses without types, values without their forms",
            status: "Reporting-MTA: a.test\n\nOriginal-Recipient: <o@b.test>\nFinal-Recipient: <x@b.test>\n"
                + "Action: deliverable\nStatus: unknown\nLast-Attempt-Date: Sun Nov 13 14:50:12 2005",
            recipients: ["x@b.test"], originals: ["o@b.test"],
            problems: [
                .malformedValue("Reporting-MTA"), .malformedValue("Original-Recipient"),
                .malformedValue("Final-Recipient"), .malformedValue("Action"), .malformedValue("Status"),
                .malformedValue("Last-Attempt-Date"),
            ]),
    ]

    @Test(arguments: cases)
    func brokenGroupsAreMadeGood(_ example: Case) throws {
        let report = try #require(ReceivedDeliveryReport.read(reportMessage(example.status + "\n")).report)
        #expect(report.recipients.map { $0.mailbox?.description ?? "" } == example.recipients, "\(example.name)")
        #expect(
            report.recipients.map { $0.originalRecipient?.mailbox?.description } == example.originals,
            "\(example.name)")
        #expect(
            report.defects.map(\.problem).filter { $0 != .missingField("Final-Recipient") }
                == example.problems.filter { $0 != .missingField("Final-Recipient") }, "\(example.name)")
        #expect(report.reportingMTA?.text == "a.test", "\(example.name)")
    }

    @Test func aBrokenLineGoesOn() throws {
        let report = try #require(ReceivedDeliveryReport.read(reportMessage(Self.cases[5].status + "\n")).report)
        #expect(report.recipients.first?.diagnosticCode?.text == "550 no such user here")
    }

    @Test func whatIsWrittenOfAnUnknownActionStays() throws {
        let report = try #require(ReceivedDeliveryReport.read(reportMessage(Self.cases[9].status + "\n")).report)
        let recipient = try #require(report.recipients.first)
        #expect(recipient.action == nil)
        #expect(recipient.statedAction == "deliverable")
        #expect(recipient.status == nil)
        #expect(recipient.statedStatus == "unknown")
        #expect(recipient.lastAttemptDate?.unixSeconds == 1_131_893_412)
    }

    @Test(arguments: [
        ("5.1.1", EnhancedStatusCode(5, 1, 1)), ("5.0.0 (permanent failure)", EnhancedStatusCode(5, 0, 0)),
        ("4.04.07", EnhancedStatusCode(4, 4, 7)), ("5.1.10(x)", EnhancedStatusCode(5, 1, 10)), ("5.1", nil),
        ("5.1.1.1", nil), ("6.0.0", nil), ("5.1.1000", nil), ("", nil), ("5.-1.0", nil),
        ("5.+1.0", nil), ("99999999999.0.0", nil),
    ])
    func aStatusIsReadWithItsComment(_ text: String, _ status: EnhancedStatusCode?) throws {
        let fields =
            "Reporting-MTA: dns; a.test\n\nFinal-Recipient: rfc822; x@b.test\nAction: failed\nStatus: \(text)\n"
        let report = try #require(ReceivedDeliveryReport.read(reportMessage(fields)).report)
        #expect(report.recipients.map(\.status) == [status])
    }

    @Test func fieldsWithoutPartsAreFoundInAReport() throws {
        let status = "Reporting-MTA: dns; a.test\n\nFinal-Recipient: rfc822; x@b.test\nAction: failed\nStatus: 5.0.0\n"
        let body =
            "\nYour message was lost.\n\n\(status)\nFrom: ada@sender.test\nSubject: hello\n\nFinal-Recipient: no\n"
        let declared = "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n"
        for header in [declared, "Auto-Submitted: auto-replied\n", "Return-Path: <>\n"] {
            let report = try #require(ReceivedDeliveryReport.read(crlf(header + body)).report, "\(header)")
            #expect(report.recipients.map { $0.mailbox?.description } == ["x@b.test"])
            #expect(report.defects.first?.problem == .missingParts)
        }
        let person = crlf("From: ben@b.test\n" + body)
        #expect(ReceivedDeliveryReport.read(person) == .noReport(.otherMessage))
    }

    @Test func aDelimiterIsNoPartOfAField() throws {
        let body = "\nReporting-MTA: dns; a.test\n\nFinal-Recipient: rfc822; x@b.test\nAction: failed\nStatus: 5.0.0\n"
        let message = crlf("Return-Path: <>\n" + body + "--other\nContent-Type: message/rfc822\n\nSubject: x\n")
        let report = try #require(ReceivedDeliveryReport.read(message).report)
        #expect(report.recipients.map(\.statedStatus) == ["5.0.0"])
        #expect(report.recipients.first?.fields.count == 3)
    }

    @Test func aNameAloneInATextIsNoReport() {
        let message = crlf("Auto-Submitted: auto-replied\n\nHello.\n\nFinal-Recipient: you, I think\n")
        #expect(ReceivedDeliveryReport.read(message) == .noReport(.otherMessage))
    }

    @Test func keptFieldsAreReadAgain() throws {
        let report = try #require(ReceivedDeliveryReport.read(reportMessage(Self.cases[4].status + "\n")).report)
        #expect(report.recipients.map { ReceivedRecipientStatus(fields: $0.fields) } == report.recipients)
    }
}
