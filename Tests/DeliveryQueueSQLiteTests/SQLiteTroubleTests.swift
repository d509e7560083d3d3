import DeliveryQueue
import DeliveryQueueSQLite
import DeliveryQueueTesting
import Foundation
import GRDB
import Testing

/// What happens when others meddle with the files.
@Suite struct SQLiteTroubleTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    @Test func aStrangersLockPassesAndTheStoreGoesOn() async throws {
        let store = try SQLiteQueueStore(at: directory.path + "/data")
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let stranger = try DatabaseQueue(path: store.path, configuration: configuration)
        try await stranger.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
        let first = try QueueStoreConformance.message(1)
        // Longer than the store waits for a lock.
        await #expect { try await store.commit([.accept(first, content: [1])]) } throws: {
            ($0 as? QueueStoreError)?.kind == .inUse
        }
        try await stranger.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
        try await store.commit([.accept(first, content: [1])])
        #expect(try await store.message(first.id) != nil)
    }

    @Test func theFilesAreTheirOwnersAlone() async throws {
        let path = directory.path + "/data"
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o755])
        let store = try SQLiteQueueStore(at: path)
        try await store.commit([.accept(try QueueStoreConformance.message(1), content: [1])])
        for file in try FileManager.default.contentsOfDirectory(atPath: path) {
            let mode = try FileManager.default.attributesOfItem(atPath: path + "/" + file)[.posixPermissions] as? Int
            #expect((mode ?? 0o777) & 0o077 == 0, "\(file)")
        }
    }

    @Test func aTableThatIsGoneStopsTheStoreAndSaysSo() async throws {
        let (stopped, stop) = AsyncStream.makeStream(of: QueueStoreError.self)
        let store = try SQLiteQueueStore(at: directory.path + "/data") { stop.yield($0) }
        let stranger = try DatabaseQueue(path: store.path)
        try await stranger.write { try $0.execute(sql: "DROP TABLE contents") }
        let message = try QueueStoreConformance.message(1)
        await #expect(throws: QueueStoreError.self) { try await store.commit([.accept(message, content: [1])]) }
        var reason: QueueStoreError?
        for await first in stopped {
            reason = first
            break
        }
        #expect(reason?.kind == .stopped)
        await #expect { try await store.commit([.accept(message, content: [1])]) } throws: {
            ($0 as? QueueStoreError)?.kind == .stopped
        }
    }
}
