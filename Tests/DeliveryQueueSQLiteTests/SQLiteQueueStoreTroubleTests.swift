import DeliveryQueue
import DeliveryQueueTesting
import Foundation
import GRDB
import Testing

@testable import DeliveryQueueSQLite

/// What happens when the disk, or somebody, meddles with the files.
@Suite("A store in trouble", .timeLimit(.minutes(15)))
struct SQLiteQueueStoreTroubleTests {
    private let directory: TemporaryDirectory
    private let told = ToldEvents()

    init() throws { directory = try TemporaryDirectory() }

    private func open(_ options: SQLiteQueueStore.Options = .init()) throws -> SQLiteQueueStore {
        try SQLiteQueueStore(at: directory.data, options: options, events: told.add)
    }

    private func accept(_ number: Int64, _ content: [UInt8] = [1, 2, 3], in store: SQLiteQueueStore) async throws {
        try await store.commit([
            .accept(try TrialMessages.message(number, size: content.count), content: .octets(content))
        ])
    }

    /// Changes a database behind the store's back.
    private func meddle(_ sql: String, with name: String = "queue.sqlite") async throws {
        let queue = try DatabaseQueue(path: "\(directory.data)/\(name)")
        try await queue.write { try $0.execute(sql: sql) }
        try queue.close()
    }

    @Test("waits until a stranger's lock passes, and goes on")
    func strangersLock() async throws {
        let store = try open()
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let stranger = try DatabaseQueue(path: directory.data + "/queue.sqlite", configuration: configuration)
        try await stranger.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
        await #expect { try await accept(1, in: store) } throws: { ($0 as? QueueStoreError)?.kind == .inUse }
        try await stranger.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
        try await accept(1, in: store)
        #expect(try await store.message(MessageID(number: 1)) != nil)
    }

    /// Ways to damage the rows of message 2, and whether it is the content that is damaged.
    static let damages: [(name: String, sql: String, isContent: Bool)] = [
        ("address", "UPDATE recipients SET mailbox = 'nobody' WHERE message = 2", false),
        ("state", "UPDATE recipients SET state = 'lost' WHERE message = 2", false),
        ("no recipients", "DELETE FROM recipients WHERE message = 2", false),
        ("reverse path", "UPDATE messages SET reverse_path = 'a b' WHERE id = 2", false),
        ("size", "UPDATE messages SET size = 'large' WHERE id = 2", false),
        ("options", "UPDATE messages SET options = 'SIZE=' WHERE id = 2", false),
        ("content", "UPDATE contents SET octets = x'010204' WHERE message = 2", true),
        ("content's end", "UPDATE contents SET octets = x'0102' WHERE message = 2", true),
    ]

