import DeliveryQueue

/// What `queue explain` and `queue way` show of the way that a site's mail takes in mode smart.
struct WayView: Codable, Hashable, Sendable {
    /// What is known of one way.
    struct Figures: Codable, Hashable, Sendable {
        /// How many deliveries count.
        var tried: Int
        /// How many of them were taken.
        var taken: Int
        /// How long those took on average, in seconds.
        var mean: Double
        /// How long a message is expected to need, the price of the way included, in seconds.
        var expected: Double

        init(_ figures: WayFigures) {
            tried = figures.tried
            taken = figures.taken
            mean = figures.mean.inSeconds
            expected = figures.expected.inSeconds
        }
    }

    /// `direct` or `relay`.
    var way: String
    /// Since when; absent from the beginning.
    var since: String?
    /// Whether an operator has chosen it.
    var isFixed: Bool
    var direct: Figures
    var relay: Figures
    /// The choice and its reasons in words.
    var reason: String

    /// Makes the view.
    ///
    /// - Parameter report: what the queue says.
    init(_ report: WayReport) {
        way = report.way == .usual ? "direct" : "relay"
        since = report.since?.description
        isFixed = report.isFixed
        direct = Figures(report.direct)
        relay = Figures(report.relay)
        reason = report.description
    }
}

/// What `queue way` shows.
struct WayChangeView: Codable, Hashable, Sendable {
    /// The site.
    var site: String
    /// What holds from now on.
    var way: WayView

    /// The change in words.
    var text: String { Console.printable("\(site): \(way.reason).") }
}

extension Duration {
    /// The seconds, with three decimals.
    fileprivate var inSeconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds) + Double(attoseconds / 1_000_000_000_000_000) / 1_000
    }
}
