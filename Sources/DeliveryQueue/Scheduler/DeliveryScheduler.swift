import DequeModule

/// Decides what is tried when: events and "now" in, work and "wake me at" out; no clock and no input or output.
///
/// Deliveries wait in a wheel of time. When due they move to the ready queue of their site. Sites take turns, so that
/// one with many messages holds up no other; at a site the priorities share the turns as 8 : 4 : 1, and within a
/// priority senders take turns. A site that nothing may begin at leaves the turns until a time or an event may have
/// changed that. What begins keeps to
///
/// - `overall` over all sites, and what the shaper of its path allows: connections, rates, what was learnt;
/// - the warm-up of its source;
/// - the suspensions of its site, domain, sender, source and path.
///
/// The cost of a step (an addition, becoming due, being taken, ending) grows neither with the deliveries nor with the
/// sites. A delivery takes 48 octets while it waits, one to several recipients somewhat more.
///
/// A message that is counted against a rate or a warm-up begins only when that is on disk, in blocks that are ahead of
/// what was used: see `takeChanges(at:limit:)`. So no restart exceeds a limit, whatever was not written.
///
/// Deliveries that were superseded stay in memory until their time comes, or until they may be a third of all: then
/// everything is gone through once. So memory stays in proportion to what waits, whatever people do with it.
public struct DeliveryScheduler: Sendable {
    let configuration: SchedulerConfiguration

    /// Everything that waits or is under way.
    var arena = DeliveryArena()
    /// What waits for its time.
    var wheel = TimeWheel()
    /// What was due when it was added, and waits for the next `take`; and when the first of it was due.
    var arrived = Chain()
    var arrivedEarliest = Int64.max
    /// When `take` was last called, in milliseconds.
    var lastTime = Int64.min
    /// When something was first done with it.
    var firstTime: Int64 { began ?? .min }
    private var began: Int64?

    var sites = SiteTable()
    var senders = SenderTable()
    var domains = NameTable()
    var queues = SenderQueues()
    var paths: PathTable
    /// The first and the last site of the turns; negative where there is none.
    var firstInTurns = Chain.nowhere
    var lastInTurns = Chain.nowhere
    var alarms = SiteAlarms()
    /// Sites that wait for what a warm-up may get back, for a place at the relay, and for something to be written.
    var waitForWarmUp: Deque<Int32> = []
    var waitForOverflow: Deque<Int32> = []
    var waitForWriting: Deque<Int32> = []
    /// The place of the relay that takes what cannot go the usual way among the sites; negative without one.
    var relay = Chain.nowhere
    /// The warm-up of each source, in their order.
    var warmUps: [WarmUpLedger?]
    /// How many messages may begin on the paths that have a rate.
    var credits: [Int32: RateCredit] = [:]
    /// The site that is looked at next, whether it can be forgotten.
    var sweep: Int32 = 0
    /// How much later than the first the next turn of each source is, at a site that nothing is known of.
    var firstTurns: [Int32]
    /// The sources that a delivery may take, while one is chosen.
    var candidates: [Int32] = []

    /// From when waiting counts against a way, in milliseconds: not while nothing ran, nor while people held things up.
    var waitsCountFrom = Int64.min
    /// The ways of sites; nil where there is no choice.
    var ways: WayBook?
    var suspended = SuspensionBook()
    /// Deliveries whose time has come, and whose sender or domain is suspended.
    var aside = Chain()

    var changes = ChangeBook()

    var sequence: UInt64 = 0
    var superseded = SupersessionBook()
    /// Deliveries in memory that are not under way, the void ones among them.
    var stored: Int { arena.count - underWay }
    /// Deliveries under way.
    public internal(set) var underWay = 0

    /// Makes an empty scheduler.
    ///
    /// - Parameter configuration: what it keeps to.
    public init(configuration: SchedulerConfiguration = .init()) {
        self.configuration = configuration
        paths = PathTable(width: configuration.sources.count)
        firstTurns = Array(repeating: 0, count: configuration.sources.count)
        warmUps = configuration.sources.map { $0.warmUp.map { WarmUpLedger($0) } }
        if configuration.hasOverflowRelay || configuration.hasFallbackRelay {
            relay = sites.place(of: Self.relayName)
        }
        if configuration.hasFallbackRelay { ways = configuration.wayChoice.map { WayBook($0) } }
    }

    /// Notes when it was first that something was done.
    mutating func start(at now: WallTime) {
        guard began == nil else { return }
        began = now.milliseconds
        waitsCountFrom = now.milliseconds
        if relay >= 0 { makePaths(at: relay) }
    }

    /// What the overflow relay is called among the sites: no site is named so.
    static let relayName = "(overflow relay)"

    /// Adds a delivery.
    ///
    /// - Parameters:
    ///   - item: the delivery.
    ///   - due: when it may begin.
    public mutating func add(_ item: Item, due: WallTime) {
        sequence += 1
        let site = sites.place(of: item.site)
        sites[site].uses += 1
        let entry = DeliveryArena.Entry(
            message: item.message, due: due.milliseconds, sequence: sequence, recipients: arena.keep(item.recipients),
            site: site, sender: senders.use(item.sender),
            domain: item.domain == item.site ? Chain.nowhere : domains.use(item.domain), priority: item.priority,
            postponements: item.postponements, stage: .waiting)
        let place = arena.insert(entry)
        if entry.due > wheel.reached {
            wheel.insert(place, in: &arena)
        } else {
            arena.append(place, to: &arrived)
            arrivedEarliest = min(arrivedEarliest, entry.due)
        }
    }

    /// How many names of sites are kept.
    var siteCount: Int { sites.count - (relay < 0 ? 0 : 1) }

    /// A delivery as others see it.
    func item(at place: Int32) -> Item {
        let entry = arena[place]
        let site = sites.name(entry.site)
        var item = Item(
            message: entry.message, recipients: arena.recipients(of: entry), site: site,
            domain: entry.domain < 0 ? site : domains[entry.domain], sender: senders[entry.sender],
            priority: entry.priority)
        item.due = WallTime(milliseconds: entry.due)
        item.sequence = entry.sequence
        item.postponements = entry.postponements
        return item
    }

    /// Forgets a delivery that is in no chain.
    mutating func forget(_ place: Int32) {
        let entry = arena[place]
        senders.release(entry.sender)
        if entry.domain >= 0 { domains.release(entry.domain) }
        arena.remove(place)
        sites[entry.site].uses -= 1
        forgetSite(entry.site, at: lastTime)
    }
}
