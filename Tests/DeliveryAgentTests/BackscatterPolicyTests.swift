import DeliveryAgent
import DeliveryQueue
import MailAddressing
import SMTPProtocol
import Testing

@Suite("A report goes to nobody who has nothing to do with the message")
struct BackscatterPolicyTests {
    private static let start = WallTime(milliseconds: 1_795_409_360_000)

    private static func message(_ proof: SenderProof, from sender: String = "ada@sender.test") throws -> QueuedMessage {
        QueuedMessage(
            id: MessageID(number: 1), reversePath: try ReversePath(sender),
            recipients: [try Mailbox("bob@receiver.test")],
            recipientOptions: [RecipientOptions(notify: [.success, .failure, .delay])], acceptedAt: start,
            expiresAt: start + .seconds(432_000), size: AgentBench.content.count, isEightBit: false, origin: "test",
            senderProof: proof)
    }

    /// Which reports a reporter writes: on a failure, a delay, a success.
    private static func reports(
        on message: QueuedMessage, by policy: BackscatterPolicy = .standard
    ) throws -> [Bool] {
        var reporter = BounceReporter(hostName: try DomainName("mail.sender.test")) { "unique" }
        reporter.backscatter = policy
        let mailbox = message.recipients[0]
        let reply = SMTPReply(550, .init(5, 1, 1), "no such user")
        let failed = DeliveryOutcome(.failed, reply: reply, isRemoteReply: true)
        let failure = reporter.report(
            [RecipientFailure(mailbox: mailbox, outcome: failed, isExpired: false, lastAttempt: start, index: 0)],
            of: message, content: AgentBench.content, at: start)
        let delay = reporter.delayReport(
            [
                RecipientDelay(
                    mailbox: mailbox, index: 0, lastReply: nil, outcome: nil, since: start, until: message.expiresAt)
            ], of: message, content: AgentBench.content, at: start)
        let reached = DeliveryOutcome(.delivered, reply: SMTPReply(250, nil, "ok"), isRemoteReply: true)
        let success = reporter.successReport(
            [RecipientSuccess(mailbox: mailbox, index: 0, outcome: reached)], of: message,
            content: AgentBench.content, at: start)
        return [failure, delay, success].map { $0 != nil }
    }

    @Test("but to every sender for whom something speaks", arguments: SenderProof.allCases)
    func proofs(proof: SenderProof) throws {
        let isTold = proof != .missing && proof != .forwarded
        #expect(try Self.reports(on: Self.message(proof)) == [isTold, isTold, isTold])
        #expect(try Self.reports(on: Self.message(proof, from: "")) == [false, false, false])
    }

    @Test("where a policy says for whom, and even to everybody, but for a null reverse path")
    func policies() throws {
        let signed = BackscatterPolicy(sufficientProofs: [.signature])
        #expect(try Self.reports(on: Self.message(.signature), by: signed) == [true, true, true])
        #expect(try Self.reports(on: Self.message(.login), by: signed) == [false, false, false])
        #expect(try Self.reports(on: Self.message(.missing), by: .dangerousEverybody) == [true, true, true])
        #expect(try Self.reports(on: Self.message(.missing, from: ""), by: .dangerousEverybody).contains(true) == false)
        let nobody = BackscatterPolicy(sufficientProofs: [])
        #expect(try Self.reports(on: Self.message(.local), by: nobody) == [false, false, false])
    }
}
