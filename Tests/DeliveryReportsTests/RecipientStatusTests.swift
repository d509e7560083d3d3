import DeliveryReports
import MailAddressing
import SMTPProtocol
import Testing

@Suite struct RecipientStatusTests {
    @Test func theStatusComesFromTheReply() throws {
        let cases: [(SMTPReply, Bool, String)] = [
            (SMTPReply(550, EnhancedStatusCode(5, 1, 1), "no"), false, "5.1.1"),
            (SMTPReply(550, nil, "no"), false, "5.0.0"),
            (SMTPReply(451, nil, "no"), false, "4.0.0"),
            (SMTPReply(250, EnhancedStatusCode(2, 1, 5), "yes"), false, "5.1.5"),
            (SMTPReply(354, nil, "go on"), false, "5.0.0"),
            (SMTPReply(452, EnhancedStatusCode(4, 2, 2), "full"), true, "4.4.7"),
            (SMTPReply(550, EnhancedStatusCode(5, 1, 1), "no"), true, "4.4.7"),
        ]
        for (reply, isExpired, expected) in cases {
            let status = RecipientStatus.failed(
                try Mailbox("ben@receiver.test"), reply: reply, isRemoteReply: true, isExpired: isExpired)
            #expect(status.status.description == expected, "\(reply)")
            #expect(status.action == .failed)
            #expect(status.diagnostic == reply)
        }
    }

    @Test func ourOwnWordsAreNoDiagnostic() throws {
        let status = RecipientStatus.failed(
            try Mailbox("ben@receiver.test"), reply: SMTPReply(556, EnhancedStatusCode(5, 1, 10), "null MX"),
            isRemoteReply: false, detail: "asked twice")
        #expect(status.diagnostic == nil)
        #expect(
            status.explanation
                == "The domain of this address accepts no mail. In detail: null MX (asked twice)")
    }

    @Test func theClassOfTheStatusFitsTheAction() throws {
        let mailbox = try Mailbox("ben@receiver.test")
        let cases: [(DeliveryAction, UInt8, String)] = [
            (.failed, 2, "5.1.1"), (.failed, 4, "4.1.1"), (.failed, 5, "5.1.1"), (.delayed, 2, "4.1.1"),
            (.delayed, 5, "4.1.1"), (.delivered, 5, "2.1.1"), (.relayed, 4, "2.1.1"), (.expanded, 2, "2.1.1"),
        ]
        for (action, digit, expected) in cases {
            let status = RecipientStatus(
                finalRecipient: mailbox, action: action, status: EnhancedStatusCode(digit, 1, 1),
                willRetryUntil: arrival)
            #expect(status.status.description == expected)
            #expect((status.willRetryUntil != nil) == (action == .delayed))
        }
    }

    @Test func everyStatusHasPlainWords() throws {
        let mailbox = try Mailbox("ben@receiver.test")
        for subject in UInt16(0)...8 {
            for detail in UInt16(0)...30 {
                let status = RecipientStatus(
                    finalRecipient: mailbox, action: .failed, status: EnhancedStatusCode(5, subject, detail))
                #expect(status.explanation.hasSuffix("."))
            }
        }
    }
}
