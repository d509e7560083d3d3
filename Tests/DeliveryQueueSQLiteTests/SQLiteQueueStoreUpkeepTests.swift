import DeliveryQueue
import DeliveryQueueTesting
import Foundation
import GRDB
import Testing

@testable import DeliveryQueueSQLite

/// Maintenance and copies.
@Suite("A store's upkeep", .timeLimit(.minutes(15)))
struct SQLiteQueueStoreUpkeepTests {
    private let directory: TemporaryDirectory
    private static let start = WallTime(milliseconds: 1_800_000_000_000)

    init() throws { directory = try TemporaryDirectory() }

    private func accept(_ numbers: ClosedRange<Int64>, _ content: [UInt8], in store: SQLiteQueueStore) async throws {
        for number in numbers {
            try await store.commit([
                .accept(try TrialMessages.message(number, size: content.count), content: .octets(content))
            ])
        }
    }

    private func deliver(_ numbers: some Sequence<Int64>, in store: SQLiteQueueStore) async throws {
        for number in numbers {
            let id = MessageID(number: number)
            try await store.commit([
                .event(id, recipients: [0], RecipientEvent(.attemptBegan, at: Self.start)),
                .event(id, recipients: [0], RecipientEvent(.delivered, at: Self.start)),
            ])
        }
    }

    private var segments: [String] {
        get throws {
            try FileManager.default.contentsOfDirectory(atPath: directory.data + "/spool")
                .filter { $0.hasSuffix(".segment") }.sorted()
        }
    }

    @Test("moves what is finished, and finds it there")
    func moves() async throws {
        let store = try SQLiteQueueStore(at: directory.data)
        try await accept(1...450, [1], in: store)
        try await deliver(1...430, in: store)
        let report = try await store.maintain(HistoryLimits(), at: Self.start)
        #expect(report.moved == 430 && report.forgotten == 0)
        #expect(try await store.maintain(HistoryLimits(), at: Self.start).moved == 0)
        let summary = try await store.summary()
        #expect(summary.unsettledMessages == 20)
        #expect(summary.recipients[.delivered] == 430 && summary.recipients[.queued] == 20)
        #expect(try await store.message(MessageID(number: 1))?.recipients.map(\.state) == [.delivered])
        #expect(try await store.events(of: MessageID(number: 1)).count == 3)
        let check = try await store.check()
        #expect(check.problems == [] && check.historyMessages == 430 && check.messages == 20)
    }

    @Test("forgets what is over, by time and by size")
    func forgets() async throws {
        let store = try SQLiteQueueStore(at: directory.data)
        try await accept(1...300, [1], in: store)
        try await deliver(1...300, in: store)
        let limits = HistoryLimits(retention: .seconds(100), maximumSize: 1 << 30)
        #expect(try await store.maintain(limits, at: Self.start + .seconds(99)).forgotten == 0)
        #expect(try await store.maintain(limits, at: Self.start + .seconds(101)).forgotten == 300)
        #expect(try await store.message(MessageID(number: 1)) == nil)
        try await accept(301...600, [1], in: store)
        try await deliver(301...600, in: store)
        let small = HistoryLimits(retention: .seconds(100), maximumSize: 160_000)
        #expect(try await store.maintain(small, at: Self.start).forgotten > 0)
        #expect(try await store.message(MessageID(number: 600)) != nil)
        #expect(try await store.check().problems == [])
    }

    @Test("removes segments that nobody needs, at once and at the next start")
    func removesSegments() async throws {
        let large = [UInt8](repeating: 3, count: 100_000)
        do {
            let store = try SQLiteQueueStore(at: directory.data)
            try await accept(1...3, large, in: store)
            #expect(try segments == ["00000001.segment"])
            try await deliver(1...2, in: store)
            await store.close()
        }
        let store = try SQLiteQueueStore(at: directory.data)
        // The one that is there is never appended to again.
        try await accept(4...4, large, in: store)
        #expect(try segments == ["00000001.segment", "00000002.segment"])
        try await deliver([3], in: store)
        let report = try await store.maintain(HistoryLimits(), at: Self.start)
        #expect(report.freedOctets >= 300_000)
        #expect(try segments == ["00000002.segment"])
        #expect(try await store.content(of: MessageID(number: 4)) == large)
    }

    @Test("moves contents out of segments that are nearly empty")
    func compacts() async throws {
        let large = (0..<90_000).map { UInt8(truncatingIfNeeded: $0 * 7) }
        do {
            let store = try SQLiteQueueStore(at: directory.data)
            try await accept(1...10, large, in: store)
            try await deliver(1...9, in: store)
            await store.close()
        }
        let store = try SQLiteQueueStore(at: directory.data)
        let report = try await store.maintain(HistoryLimits(), at: Self.start)
        #expect(report.copiedOctets == 90_000)
        #expect(try segments == ["00000002.segment"])
        #expect(try await store.content(of: MessageID(number: 10)) == large)
        #expect(try await store.check().problems == [])
        // The same after a restart.
        await store.close()
        let again = try SQLiteQueueStore(at: directory.data)
        #expect(try await again.content(of: MessageID(number: 10)) == large)
    }

