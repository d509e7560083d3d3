public import DeliveryQueue
import DeliveryReports
public import MailAddressing
import SMTPProtocol

/// Tells senders of failures and of delays by a report of RFC 3464.
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
        return submission(to: sender, on: recipients, of: message, content: content, at: now)
    }

    /// Writes a report on recipients that are late, those whose sender wants to know of it (RFC 3461, section 4.1):
    /// nobody is told where `NOTIFY` asks for other things or for nothing, and of a message with a null reverse path.
    public func delayReport(
        _ delays: [RecipientDelay], of message: QueuedMessage, content: [UInt8], at now: WallTime
    ) -> MessageSubmission? {
        guard let sender = message.reversePath.mailbox else { return nil }
        let recipients = delays.compactMap { status(of: $0, in: message, at: now) }
        guard !recipients.isEmpty else { return nil }
        return submission(to: sender, on: recipients, of: message, content: content, at: now)
    }

    /// What is said of a recipient that is late; nil where its sender does not want to know.
    private func status(of delay: RecipientDelay, in message: QueuedMessage, at now: WallTime) -> RecipientStatus? {
        let options = message.recipient(at: delay.index).options
        guard options.notify?.contains(.delay) ?? true else { return nil }
        // What is remembered of an attempt does not tell who said it: it is no diagnostic code.
        let reply = delay.outcome?.reply ?? delay.lastReply.flatMap { SMTPReply(parsing: $0) }
        return RecipientStatus.delayed(
            delay.mailbox, reply: reply, isRemoteReply: delay.outcome?.isRemoteReply ?? false,
            remoteMTA: delay.outcome?.host, originalRecipient: options.originalRecipient,
            lastAttemptDate: delay.outcome == nil ? nil : now.seconds, willRetryUntil: delay.until.seconds)
    }

    private func submission(
        to sender: Mailbox, on recipients: [RecipientStatus], of message: QueuedMessage, content: [UInt8],
        at now: WallTime
    ) -> MessageSubmission {
        let status = DeliveryStatus(
            reportingMTA: hostName, arrivalDate: message.acceptedAt.seconds,
            originalEnvelopeID: message.options.envelopeIdentifier, recipients: recipients)
        let report = DeliveryReport(
            sender: sender, status: status, originalContent: content, date: now.seconds,
            uniqueText: "\(message.id)-\(makeUniqueText())")
        return MessageSubmission(
            reversePath: .null, recipients: [sender], content: report.serialized(), origin: "report on \(message.id)")
    }

    private func lifetime(of message: QueuedMessage) -> String {
        let hours = (message.expiresAt - message.acceptedAt).components.seconds / 3_600
        return hours >= 48 ? "given up after \(hours / 24) days" : "given up after \(hours) hours"
    }
}
