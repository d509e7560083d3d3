import DeliveryReports
import InternetMessage
import MailAddressing
import SMTPProtocol
import Testing

@Suite struct OwnReportsTests {
    static func recipients() throws -> [RecipientStatus] {
        let long = Array(repeating: "unwelcome", count: 45).joined(separator: " ")
        let unicode = OriginalRecipient(try Mailbox("zo\u{EB}@b\u{FC}cher.test"))
        return [
            try refused(),
            try refused("\"a b\"@receiver.test", by: "mx.receiver.test", with: SMTPReply(550, nil, "no")),
            try refused(by: nil, with: SMTPReply(554, EnhancedStatusCode(5, 7, 1), long)),
            RecipientStatus.failed(
                try Mailbox("ben@slow.test"), reply: SMTPReply(451, nil, "refused"), isRemoteReply: false,
                isExpired: true, originalRecipient: unicode, lastAttemptDate: arrival + 9),
            RecipientStatus.delayed(
                try Mailbox("eve@late.test"), reply: SMTPReply(421, EnhancedStatusCode(4, 3, 2), "busy"),
                isRemoteReply: true, remoteMTA: "mx.late.test", willRetryUntil: arrival + 432_000),
            RecipientStatus(
                finalRecipient: try Mailbox("x@[192.0.2.1]"),
                originalRecipient: OriginalRecipient(addressType: "x400", address: "/S=x/"), action: .expanded,
                status: EnhancedStatusCode(2, 1, 5)),
            RecipientStatus(
                finalRecipient: try Mailbox("y@b.test"), action: .relayed, status: EnhancedStatusCode(2, 0, 0)),
        ]
    }

    @Test func whatWeWriteIsReadBack() throws {
        let recipients = try Self.recipients()
        let status = DeliveryStatus(
            reportingMTA: try DomainName("mail.example.test"), arrivalDate: arrival, originalEnvelopeID: "Q 1",
            receivedFromMTA: "client.test", recipients: recipients)
        let written = DeliveryReport(
            sender: try Mailbox("ada@sender.test"), status: status, originalContent: originalMessage,
            date: arrival + 8, uniqueText: "u1")
        let report = try #require(ReceivedDeliveryReport.read(written.serialized()).report)
        #expect(report.defects.isEmpty, "\(report.defects)")
        #expect(report.reportingMTA?.host == .domain(status.reportingMTA))
        #expect(report.arrivalDate?.unixSeconds == arrival)
        #expect(report.originalEnvelopeID == "Q 1")
        #expect(report.receivedFromMTA?.text == "client.test")
        #expect(report.returned?.messageIdentifier == "1@sender.test")
        #expect(report.text.plain?.contains("<ben@slow.test>") == true)
        try #require(report.recipients.count == recipients.count)
        for (read, written) in zip(report.recipients, recipients) {
            #expect(read.finalRecipient?.mailbox == written.finalRecipient)
            #expect(read.action == written.action)
            #expect(read.status == written.status)
            #expect(read.remoteMTA?.text == written.remoteMTA)
            #expect(read.reply == written.diagnostic)
            #expect(read.lastAttemptDate?.unixSeconds == written.lastAttemptDate)
            #expect(read.willRetryUntil?.unixSeconds == written.willRetryUntil)
            #expect(read.originalRecipient?.type == written.originalRecipient?.addressType)
        }
        #expect(report.recipients[3].originalRecipient?.mailbox == (try Mailbox("zo\u{EB}@b\u{FC}cher.test")))
    }

    @Test func theHeaderOfWhatWeWriteForbidsAnAnswer() throws {
        let header = try MessageHeader(parsing: makeReport(on: [refused()]).serialized())
        let verdict = AutomaticReplyVerdict(header: header, envelopeSender: .null)
        #expect(verdict.mustNotBeAnswered)
        #expect(
            Set(verdict.evidence.map(\.kind)) == [.nullSender, .programSender, .repliedAutomatically, .report])
    }
}
