import Logging
import MailAddressing
import SMTPProtocol

/// How senders hear that a message has arrived, where they have asked for it.
extension MailQueue {
    /// Adds the report on recipients that were reached, where their sender wants to know and nobody else tells.
    func addReceipt(
        to settlement: inout Settlement, _ outcomes: [DeliveryOutcome], of item: DeliveryScheduler.Item,
        _ message: QueuedMessage, _ content: [UInt8], at now: WallTime
    ) {
        guard message.reversePath != .null, let reporter else { return }
        var successes: [RecipientSuccess] = []
        for (index, outcome) in zip(item.recipients, outcomes)
        where outcome.kind == .delivered && !outcome.isReportedElsewhere {
            guard message.wantsToHear(of: .success, recipient: index) else { continue }
            successes.append(RecipientSuccess(mailbox: message.recipients[index], index: index, outcome: outcome))
        }
        guard !successes.isEmpty,
            let submission = reporter.successReport(successes, of: message, content: content, at: now)
        else { return }
        let report = queued(submission)
        settlement.receipt = (report.message, report.content, Set(successes.map(\.index)))
        logger.debug("A success is reported", metadata: ["id": "\(message.id)", "report": "\(report.message.id)"])
    }
}
