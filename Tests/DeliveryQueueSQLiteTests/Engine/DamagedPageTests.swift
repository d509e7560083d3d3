import DeliveryQueue
import DeliveryQueueTesting
import Foundation
import Testing

@testable import DeliveryQueueSQLite

/// One page of a database that is damaged concerns the messages on it, and no others.
@Suite("A damaged page", .timeLimit(.minutes(15)))
struct DamagedPageTests {
    private let directory: TemporaryDirectory
    private let told = ToldEvents()
    private static let numbers = Int64(1)...400

    init() throws { directory = try TemporaryDirectory() }

    private func open() throws -> SQLiteQueueStore { try SQLiteQueueStore(at: directory.data, events: told.add) }

    /// Tables, and a query that finds whether a message is on a damaged page of it.
    static let tables: [(name: String, probe: String)] = [
        ("recipients", "SELECT * FROM recipients WHERE message = ?"),
        ("messages", "SELECT * FROM messages WHERE id = ?"),
        ("events", "SELECT * FROM events WHERE message = ?"),
    ]

    /// Makes messages, lets work be done to them, and damages a page of a table in the queue.
    ///
    /// - Returns: the messages that are on it.
    private func prepare(
        _ table: (name: String, probe: String), recipients: Int, _ work: (SQLiteQueueStore) async throws -> Void
    ) async throws -> Set<Int64> {
        do {
            let store = try open()
            try await store.accept(Self.numbers, recipients: recipients)
            try await work(store)
            await store.close()
        }
        let pages = DatabasePages(path: directory.data + "/queue.sqlite")
        try pages.damageLeaf(of: table.name)
        let damaged = try pages.damaged(among: Self.numbers, by: table.probe)
        try #require(!damaged.isEmpty && damaged.count < 300)
        return damaged
    }

    private static func delivered(_ number: Int64) -> QueueChange {
        .event(MessageID(number: number), recipients: [0], TrialMessages.event(.delivered))
    }

    @Test("holds up nobody's commits but those of the messages on it, which are put aside", arguments: tables)
    func commits(table: (name: String, probe: String)) async throws {
        let damaged = try await prepare(table, recipients: 3) { try await $0.attempt(Self.numbers) }
        let store = try open()
        let chosen = Set(damaged.sorted().prefix(5)).union(Self.numbers.filter { $0 % 7 == 0 })
        // All at once, so that they share transactions.
        let refused = await withTaskGroup(of: (Int64, QueueStoreError?).self) { group in
            for number in chosen {
                group.addTask {
                    do throws(QueueStoreError) {
                        try await store.commit([Self.delivered(number)])
                        return (number, nil)
                    } catch {
                        return (number, error)
                    }
                }
            }
            return await group.reduce(into: [Int64: QueueStoreError]()) { $0[$1.0] = $1.1 }
        }
        // Of a damaged message, what lies on a sound page can still be recorded; and a row that is to be written beside
        // a damaged page is damaged, too.
        #expect(!refused.isEmpty && refused.count <= 2 * damaged.count)
        #expect(refused.values.allSatisfy { $0.kind == .quarantined })
        #expect(Set(told.quarantined.map(\.number)) == Set(refused.keys))
        try await store.accept(1_001...1_050)
        #expect(try await store.missing(among: 1_001...1_050) == [])
        #expect(told.failures == 0)
    }

    @Test(
        "is read around by whoever takes the queue up, in pages of any size and after a restart", arguments: tables)
    func openRecipients(table: (name: String, probe: String)) async throws {
        let damaged = try await prepare(table, recipients: 3) { try await $0.attempt(Self.numbers) }
        let places = Self.numbers.flatMap { number in
            (0..<3).map { RecipientPlace(message: MessageID(number: number), recipient: $0) }
        }
        for limit in [10_000, 100, 3, 1] {
            let store = try open()
            let found = try await store.openPlaces(by: limit)
            // A page of events is not met by this reading.
            let lost = table.name == "events" ? [] : damaged
            #expect(found == places.filter { !lost.contains($0.message.number) }, "pages of \(limit)")
            #expect(Set(told.quarantined.map(\.number)) == lost)
            await store.close()
        }
        #expect(told.failures == 0)
    }

