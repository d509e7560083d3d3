public import SMTPProtocol

/// Something that happened to a recipient: a link of the ledger.
public struct RecipientEvent: Hashable, Sendable {
    /// What can happen; complete, as a store keeps these and no others.
    public enum Kind: String, Hashable, Sendable, CaseIterable, Codable {
        /// We took responsibility.
        case accepted
        /// An attempt was begun; on disk before its final dot went out.
        case attemptBegan
        /// An attempt's outcome was lost in a crash: the message may have been delivered and is sent again.
        case interrupted
        /// An attempt failed for now, or its outcome is unknown; another one follows.
        case deferred
        /// The next host took it.
        case delivered
        /// It was refused for good.
        case bounced
        /// Its time was over.
        case expired
        /// Nobody was told of the failure, as the reverse path is null.
        case reportDropped
    }

    /// When.
    public var time: WallTime
    /// What.
    public var kind: Kind
    /// The reply of the other side, if it said anything.
    public var reply: SMTPReply?
    /// The other side's name and address, if there was one.
    public var host: String?
    /// More for people: why, over which TLS, the identifier of the report.
    public var detail: String?
    /// When the next attempt is due, for a deferral.
    public var nextAttempt: WallTime?

    /// Makes an event.
    ///
    /// - Parameters:
    ///   - kind: what happened.
    ///   - time: when.
    ///   - reply: the reply of the other side.
    ///   - host: the other side's name and address.
    ///   - detail: more for people.
    ///   - nextAttempt: when the next attempt is due.
    public init(
        _ kind: Kind, at time: WallTime, reply: SMTPReply? = nil, host: String? = nil, detail: String? = nil,
        nextAttempt: WallTime? = nil
    ) {
        self.kind = kind
        self.time = time
        self.reply = reply
        self.host = host
        self.detail = detail
        self.nextAttempt = nextAttempt
    }

    /// The state in which the event leaves its recipient, or nil where it leaves it as it was.
    public var resultingState: RecipientState? {
        switch kind {
        case .accepted, .interrupted, .deferred: .queued
        case .attemptBegan: .attempting
        case .delivered: .delivered
        case .bounced: .bounced
        case .expired: .expired
        case .reportDropped: nil
        }
    }
}
