import DeliveryQueueTesting
import MailAddressing
import SMTPProtocol
import Synchronization
import Testing

@testable import DeliveryQueue

@Suite(.timeLimit(.minutes(15))) struct MailQueuePostponingTests {
    /// Counts the attempts that it is asked to make.
    private actor Counter: MessageDeliverer {
        private(set) var asked = 0

        func deliver(_ attempt: DeliveryAttempt) async -> AttemptResult {
            asked += 1
            guard await attempt.awaitRecord() else { return .settled([], .none) }
            return .settled(attempt.recipients.map { _ in ScriptedDeliverer.success }, .success)
        }
    }

    /// Refuses the first beginnings of attempts, and whatever is given up without one; notes when attempts begin.
    private final class Refusal: Sendable {
        private let times = Mutex<[WallTime]>([])
        private let most: Int

        init(_ most: Int) { self.most = most }

        /// The waits between the beginnings, in seconds.
        var waits: [Int64] {
            let all = times.withLock { $0 }
            return zip(all, all.dropFirst()).map { ($1 - $0).components.seconds }
        }

        func judge(_ changes: [QueueChange], at now: WallTime) -> QueueStoreError? {
            let kinds = changes.compactMap { change -> RecipientEvent.Kind? in
                if case .event(_, _, let event) = change { event.kind } else { nil }
            }
            let count = times.withLock { times in
                if kinds.contains(.attemptBegan) { times.append(now) }
                return times.count
            }
            let isRefused = kinds.contains(.expired) || (kinds.contains(.attemptBegan) && count <= most)
            return isRefused ? QueueStoreError(.full, "the disk is full") : nil
        }
    }

    @Test func attemptsThatCannotBeRecordedAreTriedLessAndLessOften() async throws {
        let (clock, counter, refusal) = (ManualClock(), Counter(), Refusal(10))
        let start = clock.now()
        // The disk has room again after ten trials.
        let store = TroubledStore(refusal: { refusal.judge($0, at: clock.now()) })
        let schedule = RetrySchedule(
            first: .seconds(310), factor: 2, maximum: .seconds(3_700), jitter: 0, expiry: .seconds(5_000))
        let bench = try await QueueBench(store: store, clock: clock, retry: schedule, through: counter)
        try await bench.queue.resume()
        let id = try await bench.submit(to: "ada@example.test")
        try await bench.stepUntil { try await bench.states(id) == [.delivered] }
        #expect(refusal.waits.prefix(9) == [310, 620, 1_240, 2_480, 3_700, 3_700, 3_700, 3_700, 3_700])
        #expect(clock.now() - start > .seconds(5_000))
        // Once before it was known that the store is full, and once when it was not any more.
        #expect(await counter.asked == 2)
    }

    @Test func whatIsOverIsTriedAtTheLongestIntervalOnly() async throws {
        let (clock, refusal) = (ManualClock(), Refusal(4))
        let store = TroubledStore(refusal: { refusal.judge($0, at: clock.now()) })
        let schedule = RetrySchedule(factor: 1, maximum: .seconds(3_600), jitter: 0, expiry: .seconds(400))
        let bench = try await QueueBench(store: store, clock: clock, retry: schedule)
        try await bench.queue.resume()
        let id = try await bench.submit(to: "ada@example.test")
        try await bench.stepUntil { try await bench.states(id) == [.delivered] }
        #expect(refusal.waits.prefix(4) == [300, 300, 3_600, 3_600])
    }

    @Test func aStoreThatIsFullIsNotAskedForEverythingThatIsOver() async throws {
        let (clock, memory) = (ManualClock(), MemoryQueueStore())
        let end = clock.now() + .seconds(7_200)
        let store = TroubledStore(
            over: memory,
            refusal: { changes in
                let isExpiry = changes.contains { change in
                    if case .event(_, _, let event) = change { event.kind == .expired } else { false }
                }
                return isExpiry && clock.now() < end ? QueueStoreError(.full, "the disk is full") : nil
            })
        let bench = try await QueueBench(store: store, clock: clock, retry: RetrySchedule(expiry: .seconds(3_600)))
        try await bench.queue.suspend(.site("x.test"), because: "maintenance")
        try await bench.queue.resume()
        for number in 0..<500 { _ = try await bench.submit(from: "", to: "r\(number)@x.test") }
        try await bench.stepUntil { clock.now() >= end + .seconds(-1_800) }
        let asked = await store.calls.filter { if case .commit(501...) = $0 { true } else { false } }.count
        #expect((1...100).contains(asked))
        try await bench.stepUntil { await memory.summary().recipients == [.expired: 500] }
    }
}
