import DeliveryQueue
import DeliveryQueueTesting
import NIOConcurrencyHelpers
import Testing

@testable import ReferenceServer

@Suite("What is read of the queue")
struct QueueCollectorTests {
    /// A store that cannot count what it has.
    private struct UncountedStore: QueueStoreDecorator {
        let base: any QueueStore

        func summary() async throws(QueueStoreError) -> QueueSummary {
            throw QueueStoreError(.damaged, "The queue is damaged")
        }
    }

    private func lines(_ collector: some MetricCollector) async -> [String] {
        PrometheusText.text(await collector.families()).split(separator: "\n").map(String.init)
            .filter { !$0.hasPrefix("#") }
    }

    @Test("is how many messages and recipients there are by state, and how old the oldest is")
    func counts() async throws {
        let fixture = try await ControlFixture()
        let queue = fixture.service.queue
        try await queue.suspend(.site("b.example"), because: "a test")
        let collector = QueueCollector(
            queue: queue, store: fixture.store, limit: QueueLimit(messages: 10, recipients: 40))
        let lines = await lines(collector)
        for line in [
            "waxwing_queue_readable 1", "waxwing_queue_suspensions 1", "waxwing_queue_limit{of=\"messages\"} 10",
            "waxwing_queue_limit{of=\"recipients\"} 40", "waxwing_queue_messages{state=\"unsettled\"} 2",
            "waxwing_queue_messages{state=\"quarantined\"} 0", "waxwing_queue_recipients{state=\"queued\"} 3",
            "waxwing_queue_recipients{state=\"bounced\"} 0", "waxwing_queue_ambiguous_recipients 0",
        ] {
            #expect(lines.contains(line), "\(line)")
        }
        #expect(lines.contains { $0.hasPrefix("waxwing_queue_oldest_seconds ") })
    }

    @Test(
        "is how long ago the oldest message came, and never less than nothing",
        arguments: [(1_000, "90.5"), (91_500, "0"), (200_000, "0"), (nil, "0")] as [(Int64?, String)])
    func oldest(accepted: Int64?, seconds: String) {
        let summary = QueueSummary(
            unsettledMessages: 1, unsettledOctets: 2, recipients: [:],
            oldest: accepted.map { WallTime(milliseconds: $0) })
        let families = QueueCollector.families(summary, at: WallTime(milliseconds: 91_500))
        #expect(PrometheusText.text(families).contains("\nwaxwing_queue_oldest_seconds \(seconds)\n"))
    }

    @Test("is left out where the store cannot be read, and that is said")
    func unreadable() async throws {
        let store = UncountedStore(base: MemoryQueueStore())
        let queue = try await ControlService.onFiles(store, dataPath: "/nowhere").queue
        let collector = QueueCollector(queue: queue, store: store, limit: nil)
        #expect(await lines(collector) == ["waxwing_queue_readable 0", "waxwing_queue_suspensions 0"])
    }

    @Test("is counted by the store no more often than it may be")
    func age() async {
        let (readings, start) = (NIOLockedValueBox(0), ContinuousClock.now)
        let time = NIOLockedValueBox(start)
        let read: @Sendable () async -> Int = {
            readings.withLockedValue { readings in
                readings += 1
                return readings
            }
        }
        let remembered = Remembered(for: .seconds(10), now: { time.withLockedValue { $0 } }, read: read)
        var values: [Int] = []
        for seconds in [0, 9, 10, 19, 20] {
            time.withLockedValue { $0 = start + .seconds(seconds) }
            values.append(await remembered.value)
        }
        #expect(values == [1, 1, 2, 2, 3])
    }
}
