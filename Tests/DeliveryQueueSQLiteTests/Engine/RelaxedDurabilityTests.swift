import DeliveryQueue
import DeliveryQueueTesting
import Foundation
import GRDB
import Testing

@testable import DeliveryQueueSQLite

/// A store with `Durability.relaxed`: the power may take the last commits, and nothing of what was copied before them.
@Suite("Relaxed durability", .timeLimit(.minutes(15)))
struct RelaxedDurabilityTests {
    private let told = ToldEvents()
    private static let old = Int64(1)...20

    private func open(_ disk: ForgetfulDisk) throws -> SQLiteQueueStore {
        var options = SQLiteQueueStore.Options()
        options.durability = .relaxed
        return try SQLiteQueueStore(at: disk.directory + "/data", options: options, disk: disk, events: told.add)
    }

    private static func octets(_ number: Int64) -> [UInt8] {
        TrialMessages.octets(size(number), number: UInt64(number))
    }

    /// Half of the messages lie in segments.
    private static func size(_ number: Int64) -> Int { number.isMultiple(of: 2) ? 90_000 : 400 }

    private func accept(_ numbers: some Sequence<Int64>, in store: SQLiteQueueStore) async throws {
        for number in numbers { try await store.accept([number], size: Self.size(number)) }
    }

    @Test("keeps a content that was moved to another segment before the power was cut")
    func movedContent() async throws {
        let disk = try ForgetfulDisk()
        do {
            let store = try open(disk)
            try await accept(Self.old, in: store)
            try await store.deliver(1...18)
            await store.close()
        }
        let store = try open(disk)
        let pool = try store.queue.current().pool
        let (began, mayEnd) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        // A reading keeps the log from being copied as a whole, so that the move stands in the log alone.
        let reading = try StoreThread {
            _ = try? pool.read { database in
                _ = try Int64.fetchOne(database, sql: "SELECT count(*) FROM messages")
                began.signal()
                mayEnd.wait()
            }
        }
        await OwnThread.run { began.wait() }
        let report = try await store.maintain(HistoryLimits(), at: TrialMessages.start)
        #expect(report.copiedOctets == 90_000 && report.freedOctets > 0)
        disk.powerOff()
        mayEnd.signal()
        await OwnThread.run { reading.join() }
        await store.close()
        let again = try open(try disk.cut(seed: 1, survival: .nothing))
        for number in Int64(19)...20 {
            #expect(try await again.content(of: MessageID(number: number)) == Self.octets(number))
        }
        #expect(try await again.check().problems == [])
    }

    @Test("keeps the mail of before, whatever is done to it when the power is cut", arguments: UInt64(1)...60)
    func keepsOldMail(seed: UInt64) async throws {
        var generator = SeededGenerator(seed: seed)
        let disk = try ForgetfulDisk()
        do {
            let store = try open(disk)
            try await accept(Self.old, in: store)
            await store.close()
        }
        let store = try open(disk)
        disk.armCut(afterOperations: Int.random(in: 1...200, using: &generator))
        var touched: Set<Int64> = []
        for number in Int64(101)...160 where !disk.isCut {
            switch Int.random(in: 0..<10, using: &generator) {
            case ..<4: try? await accept([number], in: store)
            case ..<8:
                let chosen = Int64.random(in: Self.old, using: &generator)
                touched.insert(chosen)
                try? await store.deliver([chosen])
            case 8: _ = try? await store.maintain(HistoryLimits(), at: TrialMessages.start)
            default: try? store.queue.checkpoint(Bool.random(using: &generator) ? .passive : .restart)
            }
        }
        disk.powerOff()
        await store.close()
        let again = try open(try disk.cut(seed: seed))
        #expect(try await again.check().problems == [])
        for number in Self.old {
            let id = MessageID(number: number)
            let stored = try await again.message(id)
            let fate = touched.contains(number) ? "was delivered" : "waited"
            #expect(stored != nil, "message \(number), which \(fate), is gone")
            guard let stored, stored.recipients[0].state != .delivered else { continue }
            #expect(try await again.content(of: id) == Self.octets(number))
        }
        // A move that the cut has parted is finished by the next maintenance; until then both places count.
        try await again.maintain(HistoryLimits(), at: TrialMessages.start)
        #expect(try await again.summary().recipients[.delivered] ?? 0 <= touched.count)
    }

    @Test("comes back after a sync of a checkpoint has failed", arguments: ForgetfulDisk.Loss.allCases)
    func failingCheckpoint(loss: ForgetfulDisk.Loss) async throws {
        let disk = try ForgetfulDisk()
        let store = try open(disk)
        try await accept(Self.old, in: store)
        try store.queue.checkpoint(.restart)
        disk.failSync(after: 2, loss: loss)
        // So much that the log is copied into the database, which syncs both.
        for round in Int64(1)...4 { try? await store.accept((round * 100)...(round * 100 + 40), size: 60_000) }
        #expect(await told.waitsForRecovery(), "\(told.all.suffix(2))")
        try await store.accept([2_000])
        #expect(try await store.missing(among: Array(Self.old) + [2_000]) == [])
        #expect(try await store.check().problems == [])
        disk.powerOff()
        await store.close()
        let again = try open(try disk.cut(seed: 1, survival: .nothing))
        #expect(try await again.missing(among: Self.old) == [])
        #expect(try await again.check().problems == [])
    }
}
