import DeliveryAgent
import DeliveryQueue
import MailAddressing
import SMTPProtocol
import Testing

@Suite("Reports on mail that had to be secured")
struct RequiredTLSReportTests {
    @Test("have to be secured no less, and others need not be", arguments: [true, false])
    func demand(isRequired: Bool) throws {
        let start = WallTime(milliseconds: 1_795_409_360_000)
        var options = MailOptions()
        options.requiresTLS = isRequired
        let mailbox = try Mailbox("bob@receiver.test")
        let message = QueuedMessage(
            id: MessageID(number: 1), reversePath: try ReversePath("ada@sender.test"), recipients: [mailbox],
            options: options, recipientOptions: [RecipientOptions(notify: [.success, .failure, .delay])],
            acceptedAt: start, expiresAt: start + .seconds(432_000), size: AgentBench.content.count,
            isEightBit: false, origin: "test")
        let reply = SMTPReply(550, EnhancedStatusCode(5, 7, 30), "REQUIRETLS is not supported")
        let failure = RecipientFailure(
            mailbox: mailbox, outcome: DeliveryOutcome(.failed, reply: reply, isRemoteReply: true), isExpired: false,
            lastAttempt: start)
        let delay = RecipientDelay(
            mailbox: mailbox, index: 0, lastReply: nil, outcome: nil, since: start, until: message.expiresAt)
        let reporter = BounceReporter(hostName: try DomainName("mail.sender.test")) { "unique" }
        let later = start + .seconds(60)
        let reports = [
            reporter.report([failure], of: message, content: AgentBench.content, at: later),
            reporter.delayReport([delay], of: message, content: AgentBench.content, at: later),
        ]
        #expect(reports.map { $0?.options.requiresTLS } == [isRequired, isRequired])
    }
}
