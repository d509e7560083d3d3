public import DeliveryQueue
import DeliveryReports
public import MailAddressing

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
            RecipientStatus.failed(
                failure.mailbox, reply: failure.outcome.reply, isRemoteReply: failure.outcome.isRemoteReply,
                remoteMTA: failure.outcome.host, isExpired: failure.isExpired,
                detail: failure.isExpired ? lifetime(of: message) : nil, lastAttemptDate: failure.lastAttempt.seconds)
        }
        let unguessable = String(UInt64.random(in: 0...UInt64.max), radix: 36)
        let report = DeliveryReport(
            reportingMTA: hostName, sender: sender, arrivalDate: message.acceptedAt.seconds, recipients: recipients,
            originalContent: content, date: now.seconds, uniqueText: "\(message.id)-\(unguessable)")
        return MessageSubmission(
            reversePath: .null, recipients: [sender], content: report.serialized(), origin: "report on \(message.id)")
    }

    private func lifetime(of message: QueuedMessage) -> String {
        let hours = (message.expiresAt - message.acceptedAt).components.seconds / 3_600
        return hours >= 48 ? "given up after \(hours / 24) days" : "given up after \(hours) hours"
    }
}
