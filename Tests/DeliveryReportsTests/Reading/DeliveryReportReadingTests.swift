import DeliveryReports
import InternetMessage
import MailAddressing
import SMTPProtocol
import Testing

@Suite struct DeliveryReportReadingTests {
    @Test func everyFieldIsRead() throws {
        let message = reportMessage(
            """
            Original-Envelope-Id: QQ314159
            Reporting-MTA: dns; mail.example.test
            DSN-Gateway: dns; gateway.example.test
            Received-From-MTA: dns; [192.0.2.7]
            Arrival-Date: Mon, 23 Nov 2026 04:49:20 +0000
            X-Queue-Id: 17

            Original-Recipient: rfc822; nobody@old.test
            Final-Recipient: rfc822; nobody@receiver.test
            Action: failed
            Status: 5.1.1
            Remote-MTA: dns; mx.receiver.test
            Diagnostic-Code: smtp; 550 5.1.1 no such
              user
            Last-Attempt-Date: Mon, 23 Nov 2026 04:49:27 +0000
            Final-Log-ID: a1b2
            X-Note: none

            Final-Recipient: rfc822; ben@slow.test
            Action: delayed
            Status: 4.4.1
            Will-Retry-Until: Sat, 28 Nov 2026 04:49:27 +0100

            """)
        let report = try #require(ReceivedDeliveryReport.read(message).report)
        #expect(report.defects.isEmpty, "\(report.defects)")
        #expect(report.originalEnvelopeID == "QQ314159")
        #expect(report.reportingMTA == TypedText(type: "dns", text: "mail.example.test"))
        #expect(report.gateway?.text == "gateway.example.test")
        #expect(report.receivedFromMTA?.host == (try MailHost("[192.0.2.7]")))
        #expect(report.arrivalDate?.unixSeconds == arrival)
        #expect(report.fields.value(named: "x-queue-id") == "17")
        #expect(report.text.plain == "It did not work.\r\n")
        #expect(report.returned?.messageIdentifier == "1@sender.test")
        #expect(report.returned?.isWholeMessage == false)
        #expect(!report.isInternational)
        #expect(report.hasFailure)

        try #require(report.recipients.count == 2)
        let first = report.recipients[0]
        #expect(first.originalRecipient?.mailbox == (try Mailbox("nobody@old.test")))
        #expect(first.finalRecipient?.type == "rfc822")
        #expect(first.mailbox == (try Mailbox("nobody@receiver.test")))
        #expect(first.action == .failed)
        #expect(first.status == EnhancedStatusCode(5, 1, 1))
        #expect(first.remoteMTA?.text == "mx.receiver.test")
        #expect(first.diagnosticCode == TypedText(type: "smtp", text: "550 5.1.1 no such user"))
        #expect(first.reply == SMTPReply(550, EnhancedStatusCode(5, 1, 1), "no such user"))
        #expect(first.lastAttemptDate?.unixSeconds == arrival + 7)
        #expect(first.finalLogID == "a1b2")
        #expect(first.fields.values(named: "X-Note") == ["none"])
        let second = report.recipients[1]
        #expect(second.action == .delayed)
        #expect(second.willRetryUntil?.utcOffsetMinutes == 60)
        #expect(second.reply == nil)
    }

    @Test(arguments: ["base64", "quoted-printable", "8bit", "BASE64"])
    func anEncodedStatusIsDecoded(_ encoding: String) throws {
        let plain = "Reporting-MTA: dns; a.test\n\nFinal-Recipient: rfc822; x@b.test\nAction: failed\nStatus: 5.0.0\n"
        let encoded =
            switch encoding.lowercased() {
            case "base64": base64(crlf(plain))
            case "quoted-printable": plain.replacing("dns; a", with: "dns=3B a").replacing("failed", with: "fai=\nled")
            default: plain
            }
        let report = try #require(ReceivedDeliveryReport.read(reportMessage(encoded, encoding: encoding)).report)
        #expect(report.defects.isEmpty, "\(report.defects)")
        #expect(report.reportingMTA?.text == "a.test")
        #expect(report.recipients.map(\.action) == [.failed])
    }

    @Test func anEncodingThatIsSaidWronglyIsSeenThrough() throws {
        let plain = "Reporting-MTA: dns; a.test\n\nFinal-Recipient: rfc822; x@b.test\nAction: failed\nStatus: 5.0.0\n"
        let report = try #require(ReceivedDeliveryReport.read(reportMessage(plain, encoding: "base64")).report)
        #expect(report.recipients.count == 1)
        #expect(report.defects.map(\.problem) == [.falseTransferEncoding])
    }

    @Test func lineFeedsAloneGiveTheSameReport() throws {
        let message = try makeReport(on: [refused(), refused("ben@slow.test")]).serialized()
        let stored = message.filter { $0 != 13 }
        let report = try #require(ReceivedDeliveryReport.read(message).report)
        let other = try #require(ReceivedDeliveryReport.read(stored).report)
        #expect(other.recipients == report.recipients)
        #expect(other.fields == report.fields)
        #expect(other.returned == report.returned)
        #expect(other.defects.map(\.problem) == [.structure(.bareLineFeed)])
    }

