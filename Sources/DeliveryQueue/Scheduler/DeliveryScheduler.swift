import DequeModule
import HeapModule

/// Decides what is tried when: events and "now" in, work and "wake me at" out; no clock and no input or output.
///
/// Deliveries wait in order of time. When due they move to the ready queue of their site, and sites take turns, so that
/// one with many messages holds up no other. A site has at most `perSite` deliveries under way, all together at most
/// `overall`. The cost of a step does not grow with the number of messages of a site.
///
/// Deliveries that were superseded stay in memory until their time comes, or until they may be a third of all: then
/// everything is gone through once. So memory stays in proportion to what waits, whatever people do with it.
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

    struct Waiting: Comparable, Sendable {
        var item: Item

        static func < (left: Waiting, right: Waiting) -> Bool {
            (left.item.due, left.item.sequence) < (right.item.due, right.item.sequence)
        }
    }

    /// How many octets of memory a delivery takes while it waits for its time, but for the list of several recipients.
    static var waitingStride: Int { MemoryLayout<Waiting>.stride }

    struct Site: Sendable {
        var ready: Deque<Item> = []
        var underWay = 0
        var isInTurn = false
    }

    /// How many sites in succession are passed over as their next delivery may not begin: a bound for what a step
    /// costs.
    private static let mostPassed = 32

    private let limits: Limits
    var waiting: Heap<Waiting> = []
    var sites: [String: Site] = [:]
    var names = SiteNames()
    var turns: Deque<String> = []
    private(set) var sequence: UInt64 = 0
    /// Up to which number the deliveries of a recipient are superseded.
    var superseded: [RecipientPlace: UInt64] = [:]
    /// How many recipients were superseded since everything was gone through: no fewer than deliveries that are void.
    var supersessions = 0
    /// Deliveries in memory that are not under way, the void ones among them.
    var stored = 0
    /// Deliveries under way.
    public private(set) var underWay = 0

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
        stored += 1
        var item = item
        item.due = due
        item.sequence = sequence
        item.site = names.shared(item.site)
        waiting.insert(Waiting(item: item))
    }

    /// Takes the deliveries that may begin now; each is under way until `finished`.
    ///
    /// - Parameters:
    ///   - now: the time.
    ///   - mayBegin: whether a delivery may begin, as far as others than the limits are concerned. A site whose next
    ///     delivery may not is passed over; when many are in succession, the others wait for the next call.
    public mutating func take(at now: WallTime, where mayBegin: (Item) -> Bool = { _ in true }) -> [Item] {
        while let first = waiting.min, first.item.due <= now {
            waiting.removeMin()
            if isVoid(first.item) { forget(first.item) } else { makeReady(first.item) }
        }
        var taken: [Item] = []
        var passed: [String] = []
        while underWay < limits.overall, passed.count < Self.mostPassed, let name = turns.popFirst() {
            guard let next = nextReady(at: name) else { continue }
            guard mayBegin(next) else {
                passed.append(name)
                continue
            }
            let perSite = limits.perSite
            let staysInTurns = withSite(name) { site in
                site.ready.removeFirst()
                site.underWay += 1
                site.isInTurn = !site.ready.isEmpty && site.underWay < perSite
                return site.isInTurn
            }
            taken.append(next)
            underWay += 1
            stored -= 1
            if staysInTurns { turns.append(name) }
        }
        turns.append(contentsOf: passed)
        return taken
    }

    /// Tells that a delivery is no longer under way; what is left of it is added again by `add`.
    ///
    /// - Parameter item: the delivery as it was taken.
    public mutating func finished(_ item: Item) {
        guard let known = sites[item.site], known.underWay > 0 else { return }
        underWay -= 1
        names.release(item.site)
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

    /// How many names of sites are kept.
    var siteCount: Int { names.count }

    /// When the next delivery becomes due by time alone, or nil when none waits.
    public var nextDue: WallTime? { waiting.min?.item.due }

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

    /// The next delivery of a site that is not void; a site that has none leaves the turns.
    private mutating func nextReady(at name: String) -> Item? {
        while let first = sites[name]?.ready.first {
            guard isVoid(first) else { return first }
            withSite(name) { site in _ = site.ready.removeFirst() }
            forget(first)
        }
        sites[name]?.isInTurn = false
        if sites[name]?.underWay == 0 { sites[name] = nil }
        return nil
    }

    /// Changes a site where it lies: taken out and put back, its whole queue would be copied.
    private mutating func withSite<Value>(_ name: String, _ change: (inout Site) -> Value) -> Value {
        change(&sites[name, default: Site()])
    }
}
