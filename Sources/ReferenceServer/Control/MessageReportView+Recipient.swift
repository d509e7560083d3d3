import DeliveryQueue
import MailAddressing

extension MessageReportView.Recipient {
    /// Makes the view of a recipient that is not settled.
    ///
    /// - Parameters:
    ///   - explanation: what the queue says of it.
    ///   - isAmbiguous: whether it may have the message already.
    ///   - isToBeReleased: whether the sender has asked for a time before which the message does not go.
    init(_ explanation: RecipientExplanation, isAmbiguous: Bool, isToBeReleased: Bool) {
        address = explanation.mailbox.description
        state = explanation.state.rawValue
        attempts = explanation.attempts
        site = explanation.site
        lastReply = explanation.lastReply
        ambiguous = isAmbiguous ? true : nil
        why = Self.why(explanation, isToBeReleased: isToBeReleased)
        next = explanation.next
        nextAttempt = explanation.state == .queued ? explanation.due.description : nil
        nextAt = explanation.nextAt?.description
        expires = explanation.state == .held ? nil : explanation.expiresAt.description
        limits = explanation.limits.map { LimitView($0) }
    }

    /// Makes the view of a recipient that is settled.
    ///
    /// - Parameters:
    ///   - mailbox: the recipient.
    ///   - recipient: where it stands.
    init(_ mailbox: Mailbox, settled recipient: StoredRecipient) {
        address = mailbox.description
        state = recipient.state.rawValue
        attempts = recipient.attempts
        lastReply = recipient.lastReply
        ambiguous = recipient.isAmbiguous ? true : nil
        why =
            switch recipient.state {
            case .delivered: "the next host has taken responsibility"
            case .bounced: "it was refused for good"
            case .expired: "its time was over"
            case .cancelled: "somebody has taken it back"
            case .queued, .attempting, .held: "it goes on"
            }
        limits = []
    }

    private static func why(_ explanation: RecipientExplanation, isToBeReleased: Bool) -> String {
        switch explanation.state {
        case .held: return "somebody has held it"
        case .attempting: return "an attempt is under way"
        default: break
        }
        if let limit = explanation.limits.first {
            return "\(limit.kind == .blocked ? "the receiver blocks it" : "it is held up"): \(limit.numbers)"
        }
        if explanation.attempts > 0 { return "the last attempt was put off" }
        return isToBeReleased ? "its sender has asked for a time of release" : "it was not tried yet"
    }
}
