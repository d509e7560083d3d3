import DeliveryReports
import SMTPProtocol
import Testing

@Suite struct CommentsTests {
    @Test(arguments: [
        ("failed", "5.1.1", true), ("(it) failed", "(is) 5.1.1", true), ("failed (it)", "5.1.1 (is)", true),
        ("((a) b)\tfailed", "(a\\)b)(c) 5.1.1", true), ("(failed", "(5.1.1", false), ("(failed)", "(5.1.1)", false),
    ])
    func actionAndStatusMayStandBehindComments(_ action: String, _ status: String, _ isKnown: Bool) {
        let recipient = ReceivedRecipientStatus(fields: [
            ReportField(name: "Action", value: action), ReportField(name: "Status", value: status),
        ])
        #expect(recipient.action == (isKnown ? .failed : nil))
        #expect(recipient.status == (isKnown ? EnhancedStatusCode(5, 1, 1) : nil))
    }
}
