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
    let rewriter: SenderRewriter

    func report(
        _ failures: [RecipientFailure], of message: QueuedMessage, content: [UInt8], at now: WallTime
    ) -> MessageSubmission? {
        guard let original = original(message, at: now) else {
            return reporter.report(failures, of: message, content: content, at: now)
        }
        let shown = failures.map {
            RecipientFailure(
                mailbox: alias($0.index, of: message) ?? $0.mailbox, outcome: $0.outcome, isExpired: $0.isExpired,
                lastAttempt: $0.lastAttempt, index: $0.index)
        }
        return reporter.report(shown, of: original, content: content, at: now)
    }

    func reasonForSilence(on message: QueuedMessage, at now: WallTime) -> String? {
        reporter.reasonForSilence(on: original(message, at: now) ?? message, at: now)
    }

    func delayReport(
        _ delays: [RecipientDelay], of message: QueuedMessage, content: [UInt8], at now: WallTime
    ) -> MessageSubmission? {
        guard let original = original(message, at: now) else {
            return reporter.delayReport(delays, of: message, content: content, at: now)
        }
        let shown = delays.map {
            RecipientDelay(
                mailbox: alias($0.index, of: message) ?? $0.mailbox, index: $0.index, lastReply: $0.lastReply,
                outcome: $0.outcome, since: $0.since, until: $0.until)
        }
        return reporter.delayReport(shown, of: original, content: content, at: now)
    }

    func successReport(
        _ successes: [RecipientSuccess], of message: QueuedMessage, content: [UInt8], at now: WallTime
    ) -> MessageSubmission? {
        guard let original = original(message, at: now) else {
            return reporter.successReport(successes, of: message, content: content, at: now)
        }
        let shown = successes.map {
            RecipientSuccess(
                mailbox: alias($0.index, of: message) ?? $0.mailbox, index: $0.index, outcome: $0.outcome)
        }
        return reporter.successReport(shown, of: original, content: content, at: now)
    }

    /// The alias that a recipient of a forward is behind.
    private func alias(_ index: Int, of message: QueuedMessage) -> Mailbox? {
        let original = message.recipient(at: index).options.originalRecipient
        guard let original, original.addressType.lowercased() == "rfc822" else { return nil }
        return try? Mailbox(original.address)
    }

    /// The message of a forward with the sender that it came with; nil for any other.
    private func original(_ message: QueuedMessage, at now: WallTime) -> QueuedMessage? {
        guard let sender = message.reversePath.mailbox,
            case .original(let original) = rewriter.reversed(sender, at: now.seconds)
        else { return nil }
        return QueuedMessage(
            id: message.id, reversePath: .mailbox(original), recipients: message.recipients, options: message.options,
            recipientOptions: message.recipientOptions, acceptedAt: message.acceptedAt, releaseAt: message.releaseAt,
            expiresAt: message.expiresAt, size: message.size, isEightBit: message.isEightBit, origin: message.origin,
            senderProof: message.senderProof)
    }
}
