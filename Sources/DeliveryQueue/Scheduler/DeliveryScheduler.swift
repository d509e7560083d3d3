import DequeModule
import HeapModule

/// Decides what is tried when: events and "now" in, work and "wake me at" out; no clock and no input or output.
///
/// Deliveries wait in order of time. When due they move to the ready queue of their site, and sites take turns, so that
/// one with many messages holds up no other. A site has at most `perSite` deliveries under way, all together at most
/// `overall`. The cost of a step does not grow with the number of messages of a site.
public struct DeliveryScheduler: Sendable {
    /// How much may be under way at once.
    public struct Limits: Hashable, Sendable {
        /// Deliveries under way over all sites; at least one.
        public var overall: Int
        /// Deliveries under way to one site; at least one.
        public var perSite: Int

        /// Makes limits.
        ///
        /// - Parameters:
        ///   - overall: deliveries under way over all sites. Default 1,000: each holds a socket, a file descriptor and a
        ///     message in memory, and many silent sites must not fill it.
        ///   - perSite: deliveries under way to one site. Default 20, as Postfix does, which large receivers accept.
        public init(overall: Int = 1_000, perSite: Int = 20) {
            self.overall = max(1, overall)
            self.perSite = max(1, perSite)
        }
    }

    /// A delivery: recipients of one message at one site.
    public struct Item: Hashable, Sendable {
        /// The message.
        public var message: MessageID
        /// The recipients' indices in the envelope.
        public var recipients: [Int]
        /// The site: what shares limits.
        public var site: String

        /// Makes a delivery.
        ///
        /// - Parameters:
        ///   - message: the message.
        ///   - recipients: the recipients' indices.
        ///   - site: the site.
        public init(message: MessageID, recipients: [Int], site: String) {
            self.message = message
            self.recipients = recipients
            self.site = site
        }
    }

    private struct Waiting: Comparable, Sendable {
        var due: WallTime
        var sequence: UInt64
        var item: Item

        static func < (left: Waiting, right: Waiting) -> Bool {
            (left.due, left.sequence) < (right.due, right.sequence)
        }
    }

    private struct Site: Sendable {
        var ready: Deque<Item> = []
        var underWay = 0
        var isInTurn = false
    }

    private let limits: Limits
    private var waiting: Heap<Waiting> = []
    private var sites: [String: Site] = [:]
    private var turns: Deque<String> = []
    private var sequence: UInt64 = 0
    /// Deliveries under way.
    public private(set) var underWay = 0
    /// Deliveries that wait for their time or for a limit.
    public private(set) var backlog = 0

    /// Makes an empty scheduler.
    ///
    /// - Parameter limits: how much may be under way at once.
    public init(limits: Limits = Limits()) { self.limits = limits }

    /// Adds a delivery.
    ///
    /// - Parameters:
    ///   - item: the delivery.
    ///   - due: when it may begin.
    public mutating func add(_ item: Item, due: WallTime) {
        sequence += 1
        backlog += 1
        waiting.insert(Waiting(due: due, sequence: sequence, item: item))
    }

    /// Takes the deliveries that may begin now; each is under way until `finished`.
    ///
    /// - Parameter now: the time.
    public mutating func take(at now: WallTime) -> [Item] {
        while let first = waiting.min, first.due <= now {
            waiting.removeMin()
            makeReady(first.item)
        }
        var taken: [Item] = []
        while underWay < limits.overall, let name = turns.popFirst() {
            let perSite = limits.perSite
            let item = withSite(name) { site in
                let item = site.ready.popFirst()
                if item != nil { site.underWay += 1 }
                site.isInTurn = !site.ready.isEmpty && site.underWay < perSite
                return item
            }
            if let item {
                taken.append(item)
                underWay += 1
                backlog -= 1
            }
            if sites[name]?.isInTurn == true { turns.append(name) }
        }
        return taken
    }

    /// Tells that a delivery is no longer under way; what is left of it is added again by `add`.
    ///
    /// - Parameter item: the delivery as it was taken.
    public mutating func finished(_ item: Item) {
        guard let known = sites[item.site], known.underWay > 0 else { return }
        underWay -= 1
        if known.ready.isEmpty, known.underWay == 1 {
            sites[item.site] = nil
            return
        }
        let entersTurns = withSite(item.site) { site in
            site.underWay -= 1
            guard !site.isInTurn, !site.ready.isEmpty else { return false }
            site.isInTurn = true
            return true
        }
        if entersTurns { turns.append(item.site) }
    }

    /// When the next delivery becomes due by time alone, or nil when none waits.
    public var nextDue: WallTime? { waiting.min?.due }

    private mutating func makeReady(_ item: Item) {
        let perSite = limits.perSite
        let entersTurns = withSite(item.site) { site in
            site.ready.append(item)
            guard !site.isInTurn, site.underWay < perSite else { return false }
            site.isInTurn = true
            return true
        }
        if entersTurns { turns.append(item.site) }
    }

    /// Changes a site where it lies: taken out and put back, its whole queue would be copied.
    private mutating func withSite<Value>(_ name: String, _ change: (inout Site) -> Value) -> Value {
        change(&sites[name, default: Site()])
    }
}
