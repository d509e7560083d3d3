import BounceClassification
import DKIM
import DeliveryAgent
import DeliveryQueue
import MailAddressing
import MailForwarding
import NIOCore
import SMTPProtocol
import SMTPTransport

/// Recipients in the domains of the directory, and what becomes of a message to them.
extension InboundSession {
    /// Judges a recipient by the directory.
    func forward(_ recipient: SMTPRecipient, by forwarder: Forwarder) -> Forwarder.RecipientAnswer {
        let now = policy.clock.now().seconds
        let client = Forwarder.Client(reversePath: reversePath, user: connection.user, proof: clientProof)
        let answer = forwarder.judge(recipient, from: client, at: now)
        guard case .accepted(let forward) = answer else { return answer }
        if let refusal = suppressed(forward, at: now) { return .refused(refusal) }
        // One answer is given for the message to all of them: who may want it refused is alone.
        let isAlone = forwards.isEmpty && recipients.isEmpty
        let isTogether = !forward.mayRefuse && !forwards.contains { $0.mayRefuse }
        guard isAlone || isTogether, forwards.count < Forwarder.maximumCopies else { return .refused(.oneAtATime) }
        return answer
    }

    /// Why nothing goes to anybody that a recipient leads to; nil where something does.
    private func suppressed(_ forward: ForwardRecipient, at now: Int64) -> SMTPReply? {
        guard case .match(let match) = forward.kind else { return nil }
        let sender = reversePath.mailbox?.host.domain
        let entries = match.targets.map { target in
            policy.suppressions.suppression(for: SuppressionQuery(target, from: sender), at: now)
        }
        guard entries.allSatisfy({ $0 != nil }) else { return nil }
        return SMTPReply(550, .init(5, 2, 1), "This address leads to nobody who gets mail")
    }

    /// Makes ready for a message, once its recipients are known; further chunks of it find that done.
    func prepareForwards() {
        guard let forwarder = policy.forwarder, !forwards.isEmpty, signatures == nil else { return }
        content.copies = forwards.count + forwards.count { $0.hasMailbox } + (recipients.isEmpty ? 0 : 1)
        signatures = forwarder.authors.signatures()
        if forwards.contains(where: { forwarder.looksAtAttachments($0) }) { attachments = AttachmentDetector() }
    }

    /// Looks at octets of a message as they come.
    func examine(_ octets: ByteBuffer) {
        guard signatures != nil || attachments != nil else { return }
        let piece = Array(octets.readableBytesView)
        signatures?.update(piece)
        attachments?.feed(piece.span)
    }

    /// Judges a message that is whole, and has the queue take responsibility for what goes out.
    func judgeForwards(of whole: InboundContent.Whole, size: Int, by forwarder: Forwarder) -> SMTPDecision {
        attachments?.finish()
        let hasAttachments = attachments?.hasAttachments
        let stream = signatures
        (signatures, attachments) = (nil, nil)
        let client = Forwarder.Client(reversePath: reversePath, user: connection.user, proof: clientProof)
        let (forwards, clientProof) = (forwards, clientProof)
        let others = recipients.isEmpty ? nil : envelope(with: whole.header)
        let base = envelope(with: whole.header)
        let stamp = stamp(with: whole.header)
        let policy = policy
        let filtering = filtering(whole, size: size)
        return .later {
            let now = policy.clock.now().seconds
            var marks: [UInt8] = []
            switch await filtering?() ?? .accept(headerFields: []) {
            case .accept(let headerFields): marks = headerFields
            case .refuse(let reply), .defer(let reply):
                whole.end(isAccepted: false)
                return .reply(reply)
            }
            let verdicts = await stream?.finish(at: now) ?? []
            let message = Forwarder.Message(
                header: whole.header, size: size, hasAttachments: hasAttachments, client: client,
                clientProof: clientProof,
                signatures: verdicts.compactMap { verdict in
                    guard verdict.result == .pass, let domain = verdict.domain else { return nil }
                    return PassedSignature(domain: domain, fields: Set(verdict.signedFields.map { $0.lowercased() }))
                })
            let plan = await forwarder.plan(for: message, to: forwards, hasOthers: others != nil, at: now)
            switch plan {
            case .refuse(let reply):
                whole.end(isAccepted: false)
                return .reply(reply)
            case .accept(let copies, let counters):
                let delivery = ForwardDelivery(
                    policy: policy, forwarder: forwarder, whole: whole, stamp: stamp, marks: marks)
                let reply = await delivery.submit(copies, like: base, besides: others, at: now)
                if reply.code == 250 { for counter in counters { forwarder.directory.count(counter) } }
                return .reply(reply)
            }
        }
    }
}

extension SMTPReply {
    /// What is said of a recipient that cannot be taken together with those before it (RFC 5321, section 4.5.3.1.10).
    static var oneAtATime: SMTPReply {
        SMTPReply(452, .init(4, 5, 3), "Too many recipients for one message; send to this one in another")
    }
}
