/// Which event can follow which, for the ledger's checker.
///
/// A table over pairs of events, made from the meaning of the events and on purpose not from `RecipientState.after`.
enum LedgerRules {
    /// What can follow where the recipient waits for its next attempt.
    private static let afterWaiting: Set<RecipientEvent.Kind> = [
        .attemptBegan, .expired, .held, .rescheduled, .cancelled, .delayReported,
    ]
    /// What can follow where an attempt has begun.
    private static let afterBeginning: Set<RecipientEvent.Kind> = [
        .interrupted, .deferred, .delivered, .bounced, .expired, .delayReported,
    ]

    /// Whether an event leaves what can follow as it was: it tells what was said to the sender in the meantime.
    ///
    /// - Parameter kind: the event.
    static func isRemark(_ kind: RecipientEvent.Kind) -> Bool { kind == .delayReported }

    /// The kinds of event that can follow an event; after a remark, those that can where one is made at all.
    ///
    /// - Parameter kind: the event before.
    static func followers(of kind: RecipientEvent.Kind) -> Set<RecipientEvent.Kind> {
        switch kind {
        case .accepted, .interrupted, .deferred, .released, .rescheduled: afterWaiting
        case .attemptBegan: afterBeginning
        case .held: [.released, .cancelled]
        case .bounced, .expired, .reportDropped: [.reportDropped]
        case .delivered, .cancelled: []
        case .delayReported: afterWaiting.union(afterBeginning)
        }
    }

    /// Where a recipient stands whose last event is of a kind; nil for one that leaves it where it was.
    ///
    /// - Parameter kind: the last event.
    static func state(after kind: RecipientEvent.Kind) -> RecipientState? {
        switch kind {
        case .accepted, .interrupted, .deferred, .released, .rescheduled: .queued
        case .attemptBegan: .attempting
        case .held: .held
        case .delivered: .delivered
        case .bounced: .bounced
        case .expired: .expired
        case .cancelled: .cancelled
        case .reportDropped, .delayReported: nil
        }
    }

    /// Whether an event must say when the next attempt is due.
    ///
    /// - Parameter kind: the event.
    static func needsTime(_ kind: RecipientEvent.Kind) -> Bool { kind == .deferred || kind == .rescheduled }
}
