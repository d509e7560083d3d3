public import DeliveryQueue
import DeliveryReports
public import MailAddressing
import SMTPProtocol

/// Tells senders of failures, of delays and, where they ask for it, of successes by a report of RFC 3464.
///
/// What they ask for is followed (RFC 3461): `NOTIFY`, by recipient; `RET`, as far as the message is not too large to go
/// back; `ENVID` and `ORCPT`, which stand in the report. Nobody is told for whom nothing speaks (`BackscatterPolicy`).
public struct BounceReporter: FailureReporter {
    private let hostName: DomainName
    /// Whose senders are told.
    public var backscatter = BackscatterPolicy.standard
    /// How many reports of failures and delays each sender gets.
    public var budget = ReportBudget()
    /// Up to which size a message goes back as a whole where its sender asks for it, in octets; a larger one goes back
    /// as its header.
    public var maximumReturnedMessageSize = BounceReporter.standardReturnedMessageSize

    /// Up to which size a message goes back if nothing else is said: 64 KiB, enough to know it again by, and too
    /// little to be worth forging a sender for.
    public static let standardReturnedMessageSize = 65_536

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

    /// Writes a report on failures to those whose sender has not asked for other things or for nothing: nobody is told
    /// of a failure of a message with a null reverse path, or one whose sender nothing speaks for.
    public func report(
        _ failures: [RecipientFailure], of message: QueuedMessage, content: [UInt8], at now: WallTime
    ) -> MessageSubmission? {
        guard let sender = recipient(of: message), !failures.isEmpty else { return nil }
        let recipients = failures.compactMap { status(of: $0, in: message, at: now) }
        guard !recipients.isEmpty, budget.take(for: "\(sender)", at: now) else { return nil }
        return submission(to: sender, on: recipients, of: message, content: content, at: now)
    }

    /// Says that a sender has had its reports of the hour, where that is why none was written.
    public func reasonForSilence(on message: QueuedMessage, at now: WallTime) -> String? {
        guard let sender = recipient(of: message), budget.isSpent(for: "\(sender)", at: now) else { return nil }
        return "nobody is told of this failure, as the sender has had the reports that one gets in an hour"
    }

    /// Writes a report on recipients that are late, those whose sender wants to know of it (RFC 3461, section 4.1):
    /// nobody is told where `NOTIFY` asks for other things or for nothing, and of a message with a null reverse path.
    public func delayReport(
        _ delays: [RecipientDelay], of message: QueuedMessage, content: [UInt8], at now: WallTime
    ) -> MessageSubmission? {
        guard let sender = recipient(of: message) else { return nil }
        let recipients = delays.compactMap { status(of: $0, in: message, at: now) }
        guard !recipients.isEmpty, budget.take(for: "\(sender)", at: now) else { return nil }
        return submission(to: sender, on: recipients, of: message, content: content, at: now)
    }

    /// Writes a report on recipients that were reached.
    public func successReport(
        _ successes: [RecipientSuccess], of message: QueuedMessage, content: [UInt8], at now: WallTime
    ) -> MessageSubmission? {
        guard let sender = recipient(of: message) else { return nil }
        let recipients = successes.compactMap { success -> RecipientStatus? in
            let options = message.recipient(at: success.index).options
            guard options.notify?.contains(.success) == true else { return nil }
            return RecipientStatus.reached(
                success.mailbox, reply: success.outcome.reply, isRemoteReply: success.outcome.isRemoteReply,
                remoteMTA: success.outcome.host, originalRecipient: options.originalRecipient,
                lastAttemptDate: now.seconds)
        }
        guard !recipients.isEmpty else { return nil }
        return submission(to: sender, on: recipients, of: message, content: content, at: now)
    }

    /// Who may be told of what became of a message; nil where nobody is.
    private func recipient(of message: QueuedMessage) -> Mailbox? {
        backscatter.allowsReport(on: message) ? message.reversePath.mailbox : nil
    }

    /// What is said of a recipient that failed; nil where its sender does not want to know.
    private func status(
        of failure: RecipientFailure, in message: QueuedMessage, at now: WallTime
    ) -> RecipientStatus? {
        let options = message.recipient(at: failure.index).options
        guard options.notify?.contains(.failure) ?? true else { return nil }
        return RecipientStatus.failed(
            failure.mailbox, reply: failure.outcome.reply, isRemoteReply: failure.outcome.isRemoteReply,
            remoteMTA: failure.outcome.host, isExpired: failure.isExpired,
            detail: failure.isExpired ? lifetime(of: message, at: now) : nil,
            originalRecipient: options.originalRecipient, lastAttemptDate: failure.lastAttempt.seconds)
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
        var report = DeliveryReport(
            sender: sender, status: status, originalContent: content, date: now.seconds,
            uniqueText: "\(message.id)-\(makeUniqueText())")
        // Only who is told of a failure needs the whole message again (RFC 3461, section 4.3).
        if message.options.returnedContent == .full, recipients.contains(where: { $0.action == .failed }) {
            report.maximumReturnedMessageSize = maximumReturnedMessageSize
        }
        // That a message had SMTPUTF8 does not say that its sender's host has it. A report in ASCII reaches everybody, and
        // one to an address in UTF-8 can have UTF-8 in any case.
        let written = report.written()
        var submission = MessageSubmission(
            reversePath: .null, recipients: [sender], content: written.octets, origin: "report on \(message.id)")
        submission.options.allowsInternationalized = written.isInternationalized
        // What had to be secured on its way is no less so on its way back (RFC 8689, section 5).
        submission.options.requiresTLS = message.options.requiresTLS
        return submission
    }

    private func lifetime(of message: QueuedMessage, at now: WallTime) -> String {
        let hours = max(0, (now - message.acceptedAt).components.seconds) / 3_600
        return hours >= 48 ? "given up after \(hours / 24) days" : "given up after \(hours) hours"
    }
}
