import Testing

@testable import DeliveryQueue

@Suite struct RateCreditTests {
    private let start = WallTime(milliseconds: 1_700_000_000_000)
    private let rate = MessageRate(1_000, per: .seconds(3_600))

    /// Begins as many messages as there is credit for, up to a number, and tells how many.
    private func begin(_ most: Int, _ credit: inout RateCredit, at now: WallTime) -> Int {
        var count = 0
        while count < most, credit.isOpen(at: now.milliseconds) {
            _ = credit.begin()
            count += 1
        }
        return count
    }

    @Test(arguments: [
        (MessageRate(1, per: .seconds(2)), true), (MessageRate(1, per: .seconds(1)), false),
        (MessageRate(60, per: .seconds(60)), false), (MessageRate(59, per: .seconds(60)), true),
        (MessageRate(1, per: .milliseconds(1)), false), (MessageRate(1, per: .seconds(86_400)), true),
    ])
    func onlyARateOfLessThanOneASecondNeedsIt(rate: MessageRate, isNeeded: Bool) {
        #expect((RateCredit(rate) != nil) == isNeeded)
    }

    @Test func whatBeginsWhileABlockIsWrittenIsNotLentTwice() throws {
        var credit = try #require(RateCredit(rate))
        #expect(begin(1, &credit, at: start) == 0)
        _ = credit.ask(PathShaper(limits: ShapingLimits(rate: rate)), at: start)
        #expect(begin(1, &credit, at: start) == 0)
        credit.written()
        #expect(begin(30, &credit, at: start) == 30)
        _ = credit.ask(PathShaper(limits: ShapingLimits(rate: rate)), at: start)
        #expect(begin(10, &credit, at: start) == 10)
        credit.written()
        // Two blocks of fifty are on disk, and forty have begun.
        #expect(begin(1_000, &credit, at: start) == 60)
    }

    @Test func whatCouldNotBeWrittenIsNotLentAndABlockEndsByItsTime() throws {
        var credit = try #require(RateCredit(rate))
        _ = credit.ask(PathShaper(limits: ShapingLimits(rate: rate)), at: start)
        credit.putBack()
        credit.written()
        #expect(begin(1, &credit, at: start) == 0)
        _ = credit.ask(PathShaper(limits: ShapingLimits(rate: rate)), at: start)
        credit.written()
        #expect(begin(1, &credit, at: start + .seconds(179)) == 1)
        #expect(begin(1, &credit, at: start + .seconds(180)) == 0)
        _ = credit.ask(PathShaper(limits: ShapingLimits(rate: rate)), at: start + .seconds(200))
        credit.written()
        #expect(begin(1_000, &credit, at: start + .seconds(200)) == 50)
    }
}
