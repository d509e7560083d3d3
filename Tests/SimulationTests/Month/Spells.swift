import DeliveryQueueTesting

/// The times at which something is out of order.
struct Spells {
    /// One after the other, in milliseconds from the beginning.
    let times: [Range<VirtualTime.Moment>]

    /// Nothing ever is.
    static let none = Spells([])
    /// The milliseconds of an hour.
    static let hour: VirtualTime.Moment = 3_600_000

    /// Makes spells at given times.
    init(_ times: [Range<VirtualTime.Moment>]) { self.times = times }

    /// Makes spells that come again and again; it begins in good order.
    ///
    /// - Parameters:
    ///   - sound: how many hours everything is in order before each of them.
    ///   - ill: how many hours one lasts.
    ///   - end: when the last one has begun.
    ///   - random: decides which.
    init(
        sound: ClosedRange<Int64>, ill: ClosedRange<Int64>, until end: VirtualTime.Moment,
        using random: inout SeededGenerator
    ) {
        var times: [Range<VirtualTime.Moment>] = []
        var moment = Int64.random(in: sound, using: &random) * Self.hour
        while moment < end {
            let over = moment + Int64.random(in: ill, using: &random) * Self.hour
            times.append(moment..<over)
            moment = over + Int64.random(in: sound, using: &random) * Self.hour
        }
        self.times = times
    }

    /// Whether a moment lies in one of them.
    func contains(_ moment: VirtualTime.Moment) -> Bool { times.contains { $0.contains(moment) } }
}
