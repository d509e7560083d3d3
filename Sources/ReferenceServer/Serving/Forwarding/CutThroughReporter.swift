import DeliveryQueue

/// Leaves a failure to the reply where its sender still waits for one, and everything else to another reporter.
struct CutThroughReporter<Base: FailureReporter>: FailureReporter {
    /// Where senders wait.
    let desk: CutThroughDesk
    /// Who writes reports.
    let base: Base

    func report(
        _ failures: [RecipientFailure], of message: QueuedMessage, content: [UInt8], at now: WallTime
    ) -> MessageSubmission? {
        guard !desk.withholdsReport(on: message.id) else { return nil }
        return base.report(failures, of: message, content: content, at: now)
    }

    func reasonForSilence(on message: QueuedMessage, at now: WallTime) -> String? {
        guard !desk.hasWithheldReport(on: message.id) else {
            return "nobody is told by a report, as the sender was told by the reply to its message"
        }
        return base.reasonForSilence(on: message, at: now)
    }

    func delayReport(
        _ delays: [RecipientDelay], of message: QueuedMessage, content: [UInt8], at now: WallTime
    ) -> MessageSubmission? { base.delayReport(delays, of: message, content: content, at: now) }

    func successReport(
        _ successes: [RecipientSuccess], of message: QueuedMessage, content: [UInt8], at now: WallTime
    ) -> MessageSubmission? { base.successReport(successes, of: message, content: content, at: now) }
}
