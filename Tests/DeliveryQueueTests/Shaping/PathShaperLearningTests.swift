import Testing

@testable import DeliveryQueue

/// The limits of these sites are unknown to the shaper: it learns them from what they refuse.
@Suite struct PathShaperLearningTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var name: String
        var perHour: Double
        var make: @Sendable (@escaping (Int64) -> Double) -> any SimulatedSite
        var testDescription: String { "\(name), \(Int(perHour)) an hour" }
    }

    static let cases: [Case] = [120.0, 600, 3_000, 8_000].flatMap { perHour in
        [
            Case(name: "tokens of an hour", perHour: perHour) { TokenSite(perHour: $0) },
            Case(name: "tokens of a minute", perHour: perHour) { TokenSite(perHour: $0, gathers: 1 / 60) },
            Case(name: "a moving minute", perHour: perHour) { WindowSite(perHour: $0) },
            Case(name: "a moving ten minutes, refused ones count", perHour: perHour) {
                WindowSite(perHour: $0, span: 600_000, countsRefused: true)
            },
            Case(name: "a clock's hour", perHour: perHour) { WindowSite(perHour: $0, span: 3_600_000, isFixed: true) },
        ]
    }

    private func day(_ site: any SimulatedSite, minutes: Int, seed: UInt64 = 1) -> SimulatedDay {
        func run(_ site: some SimulatedSite) -> SimulatedDay {
            var site = site
            var shaper = PathShaper(limits: ShapingLimits())
            return shaper.send(to: &site, minutes: minutes, seed: seed)
        }
        return run(site)
    }

    @Test(arguments: cases) func withinAnHourItReachesFourFifthsAndFewAreRefusedInADay(_ example: Case) {
        let day = day(example.make { _ in example.perHour }, minutes: 1_440)
        // Where refused attempts count and few are allowed, finding out takes an hour longer.
        let settled = example.perHour < 600 && example.name.contains("refused") ? 120 : 60
        let second = day.takenPerHour(settled..<settled + 60) / example.perHour
        let whole = day.takenPerHour(0..<1_440) / example.perHour
        #expect(second >= 0.8)
        #expect(whole >= 0.8)
        #expect(day.refusedShare < 0.05)
    }

    @Test(arguments: cases.filter { $0.perHour >= 600 }) func aFallToAQuarterIsFollowedWithinAnHour(_ example: Case) {
        let day = day(example.make { $0 < 6 * 3_600_000 ? example.perHour : example.perHour / 4 }, minutes: 720)
        let after = day.takenPerHour(420..<720) / (example.perHour / 4)
        let refused = Double(day.refused[420..<720].reduce(0, +)) / Double(day.taken[420..<720].reduce(0, +))
        #expect(after >= 0.6 && after < 1.2)
        #expect(refused < 0.05)
    }

    @Test(arguments: cases.filter { $0.perHour >= 600 }) func aRiseToFourTimesIsFoundWithinHours(_ example: Case) {
        let day = day(example.make { $0 < 6 * 3_600_000 ? example.perHour : example.perHour * 4 }, minutes: 1_440)
        let goal = example.perHour * 4 * 0.8
        let found = (6..<23).first { day.takenPerHour($0 * 60..<$0 * 60 + 60) >= goal }
        #expect((found ?? .max) <= 6 + 4)
        #expect(day.refusedShare < 0.05)
    }

    @Test func aLimitOfConnectionsIsFound() {
        let day = day(TokenSite(perHour: { _ in 1_000_000 }, connections: 7), minutes: 1_440)
        // A delivery takes 1.75 seconds: seven connections carry 14,400 an hour.
        let share = day.takenPerHour(60..<1_440) / 14_400
        #expect(share >= 0.8)
        #expect(day.refusedShare < 0.05)
    }
}
