import BounceClassification
import DKIM
import DeliveryAgent
import DeliveryQueue
import Logging
import MailAddressing
import MailForwarding
import NIOCore
import SMTPProtocol
import SMTPTransport

/// One client's mail: judged by the listener's policy, and queued.
final class InboundSession: SMTPSession {
    let policy: InboundPolicy
    private(set) var connection = SMTPConnection(remoteAddress: nil, remotePort: nil)
    /// Whether the client has logged in to an account of the directory, which may be gone by now.
    private(set) var hasDirectoryAccount = false
    private(set) var helloName = ""
    private(set) var isExtended = false
    private(set) var reversePath = ReversePath.null
    private(set) var options = MailOptions()
    /// Those elsewhere, to whom it is simply sent on.
    private(set) var recipients: [SMTPRecipient] = []
    /// Those in the domains of the directory.
    private(set) var forwards: [ForwardRecipient] = []
    /// The message on its way in.
    var content: InboundContent
    /// What checks its signatures as it comes, where somebody wants to know.
    var signatures: DKIMVerificationStream?
    /// What looks for attachments as it comes, where a rule wants to know.
    var attachments: AttachmentDetector?

    init(policy: InboundPolicy) {
        self.policy = policy
        content = InboundContent(
            queue: policy.queue, memory: policy.memory, maximumHeaderSize: policy.maximumHeaderSize)
    }

    func connected(_ connection: SMTPConnection) -> SMTPDecision {
        self.connection = connection
        policy.metrics?.connected(connection)
        return .accept
    }

    func hello(name: String, isExtended: Bool, _ connection: SMTPConnection) -> SMTPDecision {
        // A greeting gives up the transaction that was open.
        forget()
        policy.metrics?.greeted(connection, after: self.connection)
        self.connection = connection
        self.isExtended = isExtended
        helloName = name
        return .accept
    }

    func authenticated(_ connection: SMTPConnection) {
        self.connection = connection
        hasDirectoryAccount = connection.user.map { policy.senders.account(of: $0) != nil } ?? false
        policy.metrics?.loggedIn(connection)
    }

    func loginRefused(by mechanism: SASLMechanism?, _ connection: SMTPConnection) {
        policy.metrics?.loginRefused(by: mechanism)
    }

    func mail(_ mail: SMTPMail) -> SMTPDecision {
        forget()
        if let refusal = senderRefusal(mail.reversePath) { return .answer(.declined(refusal)) }
        reversePath = mail.reversePath
        options = mail.options
        recipients = []
        forwards = []
        return room(for: mail.declaredSize ?? 0)
    }

    /// Accepts a message for which the queue has room, so that no client sends in vain what is refused at its end.
    private func room(for octets: Int) -> SMTPDecision {
        do throws(QueueStoreError) {
            try policy.queue.demandRoom(for: octets)
            return .accept
        } catch {
            policy.refusals.refused(error)
            return .answer(.declined(SMTPReply(refusing: error)))
        }
    }

    func recipient(_ recipient: SMTPRecipient) -> SMTPDecision {
        let decision = judge(recipient)
        switch decision {
        case .answer(.declined(let reply)), .answer(.reply(let reply)):
            policy.logger.info(
                "A recipient was refused",
                metadata: [
                    "recipient": "\(recipient.mailbox)", "from": "<\(reversePath)>", "client": "\(origin)",
                    "reply": "\(reply)",
                ])
        default: break
        }
        return policy.metrics?.recipient(decision) ?? decision
    }

    private func judge(_ recipient: SMTPRecipient) -> SMTPDecision {
        if let refusal = usageRefusal(recipients: recipients.count + forwards.count + 1) {
            return .answer(.declined(refusal))
        }
        if let forwarder = policy.forwarder {
            switch forward(recipient, by: forwarder) {
            case .elsewhere: break
            case .refused(let reply): return .answer(.declined(reply))
            case .accepted(let forward):
                forwards.append(forward)
                return .accept
            }
        }
        guard !forwards.contains(where: \.mayRefuse) else { return .answer(.declined(.oneAtATime)) }
        guard mayRelay else { return .reply(550, .init(5, 7, 1), "This server does not relay for you") }
        let query = SuppressionQuery(recipient.mailbox, from: reversePath.mailbox?.host.domain)
        if let entry = policy.suppressions.suppression(for: query, at: policy.clock.now().seconds) {
            policy.logger.info(
                "A recipient was refused, as it is on the suppression list",
                metadata: ["recipient": "\(recipient.mailbox)", "entry": "\(entry.key)", "reason": "\(entry.reason)"])
            return .answer(.declined(entry.reply))
        }
        recipients.append(recipient)
        return .accept
    }

    /// Whether the client may send to everywhere: it has logged in, or is in a network that may.
    var mayRelay: Bool {
        if connection.user != nil { return true }
        guard let address = connection.remoteAddress else { return false }
        return policy.relayFrom.contains { $0.contains(address) }
    }

    func data(_ transfer: SMTPTransfer) -> SMTPDecision {
        prepareForwards()
        if let filter { content.keptInMemory = filter.largestMessage }
        return .accept
    }

    func receive(_ octets: ByteBuffer) -> SMTPDemand {
        examine(octets)
        return content.receive(octets)
    }

    func reset() -> SMTPDecision {
        forget()
        return .accept
    }

    func messageRefused() {
        policy.metrics?.messageRefused()
        forget()
    }

    func disconnected() { forget() }

    func message(size: Int) -> SMTPDecision {
        let decision = judge(size: size)
        return policy.metrics?.message(decision) ?? decision
    }

    /// Gives up the message that was on its way in.
    private func forget() {
        content.forget()
        (signatures, attachments) = (nil, nil)
    }
}
