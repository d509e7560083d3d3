/// Counts the messages of a source's days while it is made known to others.
///
/// Days have 24 hours and begin with the warm-up. With a clock that was set back by a week or less it stays on its day:
/// a day that is counted is not begun anew.
struct WarmUpCounter: Sendable {
    /// What it keeps to.
    let plan: WarmUpPlan
    /// When the first day began; nil before the first message.
    var origin: WallTime?
    /// The day that is counted, from 0.
    var day = 0
    /// How many messages began on that day.
    var count = 0
    /// How many of them for each site, where the plan bounds that.
    var sites: [String: Int] = [:]
    /// How many a site may have had that is not named there, as small ones are forgotten.
    var floor = 0

    /// Makes the counter of a source that has sent nothing.
    init(plan: WarmUpPlan) {
        self.plan = plan
        origin = plan.began
    }

    /// Whether a message to a site may begin.
    func gate(site: String, at now: WallTime) -> PathGate {
        let today = today(at: now)
        guard let allowed = plan.allowance(onDay: today) else { return .open }
        guard today == day else { return .open }
        if count < allowed {
            guard let share = plan.allowancePerSite(onDay: today), sites[site, default: floor] >= share else {
                return .open
            }
        }
        return .notBefore(max(beginning(ofDay: today + 1), now + .milliseconds(1)))
    }

    /// Counts a message that begins.
    mutating func begin(site: String, at now: WallTime) {
        if origin == nil { origin = now }
        let today = today(at: now)
        if today != day {
            day = today
            count = 0
            sites = [:]
            floor = 0
        }
        guard plan.allowance(onDay: today) != nil else { return }
        count += 1
        guard plan.perSite != nil else { return }
        sites[site, default: floor] += 1
        if sites.count > Self.mostSites { forgetSmallSites(but: Self.mostSites / 2) }
    }

    /// Takes back a message that began today and was not tried.
    mutating func undo(site: String, at now: WallTime) {
        guard today(at: now) == day, count > 0 else { return }
        count -= 1
        guard let counted = sites[site] else { return }
        sites[site] = counted > 1 ? counted - 1 : nil
    }

    /// The day of a moment, from 0.
    func today(at now: WallTime) -> Int {
        guard let origin else { return 0 }
        let elapsed = max(0, now.milliseconds.saturatingDifference(origin.milliseconds))
        let today = Int(elapsed / Self.dayLength)
        return today < day && day - today <= Self.longestStep ? day : today
    }

    /// When a day begins.
    func beginning(ofDay day: Int) -> WallTime {
        let (elapsed, overflows) = Int64(day).multipliedReportingOverflow(by: Self.dayLength)
        let origin = origin?.milliseconds ?? 0
        return WallTime(milliseconds: origin.saturatingSum(overflows ? .max : elapsed))
    }

    private mutating func forgetSmallSites(but kept: Int) {
        let all = sites.count
        let largest = Array(largestSites(all))
        if all > kept { floor = max(floor, largest[kept].value) }
        sites = Dictionary(uniqueKeysWithValues: largest.prefix(kept).map { ($0.key, $0.value) })
    }

    /// A day in milliseconds.
    static let dayLength: Int64 = 86_400_000
    /// By how many days a clock may be set back without a day that was counted being counted again.
    private static let longestStep = 7
    /// How many sites are counted; one that is forgotten counts as the largest of those that were.
    static let mostSites = 1_024
}
