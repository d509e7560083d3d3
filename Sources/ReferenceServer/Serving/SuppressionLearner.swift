import BounceClassification
import DeliveryAgent
import DeliveryQueue
import Logging
import MailAddressing
import SMTPProtocol

/// Keeps the suppression list of a daemon up with what hosts say of recipients.
///
/// A list that cannot be written is logged and holds nothing up: the mail does not depend on it.
struct SuppressionLearner: RecipientObserver {
    /// The list.
    let list: StateSuppressionStore
    /// What follows from what is said.
    let policy: SuppressionPolicy
    /// Where it is logged that somebody was put on the list.
    let logger: Logger

    /// Opens the list of a daemon.
    ///
    /// - Parameters:
    ///   - store: where it is kept; one that keeps no state forgets it with the process.
    ///   - logger: where it is logged what cannot be read of it.
    /// - Throws: `CommandFailure` when the store cannot be read.
    static func openList(
        in store: any QueueStore, logger: Logger
    ) async throws(CommandFailure) -> StateSuppressionStore {
        do throws(SuppressionStoreError) {
            let list = try await StateSuppressionStore.open(store as? any StateStore ?? MemoryQueueStore())
            if list.unreadable > 0 {
                logger.warning(
                    "Entries of the suppression list cannot be read and do not count",
                    metadata: ["entries": "\(list.unreadable)"])
            }
            return list
        } catch {
            throw .operational("the suppression list cannot be read: \(error)")
        }
    }

    func answered(_ answers: [RecipientAnswer]) async {
        let telling = answers.filter { $0.refusal != nil || isKnown($0.recipient) }
        guard telling.count > 1 else {
            if let only = telling.first { await learn(only) }
            return
        }
        // The store writes what comes at the same time together.
        await withTaskGroup(of: Void.self) { group in
            for answer in telling { group.addTask { await learn(answer) } }
        }
    }

    /// Whether anything is kept of a recipient, for everybody's mail.
    private func isKnown(_ recipient: Mailbox) -> Bool {
        list.count > 0 && !list.state(of: SuppressionKey(SuppressionTarget(recipient))).isEmpty
    }

    private func learn(_ answer: RecipientAnswer) async {
        do throws(SuppressionStoreError) {
            guard let refusal = answer.refusal else { return try await delivered(answer) }
            let entry = try await SuppressionKeeper(store: list, policy: policy).learn(
                from: refusal, reply: answer.reply.description, of: answer.recipient, at: answer.time.seconds)
            guard let entry, entry.confirmations == 0 else { return }
            logger.notice(
                "A recipient was put on the suppression list",
                metadata: [
                    "recipient": "\(entry.key.target)", "reason": "\(entry.reason)",
                    "until": "\(entry.expiry.map { WallTime(seconds: $0).description } ?? "removed")",
                    "reply": "\(entry.reason.text)",
                ])
        } catch {
            logger.warning(
                "The suppression list could not be written",
                metadata: ["recipient": "\(answer.recipient)", "reason": "\(error)"])
        }
    }

    /// Forgets what was counted against a recipient that takes mail, and an entry that only a refusal made.
    ///
    /// The host has another opinion now. What a relay says of other hosts' recipients changes no entry.
    private func delivered(_ answer: RecipientAnswer) async throws(SuppressionStoreError) {
        let key = SuppressionKey(SuppressionTarget(answer.recipient))
        let before = list.state(of: key)
        let after = try await list.update(key) { state in
            if answer.isOfOwnHost, let entry = state.suppression, case .bounce = entry.reason.kind {
                return SuppressionState(key)
            }
            var state = state
            state.forgetStrikes()
            return state
        }
        guard before.suppression != nil, after.suppression == nil else { return }
        logger.notice(
            "A recipient was taken from the suppression list, as its host takes mail for it",
            metadata: ["recipient": "\(answer.recipient)"])
    }
}
