import DeliveryQueue
import DeliveryQueueTesting
import Foundation
import GRDB
import Testing

@testable import DeliveryQueueSQLite

@Suite("A full disk", .timeLimit(.minutes(15)))
struct FullDiskTests {
    @Test("during a checkpoint holds up no outcomes, and the log is bounded again once there is room")
    func duringCheckpoint() async throws {
        let disk = try ForgetfulDisk()
        let told = ToldEvents()
        var options = SQLiteQueueStore.Options()
        options.logLimits.bound = 2_000
        let store = try SQLiteQueueStore(
            at: disk.directory + "/data", options: options, disk: disk, events: told.add)
        // The log has its room from the first, so that only the database has to grow for the second.
        try await store.accept(1...80, size: 60_000)
        try store.queue.checkpoint(.restart)
        try await store.accept(101...160, size: 60_000)
        disk.setRoom(0)
        #expect { try store.queue.checkpoint(.passive) } throws: { QueueStoreError(translating: $0).kind == .full }
        for number in Int64(1)...10 { try await store.deliver([number]) }
        #expect(try await store.summary().recipients[.delivered] == 10)
        disk.setRoom(nil)

        // Three times as much as the log may take.
        for round in Int64(2)...6 { try await store.accept((round * 100)...(round * 100 + 79), size: 60_000) }
        let size = try #require(try disk.size(of: disk.directory + "/data/queue.sqlite-wal"))
        #expect(size < Int(options.logLimits.bound + 1_500) * 4_120)
        try store.queue.checkpoint(.restart)
        try await store.accept([99])
        #expect(try store.queue.current().frames.value < 100)
        #expect(told.failures == 0)
        #expect(try await store.check().problems == [])
    }
}
