import Testing

@testable import DeliveryQueue

@Suite struct WarmUpTests {
    private let start = WallTime.simulated(0)

    private func day(_ days: Double) -> WallTime { .simulated(Int64(days * 86_400_000)) }

    @Test func aPlanGrowsByStepsAndEnds() {
        let plan = WarmUpPlan()
        #expect((0..<9).map { plan.allowance(onDay: $0) } == [50, 50, 50, 75, 75, 75, 112, 112, 112])
        #expect((plan.allowance(onDay: 59) ?? 0) > 100_000)
        #expect(plan.allowance(onDay: 60) == nil)
        let endless = WarmUpPlan(firstDay: 10, growth: 2, daysPerStep: 1, length: nil)
        #expect(endless.allowance(onDay: 4) == 160)
        #expect(endless.allowance(onDay: .max) == 1_000_000_000)
        #expect(endless.allowance(onDay: -5) == 10)
    }

    @Test func plansOutOfRangeAreMadeToFit() {
        let plan = WarmUpPlan(firstDay: -1, growth: .nan, daysPerStep: 0, length: -3, perSite: 7)
        #expect(plan.firstDay == 1)
        #expect(plan.growth == 1)
        #expect(plan.daysPerStep == 1)
        #expect(plan.length == 0)
        #expect(plan.perSite == nil)
        #expect(plan.allowance(onDay: 0) == nil)
        #expect(WarmUpPlan(growth: .infinity, length: nil).allowance(onDay: 100) == 1_000_000_000)
    }

    @Test func aDayHasItsAllowanceAndTheNextHasAnother() {
        var counter = WarmUpCounter(plan: WarmUpPlan(firstDay: 3, growth: 2, daysPerStep: 1))
        #expect(counter.progress(at: start) == WarmUpProgress(day: 0, sentToday: 0, allowedToday: 3, ends: nil))
        take(10, from: &counter, at: day(0), expecting: 3)
        #expect(counter.gate(site: "a", at: day(0.5)) == .notBefore(day(1)))
        #expect(counter.progress(at: day(0.5)) == WarmUpProgress(day: 1, sentToday: 3, allowedToday: 3, ends: day(60)))
        take(10, from: &counter, at: day(1), expecting: 6)
        take(100, from: &counter, at: day(3.5), expecting: 24)
        take(1_000, from: &counter, at: day(60), expecting: 1_000)
        #expect(counter.reports(source: "s", site: nil, at: day(60)).isEmpty)
    }

    @Test func whatDidNotBeginIsGivenBack() {
        var counter = WarmUpCounter(plan: WarmUpPlan(firstDay: 1, perSite: 0.5))
        counter.begin(site: "a", at: start)
        counter.undo(site: "a", at: start)
        #expect(counter.gate(site: "a", at: start) == .open)
        counter.begin(site: "a", at: start)
        counter.undo(site: "a", at: day(1))
        #expect(counter.gate(site: "a", at: start) == .notBefore(day(1)))
    }

    @Test func oneSiteTakesNoMoreThanItsShare() {
        var counter = WarmUpCounter(plan: WarmUpPlan(firstDay: 10, perSite: 0.5))
        take(10, from: &counter, at: start, expecting: 5)
        #expect(counter.gate(site: "a", at: start) == .notBefore(day(1)))
        #expect(counter.gate(site: "b", at: start) == .open)
        let reports = counter.reports(source: "new", site: "a", at: start)
        #expect(reports.map(\.used) == [5, 5])
        #expect(reports.map(\.allowed) == [10, 5])
        #expect(reports.map(\.isLimiting) == [false, true])
        #expect(reports[1].numbers == "5 of 5 messages of day 1 to a; tomorrow allows 10")
        #expect(reports[1].until == day(1))
    }

    @Test func aBeginningThatIsGivenCountsFromThere() {
        let counter = WarmUpCounter(plan: WarmUpPlan(began: start))
        #expect(counter.progress(at: day(4.5)) == WarmUpProgress(day: 5, sentToday: 0, allowedToday: 75, ends: day(60)))
    }

    @Test func aClockThatIsSetBackByLessThanADayGivesNothing() {
        var counter = WarmUpCounter(plan: WarmUpPlan(firstDay: 2))
        take(5, from: &counter, at: day(0), expecting: 2)
        take(5, from: &counter, at: day(1), expecting: 2)
        take(5, from: &counter, at: day(0.6), expecting: 0)
        #expect(counter.gate(site: "a", at: day(0.6)) == .notBefore(day(2)))
    }

