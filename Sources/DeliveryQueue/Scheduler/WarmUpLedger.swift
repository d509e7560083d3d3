/// A source's warm-up: what was counted, and what is on disk of it, which is ahead.
///
/// A message begins only when it is counted on disk already, so that a restart never exceeds a day's allowance: in
/// blocks of a fiftieth, by site where the plan bounds what a site may take. A restart loses what is left of them.
struct WarmUpLedger: Sendable {
    private let plan: WarmUpPlan
    private var counter: WarmUpCounter
    /// What was written, or is to be.
    private var ahead: WarmUpCounter
    /// How many may begin at each site before more is written, and on which day.
    private var credits: [String: Int] = [:]
    private var day = 0
    /// The same of what is being written.
    private var asked: [String: Int] = [:]
    private var askedDay = 0
    /// Whether something is being written.
    private var isAsked = false
    /// The sites that something waits for.
    private var wanted: Set<String> = []
    /// Whether it has changed since it was written.
    private(set) var isChanged = false

    /// Which part of a day's allowance a block is.
    private static let blocksPerDay = 50

    /// Makes the warm-up of a source that has sent nothing.
    init(_ plan: WarmUpPlan) {
        self.plan = plan
        counter = WarmUpCounter(plan: plan)
        ahead = counter
    }

    /// Takes up what was written; nil when it is not understood.
    init?(decoding octets: [UInt8], _ plan: WarmUpPlan) {
        guard let counter = WarmUpCounter(decoding: octets, plan: plan) else { return nil }
        self.plan = plan
        self.counter = counter
        ahead = counter
    }

    /// Whether messages beyond the allowance take the relay.
    var takesRelay: Bool { plan.overflow == .takesRelay }

    /// Whether something waits for what is to be written.
    var isWanted: Bool { !wanted.isEmpty && !isAsked }

    /// Whether it can be taken to be written.
    var isReady: Bool { (isChanged || !wanted.isEmpty) && !isAsked }

    /// Whether the allowance has room.
    func gate(site: String, at now: WallTime) -> PathGate { counter.gate(site: site, at: now) }

    /// Whether a message may begin, as far as what is on disk is concerned.
    func isCovered(site: String, at now: WallTime) -> Bool {
        let progress = counter.progress(at: now)
        if progress.allowedToday == nil { return true }
        return progress.day == day && credits[name(site), default: 0] > 0
    }

    /// Asks for more to be written, as something waits for it.
    mutating func want(site: String) { wanted.insert(name(site)) }

    /// Counts a message that begins.
    mutating func begin(site: String, at now: WallTime) {
        counter.begin(site: site, at: now)
        guard let left = credits[name(site)] else { return }
        credits[name(site)] = left > 1 ? left - 1 : nil
    }

    /// Takes back a message that was not tried.
    mutating func undo(site: String, at now: WallTime) {
        counter.undo(site: site, at: now)
        if counter.progress(at: now).day == day { credits[name(site), default: 0] += 1 }
    }

    /// How far it has come.
    func progress(at now: WallTime) -> WarmUpProgress { counter.progress(at: now) }

    /// What its limits say of themselves.
    func reports(source: String, site: String?, at now: WallTime) -> [LimitReport] {
        counter.reports(source: source, site: site, at: now)
    }

    /// The durable form, a block ahead for each site that something waits for.
    mutating func encoded(at now: WallTime) -> [UInt8] {
        if ahead.progress(at: now).day != day || counter.progress(at: now).day != day {
            ahead = counter
            credits = [:]
        }
        asked = [:]
        for site in wanted.sorted() { ask(site, at: now) }
        askedDay = ahead.progress(at: now).day
        wanted = []
        (isChanged, isAsked) = (false, true)
        return ahead.encoded()
    }

    private mutating func ask(_ site: String, at now: WallTime) {
        let today = counter.progress(at: now)
        let block = max(1, (today.allowedToday ?? 0) / Self.blocksPerDay)
        if ahead.gate(site: site, at: now) != .open, counter.gate(site: site, at: now) == .open {
            // What others have not used yet is in the way: it is taken back.
            ahead = counter
            credits = [:]
            for (other, count) in asked { for _ in 0..<count { ahead.begin(site: other, at: now) } }
        }
        for _ in 0..<block where ahead.gate(site: site, at: now) == .open {
            ahead.begin(site: site, at: now)
            asked[site, default: 0] += 1
        }
        guard today.day == 0, ahead.progress(at: now).day > 0 else { return }
        // The first message of all: its day has begun.
        counter = ahead
        for _ in 0..<asked[site, default: 0] { counter.undo(site: site, at: now) }
    }

    /// Tells that it is on disk.
    mutating func written() {
        guard isAsked else { return }
        isAsked = false
        if askedDay != day { credits = [:] }
        day = askedDay
        for (site, count) in asked { credits[site, default: 0] += count }
        asked = [:]
    }

    /// Tells that it could not be written.
    mutating func putBack() {
        guard isAsked else { return }
        (isAsked, isChanged) = (false, true)
        // It stays counted until the day is over, as it may be on disk all the same.
        asked = [:]
    }

    /// What a site's messages are counted under.
    private func name(_ site: String) -> String { plan.perSite == nil ? "" : site }
}
