/// What one delivery has told of a way to a site.
public struct WaySample: Hashable, Sendable {
    /// The way that it took.
    public var way: DeliveryWay
    /// Whether the message was taken; else it failed for a reason that another way may not have.
    public var isTaken: Bool
    /// How long the attempt took.
    public var duration: Duration
    /// How long it is since the delivery was due: what it had to wait for the way to be open is among it.
    public var delay: Duration
    /// Whether it was made to find out how a way does that mail does not take; one that was made in another's place,
    /// within an attempt or as the other way had no room, comes in crowds and tells less.
    public var isTrial: Bool

    /// Makes a sample.
    ///
    /// - Parameters:
    ///   - way: the way that it took.
    ///   - isTaken: whether the message was taken.
    ///   - duration: how long the attempt took.
    ///   - delay: how long it is since the delivery was due; nil for no longer than the attempt took.
    ///   - isTrial: whether it was made to find out how the way does, where mail takes the other one.
    public init(
        _ way: DeliveryWay, isTaken: Bool, duration: Duration, delay: Duration? = nil, isTrial: Bool = true
    ) {
        self.way = way
        self.isTaken = isTaken
        self.duration = duration
        self.delay = max(duration, delay ?? duration)
        self.isTrial = isTrial
    }

    /// What an attempt has told of ways.
    ///
    /// A recipient that a host has judged in good order, such as one that it does not know or whose mailbox is full, is
    /// no word on the way, nor is trouble of our own on the direct one. Where the relay has taken what the site refused
    /// in the same attempt, both ways have had their say.
    ///
    /// - Parameters:
    ///   - outcomes: what became of the recipients.
    ///   - way: the way that the delivery took.
    ///   - duration: how long the attempt took.
    ///   - delay: how long it is since the delivery was due.
    ///   - isTrial: whether it was made to find out how the way does.
    static func samples(
        of outcomes: [DeliveryOutcome], by way: DeliveryWay, lasting duration: Duration, since delay: Duration? = nil,
        isTrial: Bool = true
    ) -> [WaySample] {
        var samples: [WaySample] = []
        func add(_ used: DeliveryWay, _ isTaken: Bool) {
            // A transaction counts once for each way, however many recipients it has: as taken, if one was.
            if let place = samples.firstIndex(where: { $0.way == used }) {
                samples[place].isTaken = samples[place].isTaken || isTaken
            } else {
                samples.append(
                    WaySample(
                        used, isTaken: isTaken, duration: duration, delay: delay, isTrial: isTrial && used == way))
            }
        }
        for outcome in outcomes {
            let last = outcome.way ?? way
            if last != way { add(way, false) }
            switch outcome.kind {
            case .delivered: add(last, true)
            case .failed: break
            case .deferred where outcome.speaksOfWay(last): add(last, false)
            case .deferred: break
            }
        }
        return samples
    }
}

extension DeliveryOutcome {
    /// Whether a deferral says something of the way that was taken.
    fileprivate func speaksOfWay(_ way: DeliveryWay) -> Bool {
        switch errorClass {
        // Nobody goes round what a receiver demands of TLS.
        case .mailbox, .resolution, .security: false
        // A relay that does not let us in is of no use; without an uplink of ours every site looks dead.
        case .local: way == .overflow
        case .unreachable, .blocked, .throttled, .greylisted, .other: true
        }
    }
}
