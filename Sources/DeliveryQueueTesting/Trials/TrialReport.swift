/// What a trial did and found.
public struct TrialReport: Hashable, Sendable {
    /// What the store did wrong, a line each; empty when all is right.
    public var problems: [String] = []
    /// What was done to the disk, in order.
    public var faults: [TrialFault] = []
    /// How many times the store was worked and then lost its power.
    public var rounds = 0
    /// Commits and changes of state that were tried.
    public var operations = 0
    /// Those that were acknowledged.
    public var acknowledged = 0
    /// Those that were refused.
    public var refused = 0
    /// Those that were under way when the power was cut.
    public var unknown = 0

    /// Makes a report of nothing.
    public init() {}
}

/// What a trial does to the disk; complete, as trials do nothing else.
public enum TrialFault: String, Hashable, Sendable, CaseIterable {
    /// The power is cut while nothing is under way.
    case quietCut
    /// The power is cut in the midst of work.
    case cut
    /// The power is cut while the store opens what an earlier cut left.
    case cutWhileOpening
    /// A sync fails, the store repairs itself, and the power is cut then.
    case failingSync
    /// A sync fails, and the power is cut soon after, perhaps while the store repairs itself.
    case failingSyncAndCut
    /// The disk is full for a while.
    case fullDisk
}
