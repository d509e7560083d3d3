/// Where a recipient's delivery stands.
///
/// After our `250` each one ends in exactly one of the settled states.
///
/// Complete: a store keeps these and no others.
public enum RecipientState: String, Hashable, Sendable, CaseIterable, Codable {
    /// Waits for its next attempt.
    case queued
    /// An attempt has begun and its outcome is not recorded; after a crash nobody knows it.
    case attempting
    /// Waits until somebody releases or cancels it; no attempt is made and it does not expire.
    case held
    /// The next host took it.
    case delivered
    /// It was refused for good; the sender was told where there is one to tell.
    case bounced
    /// Its time was over; the sender was told where there is one to tell.
    case expired
    /// Somebody took it back; nobody was told.
    case cancelled

    /// Whether nothing more will happen.
    public var isSettled: Bool {
        switch self {
        case .queued, .attempting, .held: false
        case .delivered, .bounced, .expired, .cancelled: true
        }
    }

    /// The state after an event, or nil where the event cannot happen in this state.
    ///
    /// Every store refuses an event that cannot happen; so an attempt begins only for a recipient that waits, and of two
    /// who begin one at the same time one is refused.
    ///
    /// - Parameter kind: what happens.
    public func after(_ kind: RecipientEvent.Kind) -> RecipientState? {
        switch (kind, self) {
        case (.attemptBegan, .queued): .attempting
        case (.interrupted, .attempting), (.deferred, .attempting), (.released, .held): .queued
        case (.delivered, .attempting): .delivered
        case (.bounced, .attempting): .bounced
        case (.expired, .attempting), (.expired, .queued): .expired
        case (.held, .queued): .held
        case (.cancelled, .queued), (.cancelled, .held): .cancelled
        case (.rescheduled, .queued): .queued
        case (.reportDropped, .bounced): .bounced
        case (.reportDropped, .expired): .expired
        case (.delayReported, .queued): .queued
        case (.delayReported, .attempting): .attempting
        default: nil
        }
    }
}
