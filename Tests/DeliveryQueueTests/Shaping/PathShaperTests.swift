import Testing

@testable import DeliveryQueue

@Suite struct PathShaperTests {
    private func shaper(connections: Int = 20, initial: Int = 5, rate: MessageRate? = nil) -> PathShaper {
        PathShaper(limits: ShapingLimits(connections: connections, initialConnections: initial, rate: rate))
    }

    private func at(_ seconds: Double) -> WallTime { .simulated(Int64(seconds * 1_000)) }

    /// Begins as many as may be under way.
    private func fill(_ shaper: inout PathShaper, at now: WallTime) {
        while shaper.gate(at: now) == .open { shaper.begin(at: now) }
    }

    @Test func itTakesFewOctets() {
        #expect(MemoryLayout<PathShaper>.stride <= 120)
        #expect(MemoryLayout<BackOff>.stride <= 64)
    }

    @Test func theWindowBeginsAtTheInitialAndGrowsByOneWithEachWindowOfSuccesses() {
        var shaper = shaper(connections: 7, initial: 2)
        var sizes: [Int] = []
        for _ in 0..<6 {
            fill(&shaper, at: at(0))
            #expect(shaper.gate(at: at(0)) == .whenOneEnds)
            sizes.append(shaper.underWay)
            for _ in 0..<shaper.underWay {
                shaper.end(.success, at: at(0))
                shaper.begin(at: at(0))
            }
        }
        #expect(sizes == [2, 3, 4, 5, 6, 7])
        fill(&shaper, at: at(1))
        #expect(shaper.underWay == 7)
    }

    @Test func aWindowThatIsNotUsedDoesNotGrow() {
        var shaper = shaper(connections: 100, initial: 5)
        for _ in 0..<1_000 {
            shaper.begin(at: at(0))
            shaper.end(.success, at: at(0))
        }
        #expect(shaper.windowSize <= 6)
    }

    @Test func aWindowOfFailuresShrinksItByOneAndTwoInSuccessionMakeTheSiteDead() {
        var shaper = shaper()
        fill(&shaper, at: at(0))
        for _ in 0..<5 { shaper.end(.unreachable, at: at(30)) }
        #expect(shaper.windowSize == 4)
        #expect(shaper.closure == .none)
        fill(&shaper, at: at(30))
        for _ in 0..<4 { shaper.end(.unreachable, at: at(60)) }
        #expect(shaper.closure == .dead)
        #expect(shaper.gate(at: at(60)) == .notBefore(at(120)))
    }

    @Test func aSuccessBetweenFailuresKeepsASiteAlive() {
        var shaper = shaper()
        for turn in 0..<100 {
            shaper.begin(at: at(Double(turn)))
            shaper.end(turn % 4 == 0 ? .success : .unreachable, at: at(Double(turn)))
        }
        #expect(shaper.closure == .none)
        #expect(shaper.windowSize >= 5)
    }

    @Test func aDeadSiteIsTriedOneAtATimeWithGrowingWaits() {
        var shaper = dead()
        var waits: [Int64] = []
        var now = at(0)
        for _ in 0..<9 {
            guard case .notBefore(let next) = shaper.gate(at: now) else { break }
            waits.append((next - now).components.seconds / 60)
            shaper.begin(at: next)
            #expect(shaper.gate(at: next) == .whenOneEnds)
            shaper.end(.unreachable, at: next)
            now = next
        }
        #expect(waits == [1, 2, 4, 8, 16, 32, 60, 60, 60])
    }

    @Test func aSuccessRevivesADeadSite() {
        var shaper = dead()
        shaper.begin(at: at(60))
        shaper.end(.success, at: at(61))
        fill(&shaper, at: at(61))
        #expect(shaper.underWay == 5)
    }

    @Test func anAttemptThatSaysNothingLeavesADeadSiteDead() {
        var shaper = dead()
        shaper.begin(at: at(60))
        shaper.end(.none, at: at(61))
        #expect(shaper.closure == .dead)
        #expect(shaper.gate(at: at(61)) == .open)
    }