    @Test(arguments: [
        ("Content-Type: text/plain\n\nHello.\n", NoReportReason.otherMessage),
        ("", .otherMessage),
        ("Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nx\n--b--\n", .missingPart),
        ("Content-Type: multipart/report; report-type=delivery-status\n\nx\n", .missingPart),
        ("Content-Type: message/delivery-status\n\nHello: x\n\nthere\n", .emptyPart),
        ("Content-Type: message/delivery-status\n\n", .emptyPart),
        ("Content-Type: multipart/report; report-type=feedback-report; boundary=b\n\n--b--\n", .otherMessage),
    ])
    func whatIsNoReportSaysWhy(_ message: String, _ reason: NoReportReason) {
        #expect(ReceivedDeliveryReport.read(crlf(message)) == .noReport(reason))
    }

    @Test func aHeaderBeyondTheLimitIsUnreadable() {
        let limits = ReportLimits(structure: MIMEWalkLimits(header: HeaderLimits(maximumSize: 20)))
        let verdict = ReceivedDeliveryReport.read(crlf("Subject: a longer one than that\n\nx"), limits: limits)
        guard case .noReport(.unreadable(let error)) = verdict else {
            Issue.record("\(verdict)")
            return
        }
        #expect(error.problem == .headerTooLarge(limit: 20))
    }

    @Test func aForwardedReportIsAboutAnotherMessage() throws {
        let inner = try makeReport(on: [refused()]).serialized()
        let start = crlf("From: ben@b.test\nContent-Type: multipart/mixed; boundary=outer\n\n--outer\n\nSee below.\n")
        let message =
            start + crlf("--outer\nContent-Type: message/rfc822\n\n") + inner + crlf("\n--outer--\n")
        #expect(ReceivedDeliveryReport.read(message) == .noReport(.otherMessage))
        #expect(ReceivedDeliveryReport.read(crlf("Content-Type: message/rfc822\n\n") + inner).report == nil)
    }

    @Test func aReportInAMultipartOfAFilterIsRead() throws {
        let inner = try makeReport(on: [refused()]).serialized()
        let start = crlf("Content-Type: multipart/mixed; boundary=outer\n\n--outer\n\nScanned by us.\n--outer\n")
        let report = try #require(ReceivedDeliveryReport.read(start + inner + crlf("\n--outer--\n")).report)
        #expect(report.recipients.count == 1)
        #expect(report.text.plain?.hasPrefix("This is the mail system") == true)
        #expect(report.defects.isEmpty, "\(report.defects)")
    }

    @Test func theKindOfReportIsHeldAgainstItsParts() throws {
        let status = "Reporting-MTA: dns; a.test\n\nFinal-Recipient: rfc822; x@b.test\nAction: failed\nStatus: 5.0.0\n"
        let other = try #require(ReceivedDeliveryReport.read(reportMessage(status, reportType: "other")).report)
        #expect(other.defects.map(\.problem) == [.otherReportType])
        let alone = crlf("Content-Type: message/delivery-status\n\n\(status)")
        let report = try #require(ReceivedDeliveryReport.read(alone).report)
        #expect(report.defects.map(\.problem) == [.noMultipartReport])
        #expect(report.text == ReportText(plain: nil))
        #expect(report.returned == nil)
    }

    @Test(arguments: ["message/rfc822", "message/global"])
    func aMessageGivenBackWholeShowsItsHeader(_ type: String) throws {
        let status = "Reporting-MTA: dns; a.test\n\nFinal-Recipient: rfc822; x@b.test\nAction: failed\nStatus: 5.0.0\n"
        let returned = "Subject: Grüße\nMessage-ID: <2@sender.test>\n\nHi.\n"
        let message = reportMessage(status, returned: returned)
        let text = String(decoding: message, as: UTF8.self).replacing("text/rfc822-headers", with: type)
        let report = try #require(ReceivedDeliveryReport.read(Array(text.utf8)).report)
        #expect(report.returned?.isWholeMessage == true)
        #expect(report.returned?.mediaType == type)
        #expect(report.returned?.header.fields.count == 2)
        #expect(report.returned?.messageIdentifier == "2@sender.test")
    }
}

/// The octets in base64, in one line.
func base64(_ octets: [UInt8]) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    var text = ""
    for start in stride(from: 0, to: octets.count, by: 3) {
        let group = Array(octets[start..<min(start + 3, octets.count)])
        let bits = (group + [0, 0]).prefix(3).reduce(0) { $0 << 8 | Int($1) }
        for place in 0..<4 { text += place <= group.count ? String(alphabet[bits >> (18 - 6 * place) & 63]) : "=" }
    }
    return text + "\n"
}