    @Test("puts a damaged message aside and goes on with the others", arguments: damages)
    func quarantine(damage: (name: String, sql: String, isContent: Bool)) async throws {
        let store = try open()
        for number in Int64(1)...3 { try await accept(number, in: store) }
        try await meddle(damage.sql)
        let id = MessageID(number: 2)
        await #expect {
            _ = damage.isContent ? try await store.content(of: id) as Any : try await store.message(id) as Any
        } throws: { ($0 as? QueueStoreError)?.kind == .quarantined }
        #expect(told.quarantined == [id])
        #expect(try await store.openRecipients(after: nil, limit: 9).map(\.place.message.number) == [1, 3])
        #expect(try await store.messages(MessageQuery()).map(\.message.id.number) == [1, 3])
        #expect(try await store.content(of: MessageID(number: 3)) == [1, 2, 3])
        #expect(try await store.summary().quarantined == 1)
        let check = try await store.check()
        #expect(check.quarantined.count == 1 && check.problems == [])
        // It is told once, and stays aside after a restart.
        await store.close()
        let again = try open()
        #expect(try await again.openRecipients(after: nil, limit: 9).map(\.place.message.number) == [1, 3])
        #expect(told.quarantined == [id])
    }

    @Test("finds damage by a check before anybody meets it", arguments: damages)
    func checks(damage: (name: String, sql: String, isContent: Bool)) async throws {
        let store = try open()
        for number in Int64(1)...3 { try await accept(number, in: store) }
        #expect(try await store.check().problems == [])
        try await meddle(damage.sql)
        let check = try await store.check()
        #expect(check.problems.count == 1)
        #expect(check.problems.first?.contains(MessageID(number: 2).description) == true)
        #expect(told.quarantined == [])
    }

    /// Ways to have the history count what its messages do not have, and what a check says.
    static let miscounts: [(sql: String, said: String)] = [
        ("UPDATE totals SET recipients = 7 WHERE state = 'delivered'", "counts 7 recipients as delivered"),
        ("UPDATE totals SET recipients = 1 WHERE state = 'bounced'", "counts 1 recipients as bounced"),
        ("DELETE FROM messages WHERE id = 2", "its messages have 2"),
        ("UPDATE outcomes SET attempts = 9 WHERE message = 2", "\(MessageID(number: 2)): statistics count"),
    ]

    @Test("finds by a check that the history counts otherwise than its messages", arguments: miscounts)
    func checksTotals(miscount: (sql: String, said: String)) async throws {
        let store = try open()
        try await store.accept(1...3)
        try await store.deliver(1...3)
        try await store.maintain(HistoryLimits(), at: TrialMessages.start)
        #expect(try await store.check().problems == [])
        try await meddle(miscount.sql, with: "history.sqlite")
        let problems = try await store.check().problems
        #expect(problems.count == 1)
        #expect(problems.first?.contains(miscount.said) == true)
        guard problems.first?.contains("count anew") == true else { return }
        // What docs/durability.md has whoever meets it do.
        await store.close()
        try await meddle(
            """
            DELETE FROM outcomes WHERE message NOT IN (SELECT id FROM messages);
            UPDATE totals SET recipients = (SELECT coalesce(sum(CASE state WHEN 'delivered' THEN delivered
                WHEN 'bounced' THEN bounced WHEN 'expired' THEN expired ELSE cancelled END), 0) FROM outcomes);
            """, with: "history.sqlite")
        #expect(try await open().check().problems == [])
    }

    @Test("puts a message aside whose segment is damaged, or gone", arguments: [false, true])
    func damagedSegment(isGone: Bool) async throws {
        let octets = (0..<200_000).map { UInt8(truncatingIfNeeded: $0) }
        do {
            let store = try open()
            try await accept(1, octets, in: store)
            try await accept(2, in: store)
            await store.close()
        }
        let file = directory.data + "/spool/00000001.segment"
        if isGone {
            try FileManager.default.removeItem(atPath: file)
        } else {
            var data = try Data(contentsOf: URL(fileURLWithPath: file))
            data[100_000] ^= 1
            try data.write(to: URL(fileURLWithPath: file))
        }
        let store = try open()
        #expect(try await store.check().problems.count == 1)
        await #expect { _ = try await store.content(of: MessageID(number: 1)) } throws: {
            ($0 as? QueueStoreError)?.kind == .quarantined
        }
        #expect(try await store.content(of: MessageID(number: 2)) == [1, 2, 3])
        #expect(told.quarantined.count == 1)
    }

    @Test("refuses new mail while there is little room, and records what becomes of the old")
    func littleRoom() async throws {
        do {
            let store = try open()
            try await accept(1, in: store)
            await store.close()
        }
        var options = SQLiteQueueStore.Options()
        options.minimumFreeSpace = .max
        let store = try open(options)
        await #expect { try await accept(2, in: store) } throws: { ($0 as? QueueStoreError)?.kind == .full }
        let began = RecipientEvent(.attemptBegan, at: WallTime(milliseconds: 0))
        try await store.commit([.event(MessageID(number: 1), recipients: [0], began)])
        #expect(told.all.contains { if case .full = $0 { true } else { false } })
        #expect(try await store.message(MessageID(number: 2)) == nil)
    }

    @Test("builds itself anew after a failed write, and says so")
    func recovers() async throws {
        let store = try open()
        try await accept(1, in: store)
        try await meddle("ALTER TABLE contents RENAME TO elsewhere")
        await #expect(throws: QueueStoreError.self) { try await accept(2, in: store) }
        #expect(await told.waitsForRecovery())
        // What a stranger has written is not what was synced here: it is gone with the old log.
        try await accept(2, in: store)
        #expect(told.failures == 1)
        #expect(try await store.content(of: MessageID(number: 1)) == [1, 2, 3])
        #expect(try await store.check().problems == [])
    }

    @Test("keeps the log below its bound while many commit at once, and loses nothing by it")
    func boundsTheLog() async throws {
        var options = SQLiteQueueStore.Options()
        options.logLimits.step = 200
        options.logLimits.bound = 1_000
        let store = try open(options)
        let octets = [UInt8](repeating: 7, count: 60_000)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in Int64(0)..<16 {
                group.addTask {
                    for number in Int64(1)...30 { try await accept(writer * 30 + number, octets, in: store) }
                }
            }
            try await group.waitForAll()
        }
        let size = try #require(try SystemDisk().size(of: directory.data + "/queue.sqlite-wal"))
        // What 16 commits take may lie beyond it.
        #expect(size < Int(options.logLimits.bound + 16 * 20) * 4_120)
        let check = try await store.check()
        #expect(check.problems == [] && check.messages == 480)
    }
}
