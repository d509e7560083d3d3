import DeliveryQueue
import Testing

@testable import ReferenceServer

@Suite("What is read of sites")
struct SiteCollectorTests {
    private func summary(_ site: String, _ ready: Int, _ waiting: Int, isHeldUp: Bool = false) -> SiteSummary {
        SiteSummary(site: site, ready: ready, waiting: waiting, underWay: 1, isHeldUp: isHeldUp)
    }

    private func report(_ site: String, paths: [[LimitReport]], limits: [LimitReport] = []) -> SiteReport {
        SiteReport(
            site: site, rule: "default", ready: 0, waiting: 0, underWay: 0, limits: limits,
            paths: paths.map { SiteReport.Path(source: "s", underWay: 0, limits: $0) })
    }

    private func limit(_ kind: LimitReport.Kind, allowed: Int = 0, isLimiting: Bool = true) -> LimitReport {
        LimitReport(
            kind, rule: "r", used: 0, allowed: allowed, numbers: "", isLimiting: isLimiting, liftedBy: "")
    }

    private func lines(_ families: [MetricFamily]) -> [String] {
        PrometheusText.text(families).split(separator: "\n").map(String.init).filter { !$0.hasPrefix("#") }
    }

    @Test("are the 200 with the most that waits, and all others as one")
    func bound() {
        let summaries = (0..<1_000).map { summary("s\($0).example", $0, 1_000, isHeldUp: $0 < 3) }
        let (shown, rest) = SiteCollector.divide(summaries.shuffled())
        let names = (800..<1_000).reversed().map { "s\($0).example" }
        #expect(shown.map(\.site) == names)
        #expect(rest.count == 800)
        let rows = shown.map { SiteCollector.Row($0, report($0.site, paths: [[limit(.concurrency, allowed: 5)]])) }
        let families = SiteCollector.families(rows, rest)
        let lines = lines(families)
        #expect(lines.contains("waxwing_sites 1000"))
        #expect(lines.contains("waxwing_site_deliveries{site=\"other\",state=\"ready\"} 319600"))
        #expect(lines.contains("waxwing_site_deliveries{site=\"other\",state=\"active\"} 800"))
        #expect(lines.contains("waxwing_site_held_up{site=\"other\"} 3"))
        #expect(lines.contains("waxwing_site_limit{site=\"s999.example\"} 5"))
        #expect(!lines.contains { $0.contains("\"s799.example\"") })
        let series = families.reduce(0) { $0 + $1.samples.count }
        #expect(series == 1_205)
    }

    @Test("that are called as the others are, are among the others")
    func impostor() {
        let (shown, rest) = SiteCollector.divide([summary("other", 1_000, 0), summary("b.example", 1, 0)])
        #expect(shown.map(\.site) == ["b.example"])
        #expect(rest.map(\.site) == ["other"])
    }

    @Test("are suspended where the site is, or every path to it")
    func suspended() {
        let (suspension, other) = (limit(.suspension), limit(.rate))
        func isSuspended(_ paths: [[LimitReport]], _ limits: [LimitReport] = []) -> Bool {
            SiteCollector.Row(summary("a", 1, 1), report("a", paths: paths, limits: limits)).isSuspended
        }
        #expect(isSuspended([[other]], [suspension]))
        #expect(isSuspended([[suspension], [other, suspension]]))
        #expect(!isSuspended([[suspension], [other]]))
        #expect(!isSuspended([[limit(.suspension, isLimiting: false)]]))
        #expect(!isSuspended([]))
    }

    @Test("have a limit over all sources, and none where nothing says one")
    func limits() {
        func allowed(_ paths: [[LimitReport]]) -> Int? {
            SiteCollector.Row(summary("a", 1, 1), report("a", paths: paths)).limit
        }
        #expect(allowed([[limit(.concurrency, allowed: 3)], [limit(.concurrency, allowed: 4), limit(.rate)]]) == 7)
        #expect(allowed([[limit(.rate, allowed: 3)]]) == nil)
        #expect(allowed([[limit(.concurrency, allowed: .max)], [limit(.concurrency, allowed: .max)]]) != nil)
    }

    @Test("of a queue are those that its overview knows, with hostile names as they are")
    func live() async throws {
        let fixture = try await LiveControlFixture(
            TakingDeliverer(), .init(), [["bob@b.example"], ["bo@b.example"]], suspended: ["b.example"])
        let lines = lines(await SiteCollector(queue: fixture.service.queue).families())
        #expect(lines.contains("waxwing_sites 1"))
        #expect(lines.contains("waxwing_site_suspended{site=\"b.example\"} 1"))
        #expect(lines.contains("waxwing_site_held_up{site=\"b.example\"} 1"))
        let hostile = SiteCollector.families([], [])
        #expect(self.lines(hostile) == ["waxwing_sites 0"])
        let row = SiteCollector.Row(summary("a\"} 1\nb", 1, 1), report("a", paths: []))
        let text = self.lines(SiteCollector.families([row], []))
        #expect(text.contains("waxwing_site_suspended{site=\"a\\\"} 1\\nb\"} 0"))
    }
}