    @Test func theDurableFormKeepsTheDay() throws {
        let plan = WarmUpPlan(firstDay: 400, perSite: 0.5)
        var counter = WarmUpCounter(plan: plan)
        for number in 0..<150 { counter.begin(site: "site\(number)", at: day(0)) }
        take(100, from: &counter, at: day(0), expecting: 100)
        let octets = counter.encoded()
        #expect(octets.count < 2_000)
        var kept = try #require(WarmUpCounter(decoding: octets, plan: plan))
        #expect(kept.progress(at: day(0)) == counter.progress(at: day(0)))
        take(500, from: &kept, at: day(0), expecting: 100)
        let fresh = WarmUpCounter(plan: plan).encoded()
        #expect(WarmUpCounter(decoding: fresh, plan: plan)?.origin == nil)
    }

    @Test(arguments: [100, 2_000]) func noSiteHasMoreThanItsShareThoughSmallOnesAreForgotten(others: Int) throws {
        let plan = WarmUpPlan(firstDay: 40_000, perSite: 0.001)
        var counter = WarmUpCounter(plan: plan)
        let long = String(repeating: "x", count: 300)
        for _ in 0..<15 { for number in 0..<others { counter.begin(site: "site\(number)", at: day(0)) } }
        var sent = 0
        for _ in 0..<20 where counter.gate(site: long, at: day(0)) == .open {
            counter.begin(site: long, at: day(0))
            sent += 1
        }
        var kept = try #require(WarmUpCounter(decoding: counter.encoded(), plan: plan))
        while kept.gate(site: long, at: day(0)) == .open {
            kept.begin(site: long, at: day(0))
            sent += 1
        }
        #expect(sent <= 40)
    }

    @Test(arguments: [2.0, 7]) func aClockThatIsSetBackByDaysBeginsNoDayAnew(days: Double) {
        var counter = WarmUpCounter(plan: WarmUpPlan(firstDay: 2, growth: 1))
        take(5, from: &counter, at: day(0), expecting: 2)
        take(5, from: &counter, at: day(9), expecting: 2)
        take(5, from: &counter, at: day(9 - days), expecting: 0)
        take(5, from: &counter, at: day(9), expecting: 0)
    }

    @Test func anotherBeginningCountsAnew() throws {
        var counter = WarmUpCounter(plan: WarmUpPlan(firstDay: 5))
        take(9, from: &counter, at: day(3), expecting: 5)
        let kept = try #require(WarmUpCounter(decoding: counter.encoded(), plan: WarmUpPlan(firstDay: 5, began: start)))
        #expect(kept.progress(at: day(3)) == WarmUpProgress(day: 4, sentToday: 0, allowedToday: 7, ends: day(60)))
    }

    @Test func strangeOctetsAreNoState() {
        var counter = WarmUpCounter(plan: WarmUpPlan(perSite: 0.5))
        counter.begin(site: "a.example", at: start)
        let octets = counter.encoded()
        for length in 0..<octets.count where length != 30 {
            #expect(WarmUpCounter(decoding: Array(octets.prefix(length)), plan: counter.plan) == nil)
        }
        #expect(WarmUpCounter(decoding: octets + [1], plan: counter.plan) == nil)
        #expect(WarmUpCounter(decoding: Array(repeating: 255, count: 40), plan: counter.plan) == nil)
        #expect(WarmUpCounter(decoding: [1] + Array(repeating: 255, count: 29), plan: counter.plan) == nil)
    }

    @Test func manySitesTakeBoundedMemory() {
        var counter = WarmUpCounter(plan: WarmUpPlan(firstDay: 100_000, perSite: 0.5))
        for number in 0..<20_000 {
            counter.begin(site: "site\(number)", at: start)
            counter.begin(site: "large", at: start)
        }
        #expect(counter.sites.count <= WarmUpCounter.mostSites)
        #expect(counter.sites["large"] == 20_000)
    }

    /// Begins messages to one site as long as they may, and expects how many that are.
    private func take(
        _ most: Int, from counter: inout WarmUpCounter, at now: WallTime, expecting expected: Int,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        var taken = 0
        while taken < most, counter.gate(site: "a", at: now) == .open {
            counter.begin(site: "a", at: now)
            taken += 1
        }
        #expect(taken == expected, sourceLocation: sourceLocation)
    }
}
