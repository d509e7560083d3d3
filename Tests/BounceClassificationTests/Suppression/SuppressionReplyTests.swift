import BounceClassification
import DeliveryReports
import MailAddressing
import SMTPProtocol
import Testing

@Suite("What a server says of a suppressed recipient")
struct SuppressionReplyTests {
    @Test(
        "has the code of why it is so",
        arguments: [
            (SuppressionReason.bounce(.unknownRecipient, reply: ""), "5.1.1"),
            (.bounce(.invalidRecipient, reply: ""), "5.1.3"), (.bounce(.movedRecipient, reply: ""), "5.1.6"),
            (.bounce(.unknownDomain, reply: ""), "5.1.2"), (.bounce(.domainWithoutMail, reply: ""), "5.1.10"),
            (.bounce(.inactiveMailbox, reply: ""), "5.2.1"), (.bounce(.mailboxFull, reply: ""), "5.2.1"),
            (.bounce(.suppressedRecipient, reply: ""), "5.2.1"), (.feedback(.abuse), "5.7.1"),
            (.person("she asked us"), "5.7.1"),
        ])
    func codes(reason: SuppressionReason, status: String) throws {
        let entry = Suppression(try SuppressionSamples.key("ada@example.com"), because: reason, since: 0)
        #expect(entry.reply.code == 550)
        #expect(entry.reply.enhancedStatusCode == EnhancedStatusCode(status))
    }

    @Test("names the entry and its time, and nothing that was said here")
    func words() throws {
        var entry = Suppression(
            try SuppressionSamples.key("Ada@example.com", for: SuppressionSamples.stream("news")),
            because: .bounce(.unknownRecipient, reply: "a secret"), since: 1_777_777_777,
            expiry: 1_777_777_777 + 90 * 86_400)
        #expect(
            entry.reply.description
                == "550 5.1.1 Recipient suppressed since 3 May 2026 until 1 Aug 2026 (unknownRecipient); "
                + "entry of the suppression list: ada@example.com for stream news")
        entry.expiry = nil
        for (count, words) in [(1, "once"), (2, "2 times")] as [(UInt32, String)] {
            entry.confirmations = count
            #expect(
                entry.reply.description
                    == "550 5.1.1 Recipient suppressed since 3 May 2026 (unknownRecipient, confirmed \(words)); "
                    + "entry of the suppression list: ada@example.com for stream news")
        }
    }

    @Test("is read by the classifier for what it is, for every entry")
    func classified() throws {
        for entry in try SuppressionSamples.entries() {
            let verdict = BounceClassifier.standard.classify(entry.reply.description)
            #expect(verdict.cause == .suppressedRecipient, "\(entry.reply)")
            #expect(!entry.reply.description.contains("telephone"))
            #expect(!entry.reply.serialized().contains { $0 > 127 })
        }
    }
}