    @Test("is read around to the end, in pages of as many recipients as are looked at in one go")
    func fullPages() async throws {
        let numbers = Int64(1)...3_500
        do {
            let store = try open()
            try await store.accept(numbers)
            await store.close()
        }
        let pages = DatabasePages(path: directory.data + "/queue.sqlite")
        try pages.damageLeaf(of: "recipients")
        let damaged = try pages.damaged(among: numbers, by: Self.tables[0].probe)
        let store = try open()
        // The first time those on the page are put aside, and the second time they are so.
        for _ in 1...2 {
            let found = try await store.openPlaces(by: 1_000).map(\.message.number)
            #expect(found.count == numbers.count - damaged.count && found.last == numbers.last)
            #expect(damaged.isDisjoint(with: found))
        }
    }

    @Test("is told by readings of the messages on it, which are put aside, and by a check", arguments: tables)
    func readings(table: (name: String, probe: String)) async throws {
        let damaged = try await prepare(table, recipients: 3) { try await $0.attempt(Self.numbers) }
        let store = try open()
        #expect(try await !store.check().problems.isEmpty)
        for number in damaged.sorted().prefix(3) {
            let id = MessageID(number: number)
            await #expect {
                _ = table.name == "events" ? try await store.events(of: id) as Any : try await store.message(id) as Any
            } throws: { ($0 as? QueueStoreError)?.kind == .quarantined }
        }
        #expect(told.quarantined.map(\.number) == Array(damaged.sorted().prefix(3)))
        #expect(try await store.missing(among: Self.numbers.filter { !damaged.contains($0) }) == [])
    }

    @Test("does not keep what is finished from the history, but for the messages on it", arguments: tables)
    func maintenance(table: (name: String, probe: String)) async throws {
        let damaged = try await prepare(table, recipients: 1) { try await $0.deliver(Self.numbers) }
        let store = try open()
        let report = try await store.maintain(HistoryLimits(), at: TrialMessages.start)
        // Nothing can be removed from the pages beside it either, as SQLite would even them out with it.
        let aside = Set(told.quarantined.map(\.number))
        #expect(aside.isSuperset(of: damaged) && aside.count <= damaged.count * 4)
        #expect(report.moved == Self.numbers.count - aside.count)
        #expect(try await store.missing(among: Self.numbers.filter { !damaged.contains($0) }) == [])
        #expect(told.failures == 0)
    }

    @Test("that has lost rows keeps nothing from the history, however many are lost")
    func lostRows() async throws {
        do {
            let store = try open()
            try await store.accept(Self.numbers)
            try await store.deliver(Self.numbers)
            await store.close()
        }
        // More than are moved at a time, and before all others.
        let lost = Int64(1)...250
        let pages = DatabasePages(path: directory.data + "/queue.sqlite")
        try pages.loseRows(keeping: "settled_messages", by: "DELETE FROM messages WHERE id <= \(lost.upperBound)")
        let store = try open()
        #expect(try await store.missing(among: lost) == Array(lost))
        let report = try await store.maintain(HistoryLimits(), at: TrialMessages.start)
        #expect(told.quarantined.map(\.number).sorted() == Array(lost))
        #expect(report.moved == Self.numbers.count - lost.count)
        #expect(told.failures == 0)
    }

    @Test("of the keys in the history stops neither mail without a key nor what becomes of the mail that is here")
    func historyKeys() async throws {
        do {
            let store = try open()
            try await store.accept(Self.numbers, isKeyed: true)
            try await store.deliver(Self.numbers)
            #expect(try await store.maintain(HistoryLimits(), at: TrialMessages.start).moved == Self.numbers.count)
            await store.close()
        }
        try DatabasePages(path: directory.data + "/history.sqlite").damageLeaf(of: "messages_by_key")
        let store = try open()
        var refused = 0
        for number in Self.numbers {
            do throws(QueueStoreError) {
                let key = InjectionKey("key-\(number)")
                try await store.commit([
                    .accept(try Self.message(1_000 + number), content: .octets([1, 2, 3]), key: key)
                ])
                Issue.record("key-\(number) was accepted again")
            } catch {
                if case .alreadyAccepted(let first) = error.kind {
                    #expect(first.number == number)
                } else {
                    // Whether it was accepted before nobody knows.
                    #expect(error.kind == .damaged)
                    refused += 1
                }
            }
        }
        #expect(refused > 0)
        try await store.accept(2_001...2_010)
        try await store.deliver(2_001...2_005)
        #expect(try await store.missing(among: 2_001...2_010) == [])
        #expect(told.failures == 0)
    }

    private static func message(_ number: Int64) throws(QueueStoreError) -> QueuedMessage {
        do {
            return try TrialMessages.message(number)
        } catch {
            throw QueueStoreError(.misuse, "\(error)")
        }
    }
}
