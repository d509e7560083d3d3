import DeliveryQueue

/// Reads for each site what waits and what limits it.
///
/// Sites are named by the recipients that people write to, so their number is in nobody's hand: those with the most that
/// waits are told apart, and the others are one, called `other`. Sites at which everything waits for its time and which
/// nothing limits are not known to the scheduler's overview and count nowhere here.
struct SiteCollector: MetricCollector {
    /// The most sites that are told apart, 200: with five metrics each a thousand series, which whoever reads them keeps
    /// easily, and more than anybody looks at.
    static let mostSites = 200
    /// What the others are called.
    static let others = "other"

    /// What is told of a site.
    struct Row: Hashable, Sendable {
        /// What waits and is under way.
        var summary: SiteSummary
        /// How many deliveries may be under way at once, by rule and experience; nil where there is no such limit.
        var limit: Int?
        /// Whether somebody has suspended it, or every path to it.
        var isSuspended: Bool

        /// Makes a row.
        ///
        /// - Parameters:
        ///   - summary: what waits and is under way.
        ///   - report: what limits it.
        init(_ summary: SiteSummary, _ report: SiteReport) {
            self.summary = summary
            let concurrency = report.paths.flatMap(\.limits).filter { $0.kind == .concurrency }
            limit = concurrency.isEmpty ? nil : concurrency.reduce(0) { $0 + min($1.allowed, Self.mostAllowed) }
            func isSuspended(_ limits: [LimitReport]) -> Bool {
                limits.contains { $0.kind == .suspension && $0.isLimiting }
            }
            self.isSuspended =
                isSuspended(report.limits)
                || !report.paths.isEmpty && report.paths.allSatisfy { isSuspended($0.limits) }
        }

        /// More than any rule allows, so that a sum stays one.
        private static let mostAllowed = 1_000_000
    }

    /// The queue.
    let queue: MailQueue

    /// What the scheduler knows.
    func families() async -> [MetricFamily] {
        let (shown, rest) = Self.divide(await queue.overview())
        var rows: [Row] = []
        for summary in shown { rows.append(Row(summary, await queue.explain(site: summary.site))) }
        return Self.families(rows, rest)
    }

    /// Tells those apart with the most that waits from the others.
    ///
    /// - Parameters:
    ///   - summaries: all sites.
    ///   - most: how many are told apart.
    static func divide(
        _ summaries: [SiteSummary], most: Int = mostSites
    ) -> (shown: [SiteSummary], rest: [SiteSummary]) {
        let ordered = summaries.sorted { left, right in
            (right.ready + right.waiting, right.underWay, left.site)
                < (left.ready + left.waiting, left.underWay, right.site)
        }
        let named = ordered.filter { $0.site != others }
        return (Array(named.prefix(most)), named.dropFirst(most) + ordered.filter { $0.site == others })
    }

    /// What is told of sites.
    ///
    /// - Parameters:
    ///   - rows: those that are told apart.
    ///   - rest: the others.
    static func families(_ rows: [Row], _ rest: [SiteSummary]) -> [MetricFamily] {
        var (deliveries, limits): ([MetricFamily.Sample], [MetricFamily.Sample]) = ([], [])
        var (heldUp, suspended): ([MetricFamily.Sample], [MetricFamily.Sample]) = ([], [])
        func add(_ site: String, _ ready: Int, _ waiting: Int, _ active: Int) {
            deliveries.append(.init(["site": site, "state": "ready"], ready))
            deliveries.append(.init(["site": site, "state": "waiting"], waiting))
            deliveries.append(.init(["site": site, "state": "active"], active))
        }
        for row in rows {
            let site = row.summary.site
            add(site, row.summary.ready, row.summary.waiting, row.summary.underWay)
            if let limit = row.limit { limits.append(.init(["site": site], limit)) }
            heldUp.append(.init(["site": site], row.summary.isHeldUp ? 1 : 0))
            suspended.append(.init(["site": site], row.isSuspended ? 1 : 0))
        }
        if !rest.isEmpty {
            add(
                others, rest.reduce(0) { $0 + $1.ready }, rest.reduce(0) { $0 + $1.waiting },
                rest.reduce(0) { $0 + $1.underWay })
            heldUp.append(.init(["site": others], rest.count { $0.isHeldUp }))
        }
        return [
            MetricFamily(
                .gauge, "waxwing_sites", "Sites with deliveries that are ready, under way or limited.",
                [.init(rows.count + rest.count)]),
            MetricFamily(.gauge, "waxwing_site_deliveries", "Deliveries by site and state.", deliveries),
            MetricFamily(
                .gauge, "waxwing_site_limit", "Deliveries to a site that may be under way at once, by all sources.",
                limits),
            MetricFamily(
                .gauge, "waxwing_site_held_up",
                "1 where no further delivery to a site can begin now; of the others, how many sites.", heldUp),
            MetricFamily(
                .gauge, "waxwing_site_suspended", "1 where somebody has suspended a site, or every path to it.",
                suspended),
        ]
    }
}
