import DeliveryQueueTesting

@testable import DeliveryQueue

/// A site whose limits nobody but itself knows.
protocol SimulatedSite {
    /// What the site answers to a message.
    ///
    /// - Parameters:
    ///   - moment: milliseconds since the beginning.
    ///   - connections: how many connections are open, with this one.
    mutating func answer(at moment: Int64, connections: Int) -> PathSignal
    /// How many messages it takes in an hour at a moment.
    func allowed(at moment: Int64) -> Double
}

/// As Gmail does: tokens that come evenly and gather for an hour, and a limit of connections (421 4.7.28).
struct TokenSite: SimulatedSite {
    /// How many tokens an hour has, by the hour.
    var perHour: (Int64) -> Double
    /// For how long tokens gather, in hours.
    var gathers = 1.0
    var connections = 20
    var tokens: Double?
    var last: Int64 = 0

    init(perHour: @escaping (Int64) -> Double, gathers: Double = 1, connections: Int = 20) {
        self.perHour = perHour
        self.gathers = gathers
        self.connections = connections
    }

    mutating func answer(at moment: Int64, connections open: Int) -> PathSignal {
        let rate = perHour(moment)
        let gained = (tokens ?? rate * gathers) + Double(moment - last) / 3_600_000 * rate
        tokens = min(gained, max(1, rate * gathers))
        last = moment
        guard open <= connections, let left = tokens, left >= 1 else { return .throttled(retryAfter: nil) }
        tokens = left - 1
        return .success
    }

    func allowed(at moment: Int64) -> Double { perHour(moment) }
}

/// As Outlook does: 451 4.7.5xx to whoever has sent more than so many in the last minutes.
struct WindowSite: SimulatedSite {
    /// How many messages an hour may have, by the moment.
    var perHour: (Int64) -> Double
    /// How long the time is that is looked at, in milliseconds.
    var span: Int64 = 60_000
    /// Whether a refused attempt counts.
    var countsRefused = false
    /// Whether the time begins anew when it is over, rather than moving along.
    var isFixed = false
    private var taken: [Int64] = []
    private var first = 0

    init(
        perHour: @escaping (Int64) -> Double, span: Int64 = 60_000, countsRefused: Bool = false, isFixed: Bool = false
    ) {
        self.perHour = perHour
        self.span = span
        self.countsRefused = countsRefused
        self.isFixed = isFixed
    }

    mutating func answer(at moment: Int64, connections: Int) -> PathSignal {
        let begin = isFixed ? moment / span * span : moment - span + 1
        while first < taken.count, taken[first] < begin { first += 1 }
        if first > 10_000 {
            taken.removeFirst(first)
            first = 0
        }
        let isTaken = Double(taken.count - first) < perHour(moment) * Double(span) / 3_600_000
        if isTaken || countsRefused { taken.append(moment) }
        return isTaken ? .success : .throttled(retryAfter: nil)
    }

    func allowed(at moment: Int64) -> Double { perHour(moment) }
}

/// What became of a simulated time.
struct SimulatedDay {
    /// Messages that the site took, by the minute.
    var taken: [Int] = []
    /// Messages that it refused, by the minute.
    var refused: [Int] = []
    /// The most connections at once.
    var mostConnections = 0

    /// The share that was refused.
    var refusedShare: Double {
        Double(refused.reduce(0, +)) / Double(max(1, taken.reduce(0, +) + refused.reduce(0, +)))
    }

    /// How many messages an hour the site took in some minutes.
    func takenPerHour(_ minutes: Range<Int>) -> Double {
        Double(taken[minutes].reduce(0, +)) * 60 / Double(minutes.count)
    }
}

extension PathShaper {
    /// Sends to a site as much as is allowed, as if there were always more.
    ///
    /// - Parameters:
    ///   - site: the site.
    ///   - minutes: for how long.
    ///   - latency: how long a delivery takes, in milliseconds.
    ///   - random: where latencies come from.
    mutating func send(
        to site: inout some SimulatedSite, minutes: Int, latency: ClosedRange<Int64> = 500...3_000, seed: UInt64
    ) -> SimulatedDay {
        var random = SeededGenerator(seed: seed)
        var day = SimulatedDay(
            taken: Array(repeating: 0, count: minutes), refused: Array(repeating: 0, count: minutes))
        // In the order of their ends, the last first.
        var open: [(end: Int64, signal: PathSignal)] = []
        var moment: Int64 = 0
        while moment < Int64(minutes) * 60_000 {
            while let first = open.last, first.end <= moment {
                open.removeLast()
                end(first.signal, at: .simulated(first.end))
            }
            switch gate(at: .simulated(moment)) {
            case .open:
                begin(at: .simulated(moment))
                let signal = site.answer(at: moment, connections: open.count + 1)
                if signal == .success {
                    day.taken[Int(moment / 60_000)] += 1
                } else {
                    day.refused[Int(moment / 60_000)] += 1
                }
                let end = moment + (signal == .success ? Int64.random(in: latency, using: &random) : 150)
                open.insert((end, signal), at: open.firstIndex { $0.end <= end } ?? open.count)
                day.mostConnections = max(day.mostConnections, open.count)
            case .whenOneEnds:
                moment = open.last?.end ?? .max
            case .notBefore(let later):
                moment = min(open.last?.end ?? .max, later.milliseconds - WallTime.simulated(0).milliseconds)
            }
        }
        return day
    }
}

extension WallTime {
    /// A moment of a simulation, from milliseconds since its beginning.
    static func simulated(_ moment: Int64) -> WallTime { WallTime(milliseconds: 1_700_000_000_000 + moment) }
}
