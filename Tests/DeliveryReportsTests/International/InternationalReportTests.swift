import DeliveryReports
import InternetMessage
import MailAddressing
import SMTPProtocol
import TestSupport
import Testing

@Suite struct InternationalReportTests {
    @Test("what is written is read back, in the part types that fit", arguments: ReportWay.all, OriginalSample.all)
    func readBack(_ way: ReportWay, _ original: OriginalSample) throws {
        let recipients = try way.isRecipientInternational ? internationalRecipients() : [refused()]
        let report = try way.report(on: recipients, original.octets)
        let written = report.written()
        try expectHonest(written)
        #expect(report.serialized() == written.octets)

        let parts = try ReadReport(written.octets).parts
        let types = parts.map { part in
            let encoding = statedEncoding(part.header)
            let type = part.contentType.split(separator: ";").first.map(String.init) ?? ""
            return encoding == "7bit" ? type : "\(type) \(encoding)"
        }
        try #require(types.count == 3)
        let isGlobal = way.isRecipientInternational && way.allowsUTF8
        #expect(types[1] == (isGlobal ? "message/global-delivery-status 8bit" : "message/delivery-status"))
        #expect(types[2] == way.returnedType(of: original))
        let isInternational =
            way.sender.utf8.contains { $0 > 127 } || types[1...].contains { $0.hasPrefix("message/global") }
        #expect(written.isInternationalized == isInternational)
        let people = !way.isRecipientInternational ? "" : isInternational ? " 8bit" : " quoted-printable"
        #expect(types[0] == "text/plain" + people)
        try expectSame(written.octets, report)
    }

    /// Expects that a reader finds what was written.
    private func expectSame(_ octets: [UInt8], _ written: DeliveryReport) throws {
        let report = try #require(ReceivedDeliveryReport.read(octets).report)
        #expect(report.defects.isEmpty, "\(report.defects)")
        #expect(ReceivedReport.read(octets).report == .delivery(report))
        #expect(report.isInternational == text(octets).contains("message/global-delivery-status"))
        try #require(report.recipients.count == written.status.recipients.count)
        for (read, written) in zip(report.recipients, written.status.recipients) {
            expectSameRecipient(read, written)
        }
        let people = try #require(report.text.plain)
        for recipient in written.status.recipients where !recipient.finalRecipient.localPart.contains("\\") {
            let mailbox = recipient.finalRecipient
            let shown = mailbox.isInternationalized ? mailbox.unicodeDescription : mailbox.description
            #expect(people.contains("<\(shown)>"))
            #expect(people.contains(recipient.diagnostic?.lines.first ?? ""))
        }
        let returned = try #require(report.returned)
        let original = try MessageHeader(parsing: written.originalContent)
        #expect(returned.header.fields.map { Array($0.octets) } == original.fields.map { Array($0.octets) })
        if returned.isWholeMessage {
            #expect(try ReadReport(octets).parts.last?.body == written.originalContent)
        }
        let to = try #require(try MessageHeader(parsing: octets).first(named: "To")).unfoldedValue
        #expect(to == "<\(written.sender)>")
    }
}

/// Expects that a recipient is read as it was written, octet for octet where texts that look alike are the same.
func expectSameRecipient(
    _ read: ReceivedRecipientStatus, _ written: RecipientStatus, sourceLocation: SourceLocation = #_sourceLocation
) {
    let isSame = read.finalRecipient?.mailbox?.description.utf8.elementsEqual(written.finalRecipient.description.utf8)
    #expect(isSame == true, "\(String(describing: read.finalRecipient))", sourceLocation: sourceLocation)
    let type = written.finalRecipient.isInternationalized ? "utf-8" : "rfc822"
    #expect(read.finalRecipient?.type == type, sourceLocation: sourceLocation)
    #expect(read.originalRecipient?.type == written.originalRecipient?.addressType, sourceLocation: sourceLocation)
    if let original = written.originalRecipient {
        // What it stands for, whichever way it is written.
        let meant = ReportedAddress(parsing: original.description).text
        #expect(
            read.originalRecipient?.text.utf8.elementsEqual(meant.utf8) == true,
            "\(String(describing: read.originalRecipient))", sourceLocation: sourceLocation)
    }
    #expect(read.action == written.action, sourceLocation: sourceLocation)
    #expect(read.status == written.status, sourceLocation: sourceLocation)
    #expect(read.remoteMTA?.text == written.remoteMTA, sourceLocation: sourceLocation)
    #expect(read.lastAttemptDate?.unixSeconds == written.lastAttemptDate, sourceLocation: sourceLocation)
    #expect(read.willRetryUntil?.unixSeconds == written.willRetryUntil, sourceLocation: sourceLocation)
    #expect((read.reply == nil) == (written.diagnostic == nil), sourceLocation: sourceLocation)
}
