/// What a trial of a queue did and found.
public struct MailQueueTrialReport: Hashable, Sendable {
    /// What went wrong, a line each; empty when all is right.
    public var problems: [String] = []
    /// What was done to the disk, in order.
    public var faults: [TrialFault] = []
    /// How many queues were opened.
    public var processes = 0
    /// How many of them crashed in an attempt.
    public var crashes = 0
    /// Messages that were handed in, those that were handed in again not among them.
    public var submissions = 0
    /// Those of which somebody was told that they are accepted.
    public var acknowledged = 0
    /// Messages that receivers took, for each recipient.
    public var deliveries = 0
    /// Those beyond the first of a recipient; each of them is explained, or a problem.
    public var duplicates = 0
    /// Reports of failures and delays to senders.
    public var reports = 0
    /// Recipients of whose delay their sender was told.
    public var delays = 0
    /// How often something was suspended or resumed.
    public var suspensions = 0

    /// Makes a report of nothing.
    public init() {}
}
