public import DeliveryQueue
import DeliveryReports
public import MailAddressing
import SMTPProtocol

/// Tells senders of failures by a report of RFC 3464.
public struct BounceReporter: FailureReporter {
    private let hostName: DomainName

    /// Makes a reporter.
    ///
    /// - Parameter hostName: our host name: the reporting MTA, and the domain of `MAILER-DAEMON`.
    public init(hostName: DomainName) { self.hostName = hostName }

    /// Writes a report; nobody is told of a failure of a message with a null reverse path.
    public func report(
        _ failures: [RecipientFailure], of message: QueuedMessage, content: [UInt8], at now: WallTime
    ) -> MessageSubmission? {
        guard let sender = message.reversePath.mailbox, !failures.isEmpty else { return nil }
        let recipients = failures.map { failure in
            let status = status(of: failure)
            return RecipientStatus(
                finalRecipient: failure.mailbox, action: .failed, status: status,
                remoteMTA: failure.outcome.isRemoteReply ? failure.outcome.host : nil,
                diagnostic: failure.outcome.isRemoteReply ? failure.outcome.reply : nil,
                lastAttemptDate: failure.lastAttempt.seconds, explanation: explanation(of: failure, in: message))
        }
        let report = DeliveryReport(
            reportingMTA: hostName, sender: sender, arrivalDate: message.acceptedAt.seconds, recipients: recipients,
            originalContent: content, date: now.seconds, uniqueText: "\(message.id)-\(now.milliseconds)")
        return MessageSubmission(
            reversePath: .null, recipients: [sender], content: report.serialized(), origin: "report on \(message.id)")
    }

    private func status(of failure: RecipientFailure) -> EnhancedStatusCode {
        if failure.isExpired { return EnhancedStatusCode(4, 4, 7) }
        if let status = failure.outcome.reply.enhancedStatusCode, status.classDigit == 5 { return status }
        return EnhancedStatusCode(5, 0, 0)
    }

    private func explanation(of failure: RecipientFailure, in message: QueuedMessage) -> String {
        guard failure.isExpired else { return failure.outcome.reply.description }
        let days = Double((message.expiresAt - message.acceptedAt).components.seconds) / 86_400
        let time = days >= 1 ? "\(Int(days.rounded())) days" : "\(Int((days * 24 * 60).rounded())) minutes"
        return "It could not be delivered within \(time). The last answer was: \(failure.outcome.reply)"
    }
}
