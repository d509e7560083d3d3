import DeliveryReports
import InternetMessage
import MailAddressing
import SMTPProtocol
import TestSupport
import Testing

/// Reports of others, and ours on the same facts: they must be built alike.
@Suite struct ReportStructureTests {
    @Test(
        "a report has the header, the parts and the fields that Postfix gives its own",
        .enabled(if: Corpora.has("postfix-reference/bounce"), "needs the folder WAXWING_CORPORA"))
    func postfix() throws {
        let names = Corpora.files(in: "postfix-reference/bounce", beginning: "no-m") + ["with-message-id-no-thread.ref"]
        #expect(names.count > 4)
        for name in names {
            let theirs = try Corpora.message("postfix-reference/bounce/\(name)")
            let read = try #require(ReceivedDeliveryReport.read(theirs).report, "\(name)")
            let ours = try report(
                like: read, mailbox: Mailbox("rcpt@receiver.test"), status: EnhancedStatusCode(5, 0, 0))
            try expectAlike(ours, theirs, "\(name)")
            let (our, their) = try (MIMEStructure(parsing: ours), MIMEStructure(parsing: theirs))
            // The text of theirs begins with blank lines and is called ASCII as ours is.
            #expect(our.parts[1].contentType.charset == their.parts[1].contentType.charset, "\(name)")
            for field in ["Auto-Submitted", "MIME-Version"] {
                let value = try MessageHeader(parsing: theirs).first(named: field)?.unfoldedValue
                #expect(value != nil, "\(name)")
                #expect(try MessageHeader(parsing: ours).first(named: field)?.unfoldedValue == value, "\(name)")
            }
        }
    }

    @Test(
        "a report on the facts of the RFC's samples is built as they are",
        .enabled(if: Corpora.has("dsn-samples/enmime"), "needs the folder WAXWING_CORPORA"))
    func samples() throws {
        let names = Corpora.files(in: "dsn-samples/enmime", ending: ".raw")
        #expect(names.count == 5)
        for name in names {
            let theirs = try Corpora.message("dsn-samples/enmime/\(name)")
            let read = try #require(ReceivedDeliveryReport.read(theirs).report, "\(name)")
            let ours = try report(like: read)
            try expectAlike(ours, theirs, "\(name)")
            let again = try #require(ReceivedDeliveryReport.read(ours).report, "\(name)")
            #expect(again.recipients.map(\.mailbox) == read.recipients.map(\.mailbox), "\(name)")
            #expect(again.recipients.map(\.action) == read.recipients.map(\.action), "\(name)")
            #expect(again.recipients.map(\.status) == read.recipients.map(\.status), "\(name)")
            #expect(again.recipients.map(\.reply) == read.recipients.map(\.reply), "\(name)")
            #expect(again.recipients.map(\.remoteMTA) == read.recipients.map(\.remoteMTA), "\(name)")
            let originals = read.recipients.map { $0.originalRecipient?.mailbox }
            #expect(again.recipients.map { $0.originalRecipient?.mailbox } == originals, "\(name)")
        }
    }

    /// A report of ours on what one of others says.
    ///
    /// - Parameters:
    ///   - read: the report of others.
    ///   - mailbox: stands in for recipients that are none.
    ///   - status: stands in for codes that are none.
    private func report(
        like read: ReceivedDeliveryReport, mailbox: Mailbox? = nil, status: EnhancedStatusCode? = nil
    ) throws -> [UInt8] {
        let recipients = try read.recipients.map { recipient in
            let original = recipient.originalRecipient.flatMap {
                OriginalRecipient(addressType: $0.type, address: $0.text)
            }
            return RecipientStatus(
                finalRecipient: try #require(recipient.mailbox ?? mailbox), originalRecipient: original,
                action: try #require(recipient.action), status: try #require(recipient.status ?? status),
                remoteMTA: recipient.remoteMTA?.text,
                diagnostic: recipient.reply ?? (recipient.diagnosticCode == nil ? nil : SMTPReply(550, nil, "no")),
                lastAttemptDate: recipient.lastAttemptDate?.unixSeconds)
        }
        let facts = DeliveryStatus(
            reportingMTA: try DomainName(try #require(read.reportingMTA).text), arrivalDate: arrival,
            originalEnvelopeID: read.originalEnvelopeID, receivedFromMTA: read.receivedFromMTA?.text,
            recipients: recipients)
        let isReturned = read.returned != nil
        var report = DeliveryReport(
            sender: try Mailbox("ada@sender.test"), status: facts,
            originalContent: isReturned ? originalMessage : [], date: arrival + 8, uniqueText: "u1")
        report.maximumReturnedMessageSize = originalMessage.count
        return report.serialized()
    }

    /// Expects that ours has whatever theirs has: fields of the header, parts, and fields for programs.
    private func expectAlike(_ ours: [UInt8], _ theirs: [UInt8], _ name: Comment) throws {
        let known = ["from", "to", "subject", "date", "message-id", "auto-submitted", "mime-version", "content-type"]
        let our = Set(try MessageHeader(parsing: ours).fields.map { $0.name.lowercased() })
        let their = Set(try MessageHeader(parsing: theirs).fields.map { $0.name.lowercased() })
        #expect(our.isSuperset(of: their.intersection(known)), name)
        #expect(our == Set(known), name)

        let (ourParts, theirParts) = try (partTypes(ours), partTypes(theirs))
        // Text for people is of one kind here, and a header of placeholders is no message to give back.
        #expect(ourParts.prefix(3) == ["multipart/report", "text/plain", "message/delivery-status"], name)
        #expect(ourParts.first == theirParts.first, name)
        #expect(theirParts.contains("message/delivery-status"), name)
        if ourParts.count > 3 { #expect(ourParts.last == theirParts.last, name) }

        let read = try #require(ReceivedDeliveryReport.read(ours).report, name)
        let others = try #require(ReceivedDeliveryReport.read(theirs).report, name)
        #expect(standardNames(read.fields) == standardNames(others.fields).union(["arrival-date"]), name)
        #expect(read.recipients.count == others.recipients.count, name)
        for (recipient, other) in zip(read.recipients, others.recipients) {
            #expect(standardNames(recipient.fields) == standardNames(other.fields), name)
        }
    }

    /// The names of fields that RFC 3464 has, in lower case.
    private func standardNames(_ fields: [ReportField]) -> Set<String> {
        Set(fields.map { $0.name.lowercased() }.filter { !$0.hasPrefix("x-") })
    }

    /// The media types of the report and of its parts.
    private func partTypes(_ message: [UInt8]) throws -> [String] {
        try MIMEStructure(parsing: message).parts.filter { $0.depth <= 1 }.map(\.contentType.mediaType)
    }
}
