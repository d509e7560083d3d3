import DeliveryQueue
import DeliveryQueueTesting
import Testing

@Suite struct RetryScheduleTests {
    @Test func waitsGrowUpToTheLongest() {
        let schedule = RetrySchedule(first: .seconds(300), factor: 2, maximum: .seconds(4 * 3_600), jitter: 0)
        var random = SeededGenerator(seed: 1)
        let waits = (1...9).map { schedule.delay(afterAttempts: $0, using: &random).components.seconds }
        #expect(waits == [300, 600, 1_200, 2_400, 4_800, 9_600, 14_400, 14_400, 14_400])
    }

    @Test func jitterStaysWithinItsShare() {
        let schedule = RetrySchedule(first: .seconds(100), factor: 1, jitter: 0.2)
        var random = SeededGenerator(seed: 2)
        let waits = (0..<1_000).map { _ in schedule.delay(afterAttempts: 3, using: &random) }
        #expect(waits.allSatisfy { $0 >= .seconds(80) && $0 <= .seconds(120) })
        #expect(Set(waits).count > 100)
    }

    @Test func aMillionAttemptsTakeNoTimeToCount() {
        let schedule = RetrySchedule(first: .seconds(1), factor: 1.0001, maximum: .seconds(10), jitter: 0)
        var random = SeededGenerator(seed: 3)
        #expect(schedule.delay(afterAttempts: 1_000_000, using: &random) == .seconds(10))
    }

    @Test func theLongestWaitDoesNotDependOnAttempts() {
        let schedule = RetrySchedule(first: .seconds(1), factor: 1, maximum: .seconds(10), jitter: 0)
        var random = SeededGenerator(seed: 4)
        #expect(schedule.longestDelay(using: &random) == .seconds(10))
    }
}
