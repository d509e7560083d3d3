import BounceClassification
import DeliveryQueue
import SMTPProtocol
import SMTPTransport

/// What follows from a failure: the one place that decides between next host, later, and never.
///
/// | What happened | What follows | Kind of trouble | Of the path |
/// | --- | --- | --- | --- |
/// | no connection, or lost before MAIL | next host; after the last one, later | unreachable | unreachable |
/// | TLS failure | next host; after the last one, later | security | nothing |
/// | login failure | next host; after the last one, later: it concerns us | local | nothing |
/// | refusal before MAIL (4xx or 5xx) | next host; after the last one, later: it concerns us or the host, not the recipient | by its words | by its words |
/// | 4xx to MAIL, RCPT, DATA or the final dot | later, at any host | by its words | by its words |
/// | 5xx to these that speaks of our address | later: it concerns the path, not the recipient | blocked | blocked |
/// | 5xx to these that speaks of a quota of ours (5.4.5) | later: it passes | throttled | throttled |
/// | 530 and its kind to these: TLS or a login is demanded | later: it concerns us, not the recipient | security, local | nothing |
/// | 5xx to these that a deployment's own rule calls temporary | later | by its words | by its words |
/// | other 5xx to these | never: tell the sender | by its words | success: it was judged |
/// | connection lost or time-out before the final dot | next host; after the last one, later | other | nothing |
/// | 421 before the final dot | next host; after the last one, later | by its words | by its words |
/// | connection lost or time-out after the final dot | later, and the outcome is ambiguous: the message may arrive twice | other | nothing |
/// | the host lacks an extension that the message needs, or takes less than its size | next host; after the last one, never | other | nothing |
/// | the message cannot be sent as it is | never | other | nothing |
/// | no address, network or room here to connect | next host; after the last one, later | local | nothing |
/// | cut short here, or not to be finished as it was not recorded | later | local | nothing |
///
/// Where there is a relay to fall back on, it is tried at once after what another way can cure (`isCurable`): *unreachable*,
/// *blocked*, and *greylisted* from the third attempt on; never where it is not known whether the message was taken.
///
/// What the words mean is found out by `ReplyMeaning`; what the hosts of an attempt say together is `PathEvidence`.
struct FailurePolicy: Sendable {
    /// Knows what servers say.
    let classifier: BounceClassifier

    /// What to do after an outcome; complete.
    enum Step: Hashable {
        /// The recipient's outcome stands.
        case settle
        /// Another host may do better; else this outcome stands.
        case nextHost
    }

    /// What follows for a recipient.
    struct Judgement: Hashable {
        /// What to do.
        var step: Step
        /// What became of the recipient.
        var outcome: DeliveryOutcome
        /// What it says of the path.
        var signal: PathSignal
        /// What the host's refusal of the recipient means; nil where it did not refuse it, or refused the message or
        /// its sender: such a reply is the same for everybody whose mail it is.
        var refusal: BounceVerdict?

        static func settle(_ outcome: DeliveryOutcome, _ signal: PathSignal = .none) -> Judgement {
            Judgement(step: .settle, outcome: outcome, signal: signal)
        }

        static func nextHost(_ outcome: DeliveryOutcome, _ signal: PathSignal = .none) -> Judgement {
            Judgement(step: .nextHost, outcome: outcome, signal: signal)
        }
    }

    /// Whether a relay may do better than the destination's own hosts did.
    ///
    /// - Parameters:
    ///   - outcome: what became of a recipient there.
    ///   - earlierAttempts: how often it was tried before.
    static func isCurable(_ outcome: DeliveryOutcome, earlierAttempts: Int) -> Bool {
        guard outcome.kind == .deferred, !outcome.isAmbiguous else { return false }
        return switch outcome.errorClass {
        case .unreachable, .blocked: true
        case .greylisted: earlierAttempts >= patienceWithGreylisting
        case .mailbox, .throttled, .security, .resolution, .local, .other: false
        }
    }

    /// With how many attempts before a host that greylists is believed to do so for ever: two, as the second one comes
    /// after the wait that hosts ask for.
    static let patienceWithGreylisting = 2

