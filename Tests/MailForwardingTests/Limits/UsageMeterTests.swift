import MailAddressing
import MailForwarding
import Testing

@Suite struct UsageMeterTests {
    private static let limits = AccountLimits(
        messagesPerHour: 3, messagesPerDay: 5, recipientsPerHour: 10, recipientsPerDay: 12)
    private static let ada = DirectoryFixture.address("ada@example.org")
    private static let noon: Int64 = 1_800_000_000 / 86_400 * 86_400

    private static func excess(
        _ meter: UsageMeter, recipients: Int = 1, as kind: UsageMeter.Kind = .submitted, at now: Int64
    ) -> UsageMeter.Excess? {
        meter.excess(messages: 1, recipients: recipients, by: ada, as: kind, limits: limits, at: now)
    }

    @Test func messagesOfAnHourAndOfADayAreBounded() {
        var meter = UsageMeter()
        for _ in 0..<3 {
            #expect(Self.excess(meter, at: Self.noon) == nil)
            meter.add(messages: 1, recipients: 1, by: Self.ada, as: .submitted, at: Self.noon)
        }
        #expect(Self.excess(meter, at: Self.noon + 3_299) == .messagesPerHour(limit: 3))
        #expect(Self.excess(meter, at: Self.noon + 3_600) == nil)
        meter.add(messages: 2, recipients: 2, by: Self.ada, as: .submitted, at: Self.noon + 3_600)
        #expect(Self.excess(meter, at: Self.noon + 7_200) == .messagesPerDay(limit: 5))
        #expect(Self.excess(meter, at: Self.noon + 86_400) == nil)
    }

    @Test func recipientsCountTogether() {
        var meter = UsageMeter()
        #expect(Self.excess(meter, recipients: 11, at: Self.noon) == .recipientsPerHour(limit: 10))
        meter.add(messages: 1, recipients: 10, by: Self.ada, as: .submitted, at: Self.noon)
        #expect(Self.excess(meter, recipients: 1, at: Self.noon) == .recipientsPerHour(limit: 10))
        #expect(Self.excess(meter, recipients: 3, at: Self.noon + 4_000) == .recipientsPerDay(limit: 12))
        #expect(Self.excess(meter, recipients: 2, at: Self.noon + 4_000) == nil)
    }

    @Test func accountsAndKindsAreApart() {
        var meter = UsageMeter()
        meter.add(messages: 3, recipients: 3, by: Self.ada, as: .forwarded, at: Self.noon)
        #expect(Self.excess(meter, at: Self.noon) == nil)
        #expect(Self.excess(meter, as: .forwarded, at: Self.noon) == .messagesPerHour(limit: 3))
        let bob = DirectoryFixture.address("bob@example.org")
        #expect(
            meter.excess(messages: 1, recipients: 1, by: bob, as: .forwarded, limits: Self.limits, at: Self.noon)
                == nil)
    }

    @Test func aClockThatGoesBackForgetsNothing() {
        var meter = UsageMeter()
        meter.add(messages: 3, recipients: 3, by: Self.ada, as: .submitted, at: Self.noon)
        #expect(Self.excess(meter, at: Self.noon - 100_000) == .messagesPerHour(limit: 3))
        meter.add(messages: 2, recipients: 2, by: Self.ada, as: .submitted, at: Self.noon - 100_000)
        #expect(Self.excess(meter, at: Self.noon + 3_600) == .messagesPerDay(limit: 5))
    }

    @Test(arguments: [Int64.min, -1, 0, .max - 1, .max])
    func anyTimeAndAnyNumberIsCounted(_ now: Int64) {
        var meter = UsageMeter()
        meter.add(messages: .max, recipients: .max, by: Self.ada, as: .submitted, at: now)
        meter.add(messages: .max, recipients: .max, by: Self.ada, as: .submitted, at: now)
        #expect(Self.excess(meter, at: now) == .messagesPerHour(limit: 3))
        #expect(Self.excess(meter, at: .min) != nil)
        _ = Self.excess(meter, at: .max)
    }

    @Test func withoutLimitsEverythingGoes() {
        var meter = UsageMeter()
        meter.add(messages: .max, recipients: .max, by: Self.ada, as: .submitted, at: 0)
        #expect(
            meter.excess(messages: .max, recipients: .max, by: Self.ada, as: .submitted, limits: .unlimited, at: 0)
                == nil)
    }
}
