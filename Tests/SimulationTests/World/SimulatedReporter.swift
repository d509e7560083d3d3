import DeliveryQueue
import MailAddressing

/// Writes a line for each recipient that a sender is told of.
struct SimulatedReporter: FailureReporter {
    /// Where reports are counted.
    let journal: Journal

    func report(
        _ failures: [RecipientFailure], of message: QueuedMessage, content: [UInt8], at now: WallTime
    ) -> MessageSubmission? {
        submission("reports", message, failures.map { "\($0.mailbox) \($0.isExpired ? "expired" : "refused")" })
    }

    func delayReport(
        _ delays: [RecipientDelay], of message: QueuedMessage, content: [UInt8], at now: WallTime
    ) -> MessageSubmission? {
        submission("delays", message, delays.map { "\($0.mailbox) is late" })
    }

    private func submission(_ kind: String, _ message: QueuedMessage, _ lines: [String]) -> MessageSubmission? {
        guard let sender = message.reversePath.mailbox else { return nil }
        journal.totals.add(kind)
        let octets = Array(lines.map { "\($0)\r\n" }.joined().utf8)
        return MessageSubmission(
            reversePath: .null, recipients: [sender], content: octets, origin: "\(kind) on \(message.id)")
    }
}
