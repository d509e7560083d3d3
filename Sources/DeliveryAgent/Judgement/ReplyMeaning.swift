import BounceClassification
import DeliveryQueue
import SMTPProtocol

/// What a refusal means for whoever delivers: what kind of trouble it is, what it says of the path, and how long to wait.
///
/// What a server says is found out by `BounceClassifier`; here stands what that comes down to for a queue. Whether the
/// recipient is tried again is not decided here but in `FailurePolicy`.
///
/// A reply is a stranger's word: a server that lies about itself slows down mail to itself.
struct ReplyMeaning: Hashable, Sendable {
    /// What kind of trouble it is.
    var errorClass: DeliveryErrorClass
    /// What it says of the path.
    var signal: PathSignal
    /// How long the server asks to wait, at most a day; nil where it is refused for good.
    var retryAfter: Duration?

    /// What the reply says, and of whom; nil where there is none.
    var verdict: BounceVerdict?

    /// Whether another time or another way may do better, whatever the code: it is no word on the recipient, or one
    /// that a deployment's own rule calls temporary.
    ///
    /// A refusal for good that speaks of the whole site is believed.
    var isForNow = false

    /// Makes a meaning that needs no words.
    init(_ errorClass: DeliveryErrorClass, _ signal: PathSignal) {
        self.errorClass = errorClass
        self.signal = signal
    }

    /// Finds out what a refusal means.
    ///
    /// - Parameters:
    ///   - refusal: the reply: 4xx or 5xx.
    ///   - stage: what was answered by it; up to AUTH it came before MAIL.
    ///   - server: the name of the host that spoke, where it has one; it tells the provider.
    ///   - classifier: knows what servers say.
    init(of refusal: SMTPReply, at stage: SMTPStage, from server: String?, by classifier: BounceClassifier) {
        let verdict = classifier.classify(refusal, at: BounceStage(stage), host: server)
        let wait = refusal.isTransientFailure ? verdict.facts.retryAfter.map { Duration.seconds($0) } : nil
        errorClass = DeliveryErrorClass(verdict, at: stage)
        signal =
            switch errorClass {
            case .throttled: .throttled(retryAfter: wait)
            case .blocked: .blocked(refusal.description)
            case .unreachable: .unreachable
            case .security, .local, .resolution: .none
            // A mailbox, a message: the host judges in good order.
            case .greylisted, .mailbox, .other: .success
            }
        retryAfter = wait
        self.verdict = verdict
        isForNow =
            [.blocked, .throttled, .security, .local].contains(errorClass)
            || (verdict.permanence == .temporary && verdict.scope != .destinationSite)
    }
}

extension DeliveryErrorClass {
    /// The kind of trouble that a verdict comes down to.
    ///
    /// - Parameters:
    ///   - verdict: what a reply means.
    ///   - stage: what was answered by it.
    fileprivate init(_ verdict: BounceVerdict, at stage: SMTPStage) {
        self =
            switch (verdict.cause, verdict.action) {
            case (.greylisted, _): .greylisted
            case (.mailboxFull, _), (.busyMailbox, _): .mailbox
            case (.encryptionRequired, _), (.tlsFailure, _): .security
            case (.loginRequired, _): .local
            case (_, .slowSite): .throttled
            case (_, .suspendPath): .blocked
            // No reverse name, or another one: nothing goes that way until somebody has seen to it.
            case (_, .alertOperator) where verdict.scope == .sourceAddress: .blocked
            case (_, .tryAnotherHost) where stage.isBeforeMail: .unreachable
            default: .other
            }
    }
}

extension SMTPStage {
    /// Whether nobody was named at this point of the session.
    var isBeforeMail: Bool { BounceStage(self).isBeforeMail }
}
