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
    /// The next host took it.
    case delivered
    /// It was refused for good; the sender was told where there is one to tell.
    case bounced
    /// Its time was over; the sender was told where there is one to tell.
    case expired

    /// Whether nothing more will happen.
    public var isSettled: Bool {
        switch self {
        case .queued, .attempting: false
        case .delivered, .bounced, .expired: true
        }
    }
}