    @Test("moves contents out of a segment past a message that is damaged")
    func compactsPastDamage() async throws {
        let large = (0..<90_000).map { UInt8(truncatingIfNeeded: $0 * 7) }
        do {
            let store = try SQLiteQueueStore(at: directory.data)
            try await accept(1...10, large, in: store)
            try await deliver(1...8, in: store)
            await store.close()
        }
        let queue = try DatabaseQueue(path: directory.data + "/queue.sqlite")
        try await queue.write { try $0.execute(sql: "UPDATE extents SET checksum = 'none' WHERE message = 9") }
        try queue.close()
        let told = ToldEvents()
        let store = try SQLiteQueueStore(at: directory.data, events: told.add)
        let report = try await store.maintain(HistoryLimits(), at: Self.start)
        #expect(report.copiedOctets == 90_000)
        #expect(told.quarantined == [MessageID(number: 9)])
        // What was put aside stays where it is.
        #expect(try segments == ["00000001.segment", "00000002.segment"])
        #expect(try await store.content(of: MessageID(number: 10)) == large)
    }

    @Test("removes files at the start that a crash has left, and leaves strangers alone")
    func orphans() async throws {
        do {
            let store = try SQLiteQueueStore(at: directory.data)
            let spool = try await store.makeSpool()
            try await spool.append([UInt8](repeating: 1, count: 500_000))
            _ = try await spool.finish()
            await store.close()
        }
        #expect(try segments.count == 1)
        try Data("x".utf8).write(to: URL(fileURLWithPath: directory.data + "/spool/notes.txt"))
        let told = Locked<[QueueStoreEvent]>([])
        _ = try SQLiteQueueStore(at: directory.data, events: { event in told.withLock { $0.append(event) } })
        #expect(try segments == [])
        #expect(FileManager.default.fileExists(atPath: directory.data + "/spool/notes.txt"))
        #expect(told.withLock { $0 }.count == 2)
    }

    @Test("copies itself while it works, and the copy is whole")
    func backup() async throws {
        let store = try SQLiteQueueStore(at: directory.data)
        let large = [UInt8](repeating: 5, count: 150_000)
        try await accept(1...20, large, in: store)
        try await accept(21...200, [1, 2], in: store)
        try await deliver(1...50, in: store)
        try await store.maintain(HistoryLimits(), at: Self.start)
        let copy = directory.fresh
        let working = Task {
            try await accept(201...600, [9], in: store)
            try await deliver(51...100, in: store)
            try await store.maintain(HistoryLimits(), at: Self.start)
        }
        let backup = try await store.backup(to: copy)
        try await working.value
        #expect(backup.messages >= 150 - 50 && backup.files.count >= 2)
        let copied = try SQLiteQueueStore(at: copy)
        let check = try await copied.check()
        #expect(check.problems == [])
        // Each message is there, open or finished.
        for number in Int64(1)...200 { #expect(try await copied.message(MessageID(number: number)) != nil) }
        await #expect { _ = try await store.backup(to: copy) } throws: {
            ($0 as? QueueStoreError)?.kind == .inaccessible
        }
    }

    @Test("goes on after a restart in the midst of a move: what is in both places is told once")
    func movesTwice() async throws {
        let store = try SQLiteQueueStore(at: directory.data)
        try await accept(1...3, [1], in: store)
        try await deliver(1...2, in: store)
        // What a crash between the two halves of a move leaves.
        let records = try store.queue.readNow { try QueueRows.finished(limit: 10, in: $0).records }
        _ = try store.history.write { try HistoryRows.insert(records, into: $0) }
        var query = MessageQuery(includesSettled: true)
        query.limit = 10
        #expect(try await store.messages(query).map(\.message.id.number) == [1, 2, 3])
        try await store.maintain(HistoryLimits(), at: Self.start)
        #expect(try await store.messages(query).map(\.message.id.number) == [1, 2, 3])
        #expect(try await store.summary().recipients[.delivered] == 2)
    }

    @Test("forgets what is over though nothing can be moved")
    func stepsAlone() async throws {
        let store = try SQLiteQueueStore(at: directory.data)
        try await accept(1...2, [1], in: store)
        try await deliver([1], in: store)
        try await store.maintain(HistoryLimits(), at: Self.start)
        try await deliver([2], in: store)
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let stranger = try DatabaseQueue(path: directory.data + "/queue.sqlite", configuration: configuration)
        try await stranger.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
        let limits = HistoryLimits(retention: .seconds(100), maximumSize: 1 << 30)
        await #expect { try await store.maintain(limits, at: Self.start + .seconds(101)) } throws: {
            ($0 as? QueueStoreError)?.kind == .inUse
        }
        try await stranger.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
        try stranger.close()
        #expect(try await store.message(MessageID(number: 1)) == nil)
        #expect(try await store.message(MessageID(number: 2)) != nil)
    }

    @Test("gives up on a damaged message that cannot be put aside, and goes on once it can")
    func damagedAndLocked() async throws {
        let told = ToldEvents()
        let store = try SQLiteQueueStore(at: directory.data, events: told.add)
        try await accept(1...3, [1], in: store)
        try await deliver(1...2, in: store)
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let stranger = try DatabaseQueue(path: directory.data + "/queue.sqlite", configuration: configuration)
        try await stranger.writeWithoutTransaction { database in
            try database.execute(sql: "UPDATE events SET kind = 'lost' WHERE message = 1")
            try database.execute(sql: "BEGIN IMMEDIATE")
        }
        await #expect { try await store.maintain(HistoryLimits(), at: Self.start) } throws: {
            ($0 as? QueueStoreError)?.kind == .inUse
        }
        #expect(told.quarantined == [])
        try await stranger.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
        try stranger.close()
        #expect(try await store.maintain(HistoryLimits(), at: Self.start).moved == 1)
        #expect(told.quarantined == [MessageID(number: 1)])
        #expect(try await store.message(MessageID(number: 2))?.recipients.map(\.state) == [.delivered])
    }
}