    /// Judges what became of a recipient in a transaction.
    ///
    /// - Parameters:
    ///   - outcome: what became of it.
    ///   - host: the host that it was tried at, for people.
    ///   - server: the host's name, where it has one.
    ///   - tls: the version of TLS; nil in the clear.
    ///   - sendsReports: whether the host was told what the sender wants to hear of it, and sends the reports.
    func judge(
        _ outcome: SMTPRecipientOutcome, at host: String, named server: String?, tls: String?,
        sendsReports: Bool = false
    ) -> Judgement {
        switch outcome {
        case .accepted(let reply):
            let detail = tls.map { "over \($0)" } ?? "in the clear"
            let delivered = DeliveryOutcome(
                .delivered, reply: reply, isRemoteReply: true, host: host, detail: detail,
                isReportedElsewhere: sendsReports)
            return .settle(delivered, .success)
        case .refused(let reply, let stage):
            let meaning = ReplyMeaning(of: reply, at: stage, from: server, by: classifier)
            let isBlocked = meaning.errorClass == .blocked
            let kind: DeliveryOutcome.Kind = reply.isPermanentFailure && !meaning.isForNow ? .failed : .deferred
            let detail = "in reply to \(Self.words(for: stage))" + (isBlocked ? ", on account of our address" : "")
            let refused = DeliveryOutcome(
                kind, reply: reply, isRemoteReply: true, host: host, detail: detail, errorClass: meaning.errorClass,
                retryAfter: meaning.retryAfter)
            var judgement = Judgement.settle(refused, meaning.signal)
            if stage == .recipient { judgement.refusal = meaning.verdict }
            return judgement
        case .lost(let failure): return judge(failure, at: host, named: server)
        }
    }

    /// Judges a session that failed.
    ///
    /// - Parameters:
    ///   - failure: how it failed.
    ///   - host: the host that it was held with, for people.
    ///   - server: the host's name, where it has one.
    func judge(_ failure: SMTPClientFailure, at host: String, named server: String?) -> Judgement {
        switch failure.reason {
        case .malformedMessage:
            let reply = SMTPReply(550, .init(5, 6, 0), failure.description)
            return .settle(DeliveryOutcome(.failed, reply: reply, isRemoteReply: false, host: host))
        case .unsupported(let reply):
            let kind: DeliveryOutcome.Kind = reply.isPermanentFailure ? .failed : .deferred
            return .nextHost(DeliveryOutcome(kind, reply: reply, isRemoteReply: false, host: host))
        default: break
        }
        let meaning = meaning(of: failure, from: server)
        let ownReply = SMTPReply(451, .init(4, 4, failure.stage == .connect ? 1 : 2), failure.description)
        var outcome = DeliveryOutcome(
            .deferred, reply: failure.reply ?? ownReply, isRemoteReply: failure.reply != nil, host: host,
            detail: "at \(Self.words(for: failure.stage))", errorClass: meaning.errorClass,
            retryAfter: meaning.retryAfter)
        if failure.stage == .finalDot {
            outcome.isAmbiguous = true
            outcome.detail = "ambiguous: lost after the final dot, the message may have been taken"
            return .settle(outcome)
        }
        // What keeps us from finishing here keeps us from it anywhere.
        if failure.isOurs, !failure.stage.isBeforeMail { return .settle(outcome) }
        return .nextHost(outcome, meaning.signal)
    }

    /// What kind of trouble a failed session is, and what it says of the path.
    private func meaning(of failure: SMTPClientFailure, from server: String?) -> ReplyMeaning {
        switch failure.reason {
        case _ where failure.isOurs: ReplyMeaning(.local, .none)
        case .refused(let reply):
            ReplyMeaning(of: reply, at: failure.stage, from: server, by: classifier)
        case .tlsUnavailable: ReplyMeaning(.security, .none)
        case .authenticationUnavailable, .authenticationFailed: ReplyMeaning(.local, .none)
        case .connection, .protocolViolation:
            switch failure.stage {
            case .startTLS: ReplyMeaning(.security, .none)
            case let stage where stage.isBeforeMail: ReplyMeaning(.unreachable, .unreachable)
            default: ReplyMeaning(.other, .none)
            }
        case .malformedMessage, .unsupported: ReplyMeaning(.other, .none)
        }
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