    @Test func aRefusalOfEverythingPausesForAnHourAndThenLongerUpToADay() {
        var shaper = shaper()
        var now = at(0)
        var hours: [Int64] = []
        for _ in 0..<7 {
            shaper.begin(at: now)
            shaper.end(.blocked("550 5.7.1 blocked"), at: now)
            guard case .notBefore(let next) = shaper.gate(at: now) else { break }
            hours.append((next - now).components.seconds / 3_600)
            now = next
        }
        #expect(hours == [1, 2, 4, 8, 16, 24, 24])
        let report = shaper.reports(rule: "r", at: now + .seconds(-1)).first { $0.kind == .blocked }
        #expect(report?.numbers == "the site refuses everything from here, 7 times in succession: 550 5.7.1 blocked")
        #expect(
            report?.liftedBy == "time, then a delivery that succeeds; it is no suspension to be resumed")
        #expect(report?.until == now)
    }

    @Test func deliveriesThatBeganBeforeARefusalDoNotProlongIt() {
        var shaper = shaper()
        fill(&shaper, at: at(0))
        for second in 1...5 { shaper.end(.blocked("no"), at: at(Double(second))) }
        #expect(shaper.gate(at: at(6)) == .notBefore(at(3_601)))
    }

    @Test(arguments: [(PathPause.noWay, 3_600.0), (.noRoom, 5)])
    func whatIsNotTriedTakesNoPlaceAndPausesThePath(pause: PathPause, seconds: Double) {
        var shaper = shaper(rate: MessageRate(10, per: .seconds(36_000)))
        for second in [0, 1] {
            shaper.begin(at: at(0))
            shaper.pause(pause, at: at(0))
            // Those that were under way with the first prolong nothing.
            #expect(shaper.gate(at: at(Double(second))) == .notBefore(at(seconds)))
        }
        #expect(shaper.hasNoWay(at: at(1)) == (pause == .noWay))
        #expect(shaper.reports(rule: "r", at: at(1)).contains { $0.isLimiting && $0.until == at(seconds) })
        // Then one at a time finds out, for as long again.
        #expect(shaper.gate(at: at(seconds)) == .open)
        shaper.begin(at: at(seconds))
        #expect(shaper.gate(at: at(seconds)) == .whenOneEnds)
        shaper.pause(pause, at: at(seconds))
        #expect(shaper.gate(at: at(seconds)) == .notBefore(at(2 * seconds)))
        shaper.begin(at: at(2 * seconds))
        shaper.end(.success, at: at(2 * seconds))
        #expect(shaper.closure == .none)
        #expect(shaper.windowSize == 5)
    }

    @Test(arguments: [PathPause.noWay, .noRoom])
    func aPauseOfOurOwnIsNotKeptOverARestart(pause: PathPause) throws {
        var shaper = shaper()
        shaper.begin(at: at(0))
        shaper.pause(pause, at: at(0))
        #expect(shaper.encoded(at: at(0)) == nil, "there is nothing else to keep")
        fill(&shaper, at: at(3_600))
        while shaper.underWay > 0 { shaper.end(.success, at: at(3_600)) }
        shaper.begin(at: at(3_601))
        shaper.pause(pause, at: at(3_601))
        let octets = try #require(shaper.encoded(at: at(3_601)))
        let next = try #require(PathShaper(decoding: octets, limits: shaper.limits))
        #expect(next.gate(at: at(3_601)) == .open)
        #expect(next.windowSize == shaper.windowSize)
    }

    @Test(arguments: [PathPause.noWay, .noRoom])
    func aPauseOfOurOwnLeavesABlockAsItIs(pause: PathPause) throws {
        var shaper = shaper()
        for second in [0.0, 3_600] {
            shaper.begin(at: at(second))
            shaper.end(.blocked("no"), at: at(second))
        }
        shaper.begin(at: at(10_800))
        shaper.pause(pause, at: at(10_800))
        #expect(shaper.closure == .blocked && shaper.level == 2)
        let octets = try #require(shaper.encoded(at: at(10_801)))
        #expect(try #require(PathShaper(decoding: octets, limits: shaper.limits)).closure == .blocked)
    }

    @Test func noRoomLeavesADeadSiteDeadAndIsNoSignOfLife() {
        var shaper = shaper(initial: 1)
        for _ in 0..<2 {
            shaper.begin(at: at(0))
            shaper.begin(at: at(0))
            shaper.pause(.noRoom, at: at(0))
            shaper.end(.unreachable, at: at(0))
        }
        #expect(shaper.closure == .dead)
        shaper.begin(at: at(60))
        shaper.pause(.noRoom, at: at(60))
        #expect(shaper.closure == .dead)
        #expect(shaper.gate(at: at(60)) == .notBefore(at(65)))
    }

    @Test func aPauseIsAsLongAsTheSiteAsksForAndDoublesOtherwise() {
        var shaper = shaper()
        shaper.begin(at: at(0))
        shaper.end(.throttled(retryAfter: .seconds(90)), at: at(0))
        #expect(shaper.gate(at: at(0)) == .notBefore(at(90)))
        shaper.begin(at: at(90))
        #expect(shaper.gate(at: at(90)) == .whenOneEnds)
        shaper.end(.throttled(retryAfter: nil), at: at(90))
        // The second in succession: twice a minute, which is a message's time at the rate of one a minute.
        #expect(shaper.gate(at: at(90)) == .notBefore(at(90 + 120)))
    }

    @Test func whatASiteAsksForIsBounded() {
        var shaper = shaper()
        shaper.begin(at: at(0))
        shaper.end(.throttled(retryAfter: .seconds(Int64.max)), at: at(0))
        #expect(shaper.gate(at: at(0)) == .notBefore(at(3_600)))
    }

    @Test func aLearntLimitDisappearsADayAfterItHadAnEffect() {
        var shaper = shaper()
        fill(&shaper, at: at(0))
        for _ in 0..<5 { shaper.end(.throttled(retryAfter: nil), at: at(0)) }
        #expect(!shaper.isFresh(at: at(80_000)))
        #expect(shaper.reports(rule: "r", at: at(1)).contains { $0.kind == .backOff && $0.isLimiting })
        #expect(shaper.isFresh(at: at(91_000)))
        shaper.begin(at: at(91_000))
        #expect(shaper.learnt.isEmpty)
    }

    @Test func whatDidNotBeginTakesNoPlace() {
        var shaper = shaper(connections: 1, initial: 1, rate: MessageRate(1, per: .seconds(3_600)))
        shaper.begin(at: at(0))
        shaper.undo(at: at(0))
        #expect(shaper.gate(at: at(0)) == .open)
        #expect(shaper.isFresh(at: at(0)))
        // A minute later nothing has taken advantage of that minute, as nothing else was under way.
        shaper.begin(at: at(0))
        shaper.undo(at: at(60))
        #expect(shaper.gate(at: at(60)) == .open)
    }

    @Test func aPlaceOfTheRateIsGivenBackOnlyAsFarAsThatIsCertain() {
        var shaper = shaper(rate: MessageRate(2, per: .seconds(100)))
        shaper.begin(at: at(0))
        shaper.begin(at: at(50))
        // Had the first not begun, the second would have had to wait as long as it has to now.
        shaper.undo(at: at(50))
        #expect(shaper.gate(at: at(50)) == .notBefore(at(100)))
    }

    @Test func endingMoreThanBeganChangesNothing() {
        var shaper = shaper()
        shaper.end(.success, at: at(0))
        shaper.undo(at: at(0))
        #expect(shaper.underWay == 0)
        #expect(shaper.isFresh(at: at(0)))
    }

    @Test func newLimitsHoldAtOnceAndKeepWhatWasCounted() {
        var shaper = shaper(connections: 20, initial: 20, rate: MessageRate(100, per: .seconds(100)))
        for _ in 0..<10 { shaper.begin(at: at(0)) }
        shaper.limits = ShapingLimits(connections: 4, rate: MessageRate(10, per: .seconds(1_000)))
        #expect(shaper.windowSize == 4)
        for _ in 0..<10 { shaper.end(.success, at: at(0)) }
        #expect(shaper.gate(at: at(0)) == .notBefore(at(100)))
    }

    @Test func reportsSayWhatIsUsedAndWhatLiftsIt() {
        var shaper = shaper(connections: 20, initial: 2, rate: MessageRate(500, per: .seconds(3_600)))
        shaper.begin(at: at(0))
        shaper.begin(at: at(0))
        let reports = shaper.reports(rule: "google", at: at(0))
        #expect(reports.map(\.kind) == [.concurrency, .rate])
        #expect(reports[0].numbers == "2 of 20 deliveries under way; 2 allowed by experience")
        #expect(reports[0].isLimiting)
        #expect(reports[1].numbers.hasPrefix("500 messages in 1 h, spread evenly: one each 7.9 s and 50 at once"))
        #expect(!reports[1].isLimiting)
        let dead = dead().reports(rule: "x", at: at(0))
        #expect(dead.map(\.kind) == [.concurrency, .dead])
        #expect(dead[1].until == at(60))
    }

    private func dead() -> PathShaper {
        var shaper = shaper()
        for _ in 0..<2 {
            fill(&shaper, at: at(0))
            for _ in 0..<shaper.underWay { shaper.end(.unreachable, at: at(0)) }
        }
        return shaper
    }
}
