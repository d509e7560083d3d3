public import DeliveryQueue
import DeliveryReports
public import MailAddressing

/// Tells senders of failures by a report of RFC 3464.
public struct BounceReporter: FailureReporter {
    private let hostName: DomainName
    private let makeUniqueText: @Sendable () -> String

    /// Makes a reporter.
    ///
    /// - Parameters:
    ///   - hostName: our host name: the reporting MTA, and the domain of `MAILER-DAEMON`.
    ///   - makeUniqueText: makes letters and digits that nobody can guess, for boundaries and identifiers.
    public init(
        hostName: DomainName,
        makeUniqueText: @escaping @Sendable () -> String = { String(UInt64.random(in: 0...UInt64.max), radix: 36) }
    ) {
        self.hostName = hostName
        self.makeUniqueText = makeUniqueText
    }

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
        let report = DeliveryReport(
            reportingMTA: hostName, sender: sender, arrivalDate: message.acceptedAt.seconds, recipients: recipients,
            originalContent: content, date: now.seconds, uniqueText: "\(message.id)-\(makeUniqueText())")
        return MessageSubmission(
            reversePath: .null, recipients: [sender], content: report.serialized(), origin: "report on \(message.id)")
    }

    private func lifetime(of message: QueuedMessage) -> String {
        let hours = (message.expiresAt - message.acceptedAt).components.seconds / 3_600
        return hours >= 48 ? "given up after \(hours / 24) days" : "given up after \(hours) hours"
    }
}
