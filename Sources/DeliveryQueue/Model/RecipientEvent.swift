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
        /// Somebody, or the policy for attempts of unknown outcome, stopped it until it is released.
        case held
        /// Somebody let it go on.
        case released
        /// Somebody moved its next attempt to another time.
        case rescheduled
        /// Somebody took it back.
        case cancelled
        /// Nobody was told of the failure, as the reverse path is null.
        case reportDropped
        /// The sender was told that the delivery takes longer; `report` names the notice, and nothing else changes.
        case delayReported
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
    /// When the next attempt is due, where the recipient waits for one.
    public var nextAttempt: WallTime?
    /// Whether the message may have been delivered though nobody said so: the connection was lost after the final dot, or
    /// the process ended before it recorded the outcome.
    public var isAmbiguous: Bool

    /// The message that tells the sender of the failure or of the delay, where one was queued with it.
    public var report: MessageID?

    /// Makes an event.
    ///
    /// - Parameters:
    ///   - kind: what happened.
    ///   - time: when.
    ///   - reply: the reply of the other side.
    ///   - host: the other side's name and address.
    ///   - detail: more for people.
    ///   - nextAttempt: when the next attempt is due.
    ///   - isAmbiguous: whether the message may have been delivered though nobody said so.
    ///   - report: the message that tells the sender of the failure or of the delay.
    public init(
        _ kind: Kind, at time: WallTime, reply: SMTPReply? = nil, host: String? = nil, detail: String? = nil,
        nextAttempt: WallTime? = nil, isAmbiguous: Bool = false, report: MessageID? = nil
    ) {
        self.kind = kind
        self.time = time
        self.reply = reply
        self.host = host
        self.detail = detail
        self.nextAttempt = nextAttempt
        self.isAmbiguous = isAmbiguous
        self.report = report
    }
}
