import DeliveryQueue

/// What `queue explain` shows of all sites.
struct OverviewView: Codable, Hashable, Sendable {
    /// What is shown of a site.
    struct Site: Codable, Hashable, Sendable {
        var site: String
        var rule: String
        var ready: Int
        var waiting: Int
        var underWay: Int
        /// How many deliveries may be under way at once, by rule and experience.
        var allowed: Int
        /// Why no further delivery begins now, as `dead` or `throttled`; empty where one may.
        var state: [String]
        /// When time alone lets one begin; absent where that is not known.
        var until: String?
    }

    /// Whether limits are known, as a daemon runs; else there are domains in place of sites.
    var limitsKnown: Bool
    /// The sites with the most that is ready first.
    var sites: [Site] = []
    /// How many sites are not shown.
    var further = 0
    var suspensions: [SuspensionView] = []

    /// Makes an overview of no site.
    ///
    /// - Parameter limitsKnown: whether limits are known, as a daemon runs.
    init(limitsKnown: Bool) { self.limitsKnown = limitsKnown }

    /// Adds a domain of which only the recipients are known.
    ///
    /// - Parameters:
    ///   - domain: the domain.
    ///   - count: what waits for it.
    mutating func add(_ domain: String, _ count: WaitingCounts.Domain) {
        sites.append(
            Site(
                site: domain, rule: "-", ready: count.ready, waiting: count.waiting, underWay: 0, allowed: 0, state: [])
        )
    }

    /// Adds a site.
    ///
    /// - Parameters:
    ///   - summary: its line.
    ///   - view: what limits it.
    mutating func add(_ summary: SiteSummary, _ view: SiteView) {
        var states: [String] = []
        for obstacle in view.obstacles where summary.isHeldUp && !states.contains(obstacle.limit.state) {
            states.append(obstacle.limit.state)
        }
        sites.append(
            Site(
                site: summary.site, rule: view.rule, ready: summary.ready, waiting: summary.waiting,
                underWay: summary.underWay, allowed: view.allowed, state: states,
                until: states.isEmpty ? nil : summary.until?.description))
    }
}

extension OverviewView {
    /// The most sites that are shown; they are those with the most that is ready.
    static let mostSites = 100

    /// The overview as a table.
    var text: String {
        var lines: [String] = []
        if sites.isEmpty {
            lines.append(
                limitsKnown
                    ? "No site has deliveries that are ready, under way or limited; what waits for its time is in "
                        + "`waxwing queue summary`." : "The queue is empty.")
        } else if !limitsKnown {
            var table = Table("DOMAIN", "READY", "WAITING")
            for site in sites { table.add(site.site, "\(site.ready)", "\(site.waiting)") }
            lines.append(table.text)
        } else {
            var table = Table("SITE", "RULE", "READY", "WAITING", "UNDER WAY", "ALLOWED", "STATE")
            for site in sites {
                let state = site.state.isEmpty ? "open" : site.state.joined(separator: ", ")
                table.add(
                    site.site, site.rule, "\(site.ready)", "\(site.waiting)", "\(site.underWay)", "\(site.allowed)",
                    state + (site.until.map { " until \($0)" } ?? ""))
            }
            lines.append(table.text)
        }
        if further > 0 { lines.append("and \(further) more") }
        if !limitsKnown { lines.append(SiteView.unknownLimits) }
        if !suspensions.isEmpty { lines.append("\n" + SuspensionView.table(suspensions)) }
        return lines.joined(separator: "\n")
    }
}
