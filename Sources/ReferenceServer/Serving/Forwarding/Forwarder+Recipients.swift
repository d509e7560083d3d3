import DeliveryQueue
import MailAddressing
import MailForwarding
import NIOConcurrencyHelpers
import SMTPProtocol

/// What is said to a client that names a recipient.
extension Forwarder {
    /// What a recipient is to us; complete.
    enum RecipientAnswer: Sendable {
        /// Nothing: whether mail goes there is for others to say.
        case elsewhere
        /// It is accepted.
        case accepted(ForwardRecipient)
        /// It is refused.
        case refused(SMTPReply)
    }

    /// Who is asking; what is known before the message comes.
    struct Client: Sendable {
        /// The envelope's sender.
        var reversePath: ReversePath
        /// The account that it has logged in to.
        var user: String?
        /// What speaks for it itself.
        var proof: SenderProof
    }

    /// Judges a recipient.
    ///
    /// - Parameters:
    ///   - recipient: the recipient.
    ///   - client: who asks.
    ///   - now: the time, in seconds since 1970.
    func judge(_ recipient: SMTPRecipient, from client: Client, at now: Int64) -> RecipientAnswer {
        guard maySend(client, at: now) else {
            return .refused(SMTPReply(550, .init(5, 7, 1), "This sender was not made here"))
        }
        switch rewriter.reversed(recipient.mailbox, at: now) {
        case .original(let original): return returned(original, recipient, client, at: now)
        case .expired, .forged, .malformed:
            return .refused(SMTPReply(550, .init(5, 1, 1), "This address is not, or no longer, in use"))
        case .notRewritten: break
        }
        switch directory.judge(recipient.mailbox, postmasters: postmasters, at: now) {
        case .elsewhere: return postmaster(recipient)
        case .accepted(let match): return accept(match, recipient, at: now)
        case .reverse(let reverse): return answer(reverse, recipient, client, at: now)
        case .discarded(let alias):
            return .accepted(ForwardRecipient(recipient: recipient, kind: .discarded(alias)))
        case .refused(let refusal):
            if let alias = directory.alias(for: recipient.mailbox) {
                directory.count(.alias(alias.address, .refused))
            }
            return .refused(SMTPReply(refusal))
        }
    }

    /// Whether a stranger may name the sender that it names: rewritten senders of our domain are made here, and one that
    /// comes back has to be one of those.
    private func maySend(_ client: Client, at now: Int64) -> Bool {
        guard client.proof == .missing, let sender = client.reversePath.mailbox else { return true }
        switch rewriter.reversed(sender, at: now) {
        case .original, .expired, .notRewritten: return true
        case .forged, .malformed: return false
        }
    }

    /// Whether a sender was made here by rewriting another.
    func isOurs(_ sender: Mailbox, at now: Int64) -> Bool {
        switch rewriter.reversed(sender, at: now) {
        case .original, .expired: true
        case .forged, .malformed, .notRewritten: false
        }
    }

    /// Whether a rule for a recipient asks whether something is attached.
    func looksAtAttachments(_ forward: ForwardRecipient) -> Bool {
        guard case .match(let match) = forward.kind else { return false }
        return directory.read {
            $0.ruleBook(of: match.domain).looksAtAttachments(recipient: match.address, domain: match.domain)
        }
    }

    /// A report to a sender that was rewritten here, which goes back to who that was.
    ///
    /// Nothing but reports comes there, so that nobody sends through us, whatever they have found out of the address
    /// (RFC 5321, section 4.5.5).
    private func returned(
        _ original: Mailbox, _ recipient: SMTPRecipient, _ client: Client, at now: Int64
    ) -> RecipientAnswer {
        guard client.reversePath == .null else {
            return .refused(SMTPReply(550, .init(5, 7, 1), "Only reports on mail are accepted for this address"))
        }
        var target = original
        // One that has come round to us stands for one that we have made before.
        if case .original(let first) = rewriter.reversed(original, at: now) { target = first }
        return .accepted(ForwardRecipient(recipient: recipient, kind: .returned(target)))
    }

    /// Our own postmaster, whatever domains there are (RFC 5321, section 4.5.1).
    private func postmaster(_ recipient: SMTPRecipient) -> RecipientAnswer {
        guard recipient.mailbox.host == .domain(hostName), recipient.mailbox.localPart.lowercased() == "postmaster"
        else { return .elsewhere }
        guard let match = directory.postmaster(at: recipient.mailbox, postmasters: postmasters) else {
            return .refused(SMTPReply(RecipientRefusal.noPostmaster))
        }
        return .accepted(ForwardRecipient(recipient: recipient, kind: .match(match)))
    }

    private func accept(_ match: RecipientMatch, _ recipient: SMTPRecipient, at now: Int64) -> RecipientAnswer {
        if let owner = match.owner, let limits = directory.read({ $0.accounts[owner]?.limits }) {
            let excess = meter.withLockedValue {
                $0.excess(
                    messages: 1, recipients: match.targets.count, by: owner, as: .forwarded, limits: limits, at: now)
            }
            if excess != nil {
                return .refused(
                    SMTPReply(452, .init(4, 2, 1), "This address has had as much mail as it may; try again later"))
            }
        }
        return .accepted(
            ForwardRecipient(
                recipient: recipient, kind: .match(match), mayRefuse: directory.mayRefuse(match),
                hasMailbox: match.targets.contains { directory.isMailbox($0) }))
    }

    /// An answer from behind an alias, or a report to an address that a forward went out with.
    private func answer(
        _ reverse: ReverseAlias, _ recipient: SMTPRecipient, _ client: Client, at now: Int64
    ) -> RecipientAnswer {
        guard client.reversePath == .null || isBehind(reverse.alias, client, at: now) else {
            return .refused(
                SMTPReply(550, .init(5, 7, 1), "Only those who get the mail of the alias may write to this address"))
        }
        return .accepted(ForwardRecipient(recipient: recipient, kind: .reverse(reverse), mayRefuse: true))
    }

    /// Whether a client says that it is one of those who get an alias's mail; the message has to prove it.
    private func isBehind(_ alias: Mailbox, _ client: Client, at now: Int64) -> Bool {
        if let user = client.user.flatMap({ try? Mailbox($0) }), directory.mayAccount(user, sendAs: alias, at: now) {
            return true
        }
        guard let sender = client.reversePath.mailbox else { return false }
        return directory.targets(of: alias).contains { $0.isSameAddress(as: sender) }
    }
}

extension SMTPReply {
    /// What is said to a client whose recipient gets no mail.
    init(_ refusal: RecipientRefusal) {
        switch refusal {
        case .unknown: self.init(550, .init(5, 1, 1), "There is nobody of this name here")
        case .unverifiedDomain:
            self.init(450, .init(4, 1, 2), "This domain is not set up here yet; try again later")
        case .disabledDomain: self.init(550, .init(5, 1, 2), "This domain takes no mail here")
        case .disabledAlias(isTemporary: false), .expiredAlias(isTemporary: false):
            self.init(550, .init(5, 2, 1), "This address is not in use")
        case .disabledAlias, .expiredAlias:
            self.init(450, .init(4, 2, 1), "This address is not in use at the moment; try again later")
        case .deadEnd: self.init(550, .init(5, 2, 1), "This address leads to nobody")
        case .noPostmaster:
            self.init(450, .init(4, 3, 5), "Nobody is named who gets mail for the postmaster; try again later")
        }
    }
}
