public import DeliveryReports

/// What follows from one verdict or complaint, whatever came before; complete.
public enum SuppressionResponse: Hashable, Sendable {
    /// An entry at once.
    case suppress
    /// A strike among the weak refusals.
    case countRefusal
    /// A strike for a full mailbox.
    case countFullMailbox
    /// What was counted is forgotten: the mailbox takes mail.
    case forgetStrikes
    /// Nothing.
    case nothing
}

extension SuppressionPolicy {
    /// What follows from a verdict.
    ///
    /// - A delivery: strikes are forgotten.
    /// - A scope other than the recipient: nothing.
    /// - A hard bounce that is sure enough: an entry.
    /// - A full mailbox, for now or for good: a strike of its kind.
    /// - Another permanent refusal, or a hard bounce that is less sure: a strike.
    /// - A temporary refusal: nothing, as the same message is tried again.
    ///
    /// A verdict of the cause `feedback` does not tell the type and leads to nothing: ask with the type that the report
    /// has.
    ///
    /// - Parameter verdict: the verdict.
    public func response(to verdict: BounceVerdict) -> SuppressionResponse {
        switch verdict.cause {
        case .delivered: return .forgetStrikes
        // They say nothing of the mailbox, or that it gets much mail.
        case .feedback, .automaticReply, .undetermined, .busyMailbox: return .nothing
        default: break
        }
        guard verdict.scope == .recipient else { return .nothing }
        if verdict.isHardBounce, verdict.confidence >= minimumConfidence { return .suppress }
        guard verdict.confidence >= minimumStrikeConfidence else { return .nothing }
        if verdict.cause == .mailboxFull { return .countFullMailbox }
        return verdict.permanence == .permanent ? .countRefusal : .nothing
    }

    /// What follows from a complaint.
    ///
    /// - Parameter type: its type.
    public func response(to type: FeedbackType) -> SuppressionResponse {
        complaints.contains(type) ? .suppress : .nothing
    }
}
