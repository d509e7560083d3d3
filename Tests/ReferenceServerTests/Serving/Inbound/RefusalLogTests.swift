import DeliveryQueue
import Logging
import NIOConcurrencyHelpers
import Testing

@testable import ReferenceServer

@Suite("The log of a store that takes no messages")
struct RefusalLogTests {
    /// A log handler that keeps what is logged: level, reason and count.
    private struct Keeper: LogHandler {
        let lines: NIOLockedValueBox<[String]>
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let count = event.metadata?["messages"] ?? event.metadata?["refusedSinceLastLine"] ?? ""
            lines.withLockedValue { $0.append("\(event.level) \(event.metadata?["reason"] ?? "well") \(count)") }
        }
    }

    @Test("has a line for each change, and one a minute with a count")
    func lines() {
        let lines = NIOLockedValueBox<[String]>([])
        let start = ContinuousClock.now
        let time = NIOLockedValueBox(start)
        let logger = Logger(label: "test") { _ in Keeper(lines: lines) }
        let log = RefusalLog(logger: logger, now: { time.withLockedValue { $0 } })
        let full = QueueStoreError(.full, "full")
        log.taken()
        for _ in 0..<5 { log.refused(full) }
        time.withLockedValue { $0 = start + .seconds(60) }
        log.refused(full)
        log.refused(full)
        log.refused(QueueStoreError(.recovering, "repaired"))
        log.refused(QueueStoreError(.recovering, "repaired"))
        log.taken()
        log.taken()
        log.refused(full)
        for _ in 0..<2 { log.refused(QueueStoreError(.misuse, "misuse")) }
        #expect(
            lines.withLockedValue { $0 } == [
                "warning full 1", "warning full 5", "warning repaired 2", "notice well 1", "warning full 1",
                "error misuse ", "error misuse ",
            ])
    }
}
