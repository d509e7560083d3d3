import DeliveryReports
import InternetMessage
import MailAddressing
import SMTPProtocol
import Testing

@Suite("The status of a recipient that is late")
struct DelayedStatusTests {
    private func delayed(_ reply: SMTPReply?, isRemoteReply: Bool = true) throws -> RecipientStatus {
        RecipientStatus.delayed(
            try Mailbox("ben@receiver.test"), reply: reply, isRemoteReply: isRemoteReply,
            remoteMTA: "mx.receiver.test [192.0.2.1]",
            originalRecipient: OriginalRecipient(addressType: "rfc822", address: "team@receiver.test"),
            lastAttemptDate: arrival + 60, willRetryUntil: arrival + 86_400)
    }

    @Test("has a code of class 4, whatever was said")
    func codes() throws {
        let cases: [(SMTPReply?, String)] = [
            (SMTPReply(451, EnhancedStatusCode(4, 7, 1), "greylisted"), "4.7.1"),
            (SMTPReply(421, nil, "busy"), "4.0.0"),
            (SMTPReply(554, EnhancedStatusCode(5, 7, 1), "client host blocked"), "4.7.1"), (nil, "4.0.0"),
        ]
        for (reply, expected) in cases {
            let status = try delayed(reply)
            #expect(status.action == .delayed)
            #expect(status.status.description == expected)
            #expect(status.diagnostic == reply)
        }
    }

    @Test("stands in the report with what is tried until when")
    func fields() throws {
        let reply = SMTPReply(451, EnhancedStatusCode(4, 7, 1), "greylisted")
        let octets = try makeReport(on: [delayed(reply)]).serialized()
        expectFit(octets)
        let read = try ReadReport(octets)
        #expect(read.header.first(named: "Subject")?.unfoldedValue == "Mail delivery is delayed")
        #expect(read.header.first(named: "Auto-Submitted")?.unfoldedValue == "auto-replied")
        let group = try #require(try read.groups().last)
        let fields = group.fields.map { "\($0.name): \($0.unfoldedValue)" }
        #expect(
            fields == [
                "Original-Recipient: rfc822; team@receiver.test", "Final-Recipient: rfc822; ben@receiver.test",
                "Action: delayed", "Status: 4.7.1", "Remote-MTA: dns; mx.receiver.test",
                "Diagnostic-Code: smtp; 451 4.7.1 greylisted", "Last-Attempt-Date: Mon, 23 Nov 2026 04:50:20 +0000",
                "Will-Retry-Until: Tue, 24 Nov 2026 04:49:20 +0000",
            ])
        // Lines end where words do.
        let people = text(read.parts[0].body).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(people.contains("It is still being tried"))
        #expect(people.contains("It is tried until Tue, 24 Nov 2026 04:49:20 +0000."))
        #expect(people.contains("The receiving server does not take the message yet."))
        #expect(!people.contains("could not be delivered"))
    }

    @Test("explains in our words what nobody else has said")
    func ownWords() throws {
        let own = try delayed(SMTPReply(451, EnhancedStatusCode(4, 3, 5), "no relay"), isRemoteReply: false)
        #expect(own.diagnostic == nil)
        #expect(own.explanation == "The message has not been delivered yet. In detail: no relay")
        #expect(try delayed(nil).explanation == "The message has not been delivered yet.")
    }
}
