import DeliveryQueueTesting
import MailAddressing
import SMTPProtocol
import Testing

@testable import DeliveryQueue

@Suite(.timeLimit(.minutes(15))) struct MailQueuePostponingTests {
    /// Counts the attempts that it is asked to make.
    private actor Counter: MessageDeliverer {
        private(set) var asked = 0

        func deliver(_ attempt: DeliveryAttempt) async -> [DeliveryOutcome] {
            asked += 1
            guard await attempt.awaitRecord() else { return [] }
            return attempt.recipients.map { _ in ScriptedDeliverer.success }
        }
    }

    /// When the store was asked to record the beginning of an attempt.
    private actor Times {
        private(set) var all: [WallTime] = []
        func note(_ time: WallTime) { all.append(time) }
    }

    @Test func attemptsThatCannotBeRecordedAreTriedLessAndLessOften() async throws {
        let (clock, counter, times) = (ManualClock(), Counter(), Times())
        let start = clock.now()
        // Acceptance is the first commit; the disk has room again after ten trials.
        let store = TroubledStore(
            trouble: { call in
                if case .commit(2...11) = call { QueueStoreError(.full, "the disk is full") } else { nil }
            },
            beforeCommit: { number in if number > 1 { await times.note(clock.now()) } })
        let schedule = RetrySchedule(
            first: .seconds(300), factor: 2, maximum: .seconds(3_600), jitter: 0, expiry: .seconds(5_000))
        let bench = try await QueueBench(store: store, clock: clock, retry: schedule, through: counter)
        try await bench.queue.resume()
        let id = try await bench.submit(to: "ada@example.test")
        try await bench.stepUntil { try await bench.states(id) == [.delivered] }
        let waits = zip(await times.all, await times.all.dropFirst()).map { ($1 - $0).components.seconds }
        #expect(waits.prefix(9) == [300, 600, 1_200, 2_400, 3_600, 3_600, 3_600, 3_600, 3_600])
        #expect(clock.now() - start > .seconds(5_000))
        // Once before it was known that the store is full, and once when it was not any more.
        #expect(await counter.asked == 2)
    }

    @Test func whatIsOverIsTriedAtTheLongestIntervalOnly() async throws {
        let (clock, times) = (ManualClock(), Times())
        let store = TroubledStore(
            trouble: { call in
                if case .commit(2...5) = call { QueueStoreError(.full, "the disk is full") } else { nil }
            },
            beforeCommit: { number in if number > 1 { await times.note(clock.now()) } })
        let schedule = RetrySchedule(factor: 1, maximum: .seconds(3_600), jitter: 0, expiry: .seconds(400))
        let bench = try await QueueBench(store: store, clock: clock, retry: schedule)
        try await bench.queue.resume()
        let id = try await bench.submit(to: "ada@example.test")
        try await bench.stepUntil { try await bench.states(id) == [.delivered] }
        let waits = zip(await times.all, await times.all.dropFirst()).map { ($1 - $0).components.seconds }
        #expect(waits.prefix(4) == [300, 300, 3_600, 3_600])
    }
}
