import DeliveryReports
import InternetMessage
import MailAddressing
import SMTPProtocol
import Testing

@Suite struct DeliveryReportTests {
    @Test func theHeaderReadsBack() throws {
        let octets = try makeReport(on: [refused()]).serialized()
        expectFit(octets)
        let header = try ReadReport(octets).header
        let names = ["From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type"]
        #expect(header.fields.map(\.name) == names)
        #expect(header.ending == .emptyLine)
        #expect(header.first(named: "Auto-Submitted")?.unfoldedValue == "auto-replied")
        let date = try MessageDate(try #require(header.first(named: "Date")).unfoldedValue)
        #expect(date.unixSeconds == arrival + 8)
        let identifier = try MessageIdentifier(try #require(header.first(named: "Message-ID")).unfoldedValue)
        #expect(identifier.text == "0k2v9w8x7y6z5-31@mail.example.test")
    }

    @Test func thePartsAreThoseOfAReport() throws {
        let parts = try ReadReport(makeReport(on: [refused()]).serialized()).parts
        let types = ["text/plain; charset=us-ascii", "message/delivery-status", "text/rfc822-headers"]
        #expect(parts.map(\.contentType) == types)
    }

    @Test func severalRecipientsHaveAGroupEach() throws {
        let recipients = try (1...3).map { try refused("user\($0)@receiver.test", by: nil) }
        let groups = try ReadReport(makeReport(on: recipients).serialized()).groups()
        #expect(groups.count == 4)
        #expect(groups.first?.fields.map(\.name) == ["Reporting-MTA", "Arrival-Date"])
        for (index, group) in groups.dropFirst().enumerated() {
            let mailbox = "rfc822; user\(index + 1)@receiver.test"
            #expect(group.first(named: "Final-Recipient")?.unfoldedValue == mailbox)
            let names = ["Final-Recipient", "Action", "Status", "Diagnostic-Code", "Last-Attempt-Date"]
            #expect(group.fields.map(\.name) == names)
        }
    }

    @Test func everyFieldStandsInItsOrder() throws {
        let recipient = RecipientStatus(
            finalRecipient: try Mailbox("ben@receiver.test"),
            originalRecipient: OriginalRecipient(addressType: "RFC822", address: "list@sender.test"),
            action: .delayed, status: EnhancedStatusCode(4, 2, 2), remoteMTA: "mx.receiver.test",
            diagnostic: SMTPReply(452, EnhancedStatusCode(4, 2, 2), "full"), lastAttemptDate: arrival,
            willRetryUntil: arrival + 86_400)
        let status = DeliveryStatus(
            reportingMTA: try DomainName("mail.example.test"), arrivalDate: arrival, originalEnvelopeID: "QQ314159",
            receivedFromMTA: "[192.0.2.1]", recipients: [recipient])
        let expected = crlf(
            """
            Original-Envelope-Id: QQ314159
            Reporting-MTA: dns; mail.example.test
            Received-From-MTA: dns; [192.0.2.1]
            Arrival-Date: Mon, 23 Nov 2026 04:49:20 +0000

            Original-Recipient: rfc822; list@sender.test
            Final-Recipient: rfc822; ben@receiver.test
            Action: delayed
            Status: 4.2.2
            Remote-MTA: dns; mx.receiver.test
            Diagnostic-Code: smtp; 452 4.2.2 full
            Last-Attempt-Date: Mon, 23 Nov 2026 04:49:20 +0000
            Will-Retry-Until: Tue, 24 Nov 2026 04:49:20 +0000

            """)
        #expect(lines(status.serialized()) == lines(expected))
    }

    @Test(arguments: DeliveryAction.allCases)
    func everyActionMakesAReport(_ action: DeliveryAction) throws {
        let recipient = RecipientStatus(
            finalRecipient: try Mailbox("ben@receiver.test"), action: action, status: EnhancedStatusCode(4, 0, 0))
        let octets = try makeReport(on: [recipient]).serialized()
        expectFit(octets)
        let read = try ReadReport(octets)
        #expect(try read.groups().last?.first(named: "Action")?.unfoldedValue == action.rawValue)
        let subjects: [DeliveryAction: String] = [
            .failed: "Undelivered mail returned to sender", .delayed: "Mail delivery is delayed",
        ]
        #expect(read.header.first(named: "Subject")?.unfoldedValue == subjects[action] ?? "Mail delivery report")
    }

    @Test func peopleReadTheAddressThatTheyWroteTo() throws {
        let recipient = RecipientStatus(
            finalRecipient: try Mailbox("ben@inside.test"),
            originalRecipient: OriginalRecipient(try Mailbox("team@receiver.test")), action: .failed,
            status: EnhancedStatusCode(5, 2, 2), explanation: "Ben has too much mail.")
        let people = try lines(ReadReport(makeReport(on: [recipient]).serialized()).parts[0].body)
        #expect(people.contains("<ben@inside.test>"))
        #expect(people.contains("(sent to team@receiver.test)"))
        #expect(people.contains("    Ben has too much mail."))
    }

    @Test func aBoundaryThatOccursInTheMessageIsNotUsed() throws {
        let original = crlf("X-One: --=_0k2v9w8x7y6z5-31\nX-Two: =_0k2v9w8x7y6z5-31.1\n\n")
        let read = try ReadReport(makeReport(on: [refused()], original: original).serialized())
        #expect(read.boundary == "=_0k2v9w8x7y6z5-31.2")
        #expect(read.parts.count == 3)
        #expect(read.parts.last?.body == crlf("X-One: --=_0k2v9w8x7y6z5-31\nX-Two: =_0k2v9w8x7y6z5-31.1\n"))
    }

    @Test(arguments: ["", "a b\r\nX: y", "\"<>@", "gr\u{FC}n", String(repeating: "x", count: 500)])
    func anyUniqueTextGivesAnIdentifierAndABoundary(_ unique: String) throws {
        let octets = try makeReport(on: [refused()], unique: unique).serialized()
        expectFit(octets)
        let read = try ReadReport(octets)
        #expect((3...70).contains(read.boundary.utf8.count))
        let identifier = try MessageIdentifier(try #require(read.header.first(named: "Message-ID")).unfoldedValue)
        #expect(identifier.text.hasSuffix("@mail.example.test"))
        #expect(read.header.fields.count == 8)
    }
}
