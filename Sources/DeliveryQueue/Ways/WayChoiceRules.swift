/// How the way to a site is chosen where both are open: directly, or by the relay.
///
/// What is compared is the time that a message is expected to need by each way: the mean of what deliveries took, and
/// for those that failed on account of the way the wait for another attempt, as often as one fails; the relay's price is
/// added to its time. A way is left only for one that is better by far, so that the choice does not swing.
public struct WayChoiceRules: Hashable, Sendable {
    /// How long a delivery counts.
    ///
    /// Default 6 hours: long enough for a site with little mail, short enough that yesterday's block is forgotten.
    public var window: Duration
    /// How many deliveries on each way count: the newest.
    ///
    /// Default 32, and at most 255: a share can be told from them to within some percent.
    public var mostSamples: Int
    /// How many deliveries one of the two ways must have had of late before mail changes its way.
    ///
    /// Default 8: two or three failures are chance.
    public var leastSamples: Int
    /// What part of the time of the way that is taken another one must need at most, 0 to 1.
    ///
    /// Default 0.7.
    public var margin: Double
    /// How long a way is kept at least.
    ///
    /// Default 10 minutes.
    public var leastStay: Duration
    /// The share of deliveries that find out how the other way does, 0 to 0.5, where this one has had trouble lately.
    ///
    /// Default 0.05, as a trial that fails costs its message some seconds. Each that succeeds doubles it, up to a quarter,
    /// and one that fails sets it back.
    public var exploring: Double
    /// What the relay's price counts as, in time: so much longer mail may take directly before the relay is better.
    ///
    /// Default one minute.
    public var relayCost: Duration
    /// What a failure counts as, in time: the wait for the next attempt.
    ///
    /// Default 5 minutes, as in the standard retry schedule.
    public var failureCost: Duration

    /// Makes rules.
    ///
    /// - Parameters:
    ///   - window: how long a delivery counts.
    ///   - mostSamples: how many deliveries on each way count, 1 to 255.
    ///   - leastSamples: how many a way must have had before it is left, at least one.
    ///   - margin: what part of the time of this way another one must need at most, 0 to 1.
    ///   - leastStay: how long a way is kept at least.
    ///   - exploring: the share of deliveries that try the other way, 0 to 0.5.
    ///   - relayCost: what the relay's price counts as.
    ///   - failureCost: what a failure counts as.
    public init(
        window: Duration = .seconds(6 * 3_600), mostSamples: Int = 32, leastSamples: Int = 8, margin: Double = 0.7,
        leastStay: Duration = .seconds(600), exploring: Double = 0.05, relayCost: Duration = .seconds(60),
        failureCost: Duration = .seconds(300)
    ) {
        self.window = window
        self.mostSamples = min(max(1, mostSamples), 255)
        self.leastSamples = max(1, leastSamples)
        self.margin = min(max(0, margin), 1)
        self.leastStay = leastStay
        self.exploring = min(max(0, exploring), 0.5)
        self.relayCost = relayCost
        self.failureCost = failureCost
    }
}
