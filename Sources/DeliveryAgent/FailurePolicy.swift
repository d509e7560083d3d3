import DeliveryQueue
import SMTPProtocol

/// What follows from a failure: the one place that decides between next host, later, and never.
///
/// | What happened | What follows |
/// | --- | --- |
/// | no connection, TLS failure, refusal before MAIL (4xx or 5xx) | next host; after the last one, later: it concerns us or the host, not the recipient |
/// | 4xx to MAIL, RCPT, DATA or the final dot | later, at any host |
/// | 5xx to MAIL, RCPT, DATA or the final dot | never: tell the sender |
/// | connection lost, 421 or time-out before the final dot | next host; after the last one, later |
/// | connection lost or time-out after the final dot | later, and the outcome is ambiguous: the message may arrive twice |
/// | the host lacks an extension that the message needs, or takes less than its size | next host; after the last one, never |
/// | the message cannot be sent as it is | never |
enum FailurePolicy {
    /// What to do after an outcome.
    enum Step: Equatable {
        /// The recipient's outcome stands.
        case settle(DeliveryOutcome)
        /// Another host may do better; else this outcome stands.
        case nextHost(DeliveryOutcome)
    }

    /// Judges what became of a recipient in a transaction.
    static func judge(_ outcome: SMTPRecipientOutcome, at host: String, tls: String?) -> Step {
        switch outcome {
        case .accepted(let reply):
            let detail = tls.map { "over \($0)" } ?? "in the clear"
            return .settle(DeliveryOutcome(.delivered, reply: reply, isRemoteReply: true, host: host, detail: detail))
        case .refused(let reply, let stage):
            let kind: DeliveryOutcome.Kind = reply.isPermanentFailure ? .failed : .deferred
            let detail = "in reply to \(words(for: stage))"
            return .settle(DeliveryOutcome(kind, reply: reply, isRemoteReply: true, host: host, detail: detail))
        case .lost(let failure): return judge(failure, at: host)
        }
    }

    /// Judges a session that failed.
    static func judge(_ failure: SMTPClientFailure, at host: String) -> Step {
        let remote = failure.reply
        switch failure.reason {
        case .malformedMessage:
            let reply = SMTPReply(550, .init(5, 6, 0), failure.description)
            return .settle(DeliveryOutcome(.failed, reply: reply, isRemoteReply: false, host: host))
        case .unsupported(let reply):
            let kind: DeliveryOutcome.Kind = reply.isPermanentFailure ? .failed : .deferred
            return .nextHost(DeliveryOutcome(kind, reply: reply, isRemoteReply: false, host: host))
        default: break
        }
        let text = failure.description
        let reply = remote ?? SMTPReply(451, .init(4, 4, failure.stage == .connect ? 1 : 2), text)
        var outcome = DeliveryOutcome(
            .deferred, reply: reply, isRemoteReply: remote != nil, host: host, detail: "at \(words(for: failure.stage))"
        )
        if failure.stage == .finalDot {
            outcome.isAmbiguous = true
            outcome.detail = "ambiguous: lost after the final dot, the message may have been taken"
            return .settle(outcome)
        }
        return .nextHost(outcome)
    }

    /// A stage in words for people.
    static func words(for stage: SMTPStage) -> String {
        switch stage {
        case .connect: "connecting"
        case .greeting: "the greeting"
        case .hello: "EHLO"
        case .startTLS: "STARTTLS"
        case .authentication: "AUTH"
        case .mail: "MAIL FROM"
        case .recipient: "RCPT TO"
        case .data: "DATA"
        case .message: "the message"
        case .finalDot: "the end of the message"
        }
    }
}
