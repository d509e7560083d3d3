import DeliveryQueue
import Testing

@testable import ReferenceServer

@Suite("What the queue's commands print")
struct ControlTextTests {
    private static let now = WallTime(milliseconds: 1_800_000_000_000)

    private static let report = SiteReport(
        site: "mx1,mx2.example.net", rule: "partner", ready: 12, waiting: 340, underWay: 5,
        limits: [
            LimitReport(
                .overall, rule: "delivery.limits", used: 5, allowed: 1_000, numbers: "5 of 1000 deliveries under way",
                isLimiting: false, liftedBy: "one of them ends")
        ],
        paths: [
            .init(
                source: "main", underWay: 5,
                limits: [
                    LimitReport(
                        .concurrency, rule: "partner", used: 5, allowed: 5, numbers: "5 of 20 under way; 5 allowed",
                        isLimiting: true, liftedBy: "the end of one"),
                    LimitReport(
                        .rate, rule: "partner", used: 40, allowed: 500, numbers: "40 of 500 in an hour",
                        isLimiting: false, liftedBy: ""),
                ]),
            .init(
                source: "second", underWay: 0,
                limits: [
                    LimitReport(
                        .dead, rule: "partner", used: 0, allowed: 1, numbers: "3 cohorts failed", isLimiting: true,
                        liftedBy: "a probe that succeeds", until: now)
                ]),
        ])

    @Test("A site with every limit")
    func site() {
        #expect(
            SiteView(Self.report, askedFor: "example.net").text == """
                example.net: its mail goes to the site
                site       mx1,mx2.example.net
                rule       partner
                deliveries 12 ready, 340 waiting for their time, 5 under way
                SOURCE  LIMIT        RULE             HOLDS UP  NOW, AND WHAT LIFTS IT
                (all)   all sites    delivery.limits  no        5 of 1000 deliveries under way
                main    concurrency  partner          yes       5 of 20 under way; 5 allowed; lifted by the end of one
                main    rate         partner          no        40 of 500 in an hour
                second  dead         partner          yes       3 cohorts failed; lifted by a probe that succeeds \
                (2027-01-15T08:00:00.000Z)
                No further delivery begins now: at its limit from main, dead from second.
                """)
    }

    @Test("A site that one path leads to is held up by nothing")
    func openPath() {
        var report = Self.report
        report.paths[0].limits = []
        let view = SiteView(report, askedFor: report.site)
        #expect(view.domain == nil && view.obstacles.isEmpty && view.isLimited && view.allowed == 0)
        #expect(view.text.hasSuffix("What is ready begins when its turn comes."))
    }

    @Test("All sites")
    func overview() throws {
        var view = OverviewView(limitsKnown: true)
        #expect(view.text.hasPrefix("No site has deliveries that are ready, under way or limited"))
        view.add(
            SiteSummary(
                site: Self.report.site, ready: 12, waiting: 340, underWay: 5, isHeldUp: true, until: Self.now),
            SiteView(Self.report, askedFor: Self.report.site))
        view.add(
            SiteSummary(site: "b.example", ready: 0, waiting: 0, underWay: 1, isHeldUp: false),
            SiteView(
                SiteReport(
                    site: "b.example", rule: "default", ready: 0, waiting: 0, underWay: 1, limits: [], paths: []),
                askedFor: "b.example"))
        view.further = 7
        view.suspensions = [
            SuspensionView(
                Suspension(.path(source: "main", site: "b.example"), because: "moved", since: Self.now, until: nil))
        ]
        #expect(
            view.text == """
                SITE                 RULE     READY  WAITING  UNDER WAY  ALLOWED  STATE
                mx1,mx2.example.net  partner  12     340      5          5        at its limit, dead until \
                2027-01-15T08:00:00.000Z
                b.example            default  0      0        1          0        open
                and 7 more

                SUSPENDED                SINCE                     UNTIL    BY        REASON
                --source main b.example  2027-01-15T08:00:00.000Z  resumed  a person  moved
                """)
    }

    @Test("What waits by destination and age")
    func shape() {
        var shape = QueueShape(at: Self.now)
        for minutes in [0, 4, 5, 30, 2_000] { shape.add("example.net", since: Self.now + .seconds(-60 * minutes)) }
        shape.add("b.example", since: Self.now)
        shape.add("c.example", since: Self.now)
        #expect(
            ShapeView(shape, domains: 2).text == """
                             TOTAL  5  10  20  40  80  160  320  640  1280  1280+
                TOTAL            7  4   1   0   1   0    0    0    0     0      1
                example.net      5  2   1   0   1   0    0    0    0     0      1
                b.example        1  1   0   0   0   0    0    0    0     0      0
                (others)         1  1   0   0   0   0    0    0    0     0      0
                """)
    }

    @Test("Warm-ups")
    func warmUps() {
        let views = [
            WarmUpView(
                source: "new", WarmUpProgress(day: 4, sentToday: 70, allowedToday: 75, ends: Self.now)),
            WarmUpView(source: "old", WarmUpProgress(day: 61, sentToday: 0, allowedToday: nil, ends: nil)),
        ]
        #expect(
            WarmUpView.table(views) == """
                WARM-UP OF  DAY  SENT TODAY  ALLOWED TODAY  ENDS
                new         4    70          75             2027-01-15T08:00:00.000Z
                old         61   0           any            -
                """)
    }

    @Test("A warm-up whose overflow takes the relay holds nothing up")
    func overflow() {
        var report = Self.report
        report.paths = [
            .init(
                source: "new", underWay: 0,
                limits: [
                    LimitReport(
                        .warmUp, rule: "new", used: 3, allowed: 3, numbers: "3 of 3", isLimiting: true,
                        liftedBy: "the next day", until: Self.now)
                ])
        ]
        #expect(SiteView(report, askedFor: report.site).obstacles.map(\.limit.state) == ["warm-up"])
        let view = SiteView(report, askedFor: report.site, overflowing: ["new"])
        #expect(view.obstacles.isEmpty && view.text.contains("3 of 3; further ones take the relay\n"))
    }

    @Test("A block by the receiver is no suspension, whatever its rule is called", arguments: ["partner", "default"])
    func blocked(rule: String) {
        var report = Self.report
        report.paths = [
            .init(
                source: "main", underWay: 0,
                limits: [
                    LimitReport(
                        .blocked, rule: rule, used: 0, allowed: 0, numbers: "550 blocked", isLimiting: true,
                        liftedBy: "its end", until: Self.now)
                ])
        ]
        #expect(SiteView(report, askedFor: report.site).obstacles.map(\.limit.state) == ["blocked"])
        #expect(SiteView(report, askedFor: report.site).isLimited)
        report.paths[0].limits[0].kind = .suspension
        #expect(SiteView(report, askedFor: report.site).obstacles.map(\.limit.state) == ["suspended"])
    }

    @Test("A limit's state has a word for each kind", arguments: LimitReport.Kind.allCases)
    func states(kind: LimitReport.Kind) {
        let view = LimitView(
            LimitReport(kind, rule: "a", used: 0, allowed: 0, numbers: "n", isLimiting: true, liftedBy: "l"))
        #expect(!view.state.isEmpty && !view.word.isEmpty && view.text == "n; lifted by l")
    }
}
