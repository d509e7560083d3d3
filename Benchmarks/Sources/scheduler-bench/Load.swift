import BenchmarkText
import DeliveryQueue
import Foundation

/// A queue that stays as long as it is: what has ended waits again, for up to four hours of simulated time.
struct Load {
    private var scheduler: DeliveryScheduler
    private var now = WallTime(milliseconds: 1_700_000_000_000)
    private var random = UInt64(1)
    private var underWay: [DeliveryScheduler.Delivery] = []
    private var steps = 0
    /// How far time goes on at once: so that some hundred become due.
    private let stride: Duration

    private static let longestWait = 4 * 3_600_000
    private static let dueAtOnce = 100

    /// Fills a queue.
    ///
    /// - Parameters:
    ///   - queued: how many deliveries wait.
    ///   - sites: for how many sites.
    init(queued: Int, sites: Int) {
        scheduler = DeliveryScheduler()
        stride = .milliseconds(max(1, Self.longestWait * Self.dueAtOnce / queued))
        for number in 0..<queued {
            scheduler.add(Self.item(number, site: number % sites), due: now + wait())
        }
    }

    /// Carries out steps.
    mutating func run(steps wanted: Int) {
        let end = steps + wanted
        while steps < end {
            now = now + stride
            for delivery in underWay {
                let signal: PathSignal = next() % 16 == 0 ? .none : .success
                scheduler.finished(delivery, .tried(signal), at: now)
                scheduler.add(delivery.item, due: now + wait())
            }
            underWay = scheduler.take(at: now)
            keep(scheduler.nextWake(at: now))
            steps += 4 * underWay.count
        }
    }

    /// Carries out steps and tells how many and in how many seconds.
    mutating func measured(steps wanted: Int) -> (steps: Int, seconds: Double) {
        let (before, start) = (steps, ContinuousClock.now)
        run(steps: wanted)
        return (steps - before, (ContinuousClock.now - start) / .seconds(1))
    }

    /// A delivery as a queue makes it: its texts are its own.
    static func item(_ number: Int, site: Int) -> DeliveryScheduler.Item {
        let priority: DeliveryPriority = number % 10 == 0 ? .urgent : number % 3 == 0 ? .bulk : .normal
        return DeliveryScheduler.Item(
            message: MessageID(number: Int64(number)), recipients: [0], site: "mx1,mx2.mail\(site).example.net",
            domain: "domain\(site).example.com", sender: "sender\(number % 100)@customer.example", priority: priority)
    }

    private mutating func wait() -> Duration { .milliseconds(Int(next() % UInt64(Self.longestWait)) + 1) }

    /// Random enough, and quick (xorshift).
    private mutating func next() -> UInt64 {
        random ^= random << 13
        random ^= random >> 7
        random ^= random << 17
        return random
    }
}
