import DeliveryAgent
import DeliveryQueue
import MailAddressing
import MailForwarding
import SMTPProtocol

/// Tells senders of failures, those of forwards, too: a report on one goes to who sent it, and not to the address of ours
/// that it went out with; it names the alias, and not who is behind it.
///
/// Known limit: what the host of a target says stands in the report, and may name the target.
struct ForwardingReporter: FailureReporter {
    let reporter: BounceReporter
    let forwarder: Forwarder

    private var rewriter: SenderRewriter { forwarder.rewriter }

    func report(
        _ failures: [RecipientFailure], of message: QueuedMessage, content: [UInt8], at now: WallTime
    ) -> MessageSubmission? {
        let (shown, named) = shown(message, at: now)
        let masked = failures.map {
            RecipientFailure(
                mailbox: named($0.index) ?? $0.mailbox, outcome: $0.outcome, isExpired: $0.isExpired,
                lastAttempt: $0.lastAttempt, index: $0.index)
        }
        return resolved(reporter.report(masked, of: shown, content: content, at: now), at: now)
    }

    func reasonForSilence(on message: QueuedMessage, at now: WallTime) -> String? {
        reporter.reasonForSilence(on: shown(message, at: now).message, at: now)
    }

    func delayReport(
        _ delays: [RecipientDelay], of message: QueuedMessage, content: [UInt8], at now: WallTime
    ) -> MessageSubmission? {
        let (shown, named) = shown(message, at: now)
        let masked = delays.map {
            RecipientDelay(
                mailbox: named($0.index) ?? $0.mailbox, index: $0.index, lastReply: $0.lastReply, outcome: $0.outcome,
                since: $0.since, until: $0.until)
        }
        return resolved(reporter.delayReport(masked, of: shown, content: content, at: now), at: now)
    }

    func successReport(
        _ successes: [RecipientSuccess], of message: QueuedMessage, content: [UInt8], at now: WallTime
    ) -> MessageSubmission? {
        let (shown, named) = shown(message, at: now)
        let masked = successes.map {
            RecipientSuccess(mailbox: named($0.index) ?? $0.mailbox, index: $0.index, outcome: $0.outcome)
        }
        return resolved(reporter.successReport(masked, of: shown, content: content, at: now), at: now)
    }

    /// A message as its report shows it, and by which name each recipient, by its index; nil for its own.
    private func shown(
        _ message: QueuedMessage, at now: WallTime
    ) -> (message: QueuedMessage, named: (Int) -> Mailbox?) {
        guard let original = original(message, at: now) else { return (message, { _ in nil }) }
        return (original, { alias($0, of: message) })
    }

    /// The report with recipients that lead on from here, where its recipient is an address of the directory: its mail
    /// hosts are this server.
    private func resolved(_ report: MessageSubmission?, at now: WallTime) -> MessageSubmission? {
        guard var report, let recipient = report.recipients.first, report.recipients.count == 1 else { return report }
        report.recipients = forwarder.resolved(recipient, at: now.seconds)
        report.recipientOptions = []
        return report
    }

    /// The alias that a recipient of a forward is behind; where that is not known, nobody in particular, and never who is
    /// behind it.
    private func alias(_ index: Int, of message: QueuedMessage) -> Mailbox {
        let original = message.recipient(at: index).options.originalRecipient
        if let original, original.addressType.lowercased() == "rfc822", let alias = try? Mailbox(original.address) {
            return alias
        }
        let nobody = Mailbox(undisclosedAt: rewriter.domain)
        return nobody ?? message.recipients[index]
    }

    /// The message of a forward with the sender that it came with; nil for any other.
    private func original(_ message: QueuedMessage, at now: WallTime) -> QueuedMessage? {
        guard let sender = message.reversePath.mailbox, let original = origin(of: sender, in: message, at: now) else {
            return nil
        }
        return QueuedMessage(
            id: message.id, reversePath: .mailbox(original), recipients: message.recipients, options: message.options,
            recipientOptions: message.recipientOptions, acceptedAt: message.acceptedAt, releaseAt: message.releaseAt,
            expiresAt: message.expiresAt, size: message.size, isEightBit: message.isEightBit, origin: message.origin,
            senderProof: message.senderProof)
    }

    /// Who sent a forward that went out with a sender.
    ///
    /// That is who was rewritten, the correspondent that a reverse alias stands for, or the sender itself where it came so;
    /// nil where the message is no forward.
    private func origin(of sender: Mailbox, in message: QueuedMessage, at now: WallTime) -> Mailbox? {
        if case .original(let original) = rewriter.reversed(sender, at: now.seconds) { return original }
        if let reverse = forwarder.directory.reverseAlias(at: sender) { return reverse.correspondent }
        let isForward = message.recipients.indices.contains { index in
            let named = message.recipient(at: index).options.originalRecipient.flatMap { try? Mailbox($0.address) }
            return named.map { forwarder.directory.alias(for: $0) != nil } ?? false
        }
        return isForward ? sender : nil
    }
}

extension Mailbox {
    /// An address that names nobody, for a report that may not name a recipient.
    fileprivate init?(undisclosedAt domain: DomainName) {
        guard let mailbox = try? Mailbox("undisclosed-recipient@\(domain)") else { return nil }
        self = mailbox
    }
}
