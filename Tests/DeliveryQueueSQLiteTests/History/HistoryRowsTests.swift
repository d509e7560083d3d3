import DeliveryQueue
import DeliveryQueueTesting
import GRDB
import Testing

@testable import DeliveryQueueSQLite

@Suite(.timeLimit(.minutes(15))) struct HistoryRowsTests {
    private let database: DatabaseQueue

    init() throws { database = try HistorySamples.database() }

    @Test("A message, its ledger, its key and the newest name are found")
    func reading() throws {
        let records = try [
            HistorySamples.record(3, key: "a\u{0}1"), HistorySamples.record(9, key: "a\u{0}2"),
            HistorySamples.record(5),
        ]
        try database.write { database in
            #expect(try HistoryRows.newest(in: database) == nil)
            #expect(try HistoryRows.insert(records, into: database) == 3)
            for record in records {
                #expect(try HistoryRows.message(record.id, in: database) == record.stored)
                #expect(try HistoryRows.events(of: record.id, in: database) == record.events)
                #expect(try HistoryRows.record(of: record.id, in: database) == record)
            }
            #expect(try HistoryRows.message(MessageID(number: 4), in: database) == nil)
            #expect(try HistoryRows.events(of: MessageID(number: 4), in: database) == [])
            #expect(try HistoryRows.newest(in: database) == MessageID(number: 9))
            for (key, number) in [("a\u{0}1", 3), ("a\u{0}2", 9), ("a", nil), ("b", nil)] as [(String, Int64?)] {
                let found = try HistoryRows.message(for: #require(InjectionKey(key)), in: database)
                #expect(found == number.map { MessageID(number: $0) })
            }
        }
    }

    @Test("The same message again changes nothing")
    func repetition() throws {
        let record = try HistorySamples.record(
            3, to: [("ada@example.com", .delivered), ("ada@example.com", .bounced), ("b@example.org", .bounced)])
        try database.write { database in
            #expect(try HistoryRows.insert([record, record], into: database) == 1)
            let before = try Self.dump(database)
            #expect(try HistoryRows.insert([record], into: database) == 0)
            #expect(try Self.dump(database) == before)
            #expect(try HistoryRows.counts(in: database) == [.delivered: 1, .bounced: 2])
        }
    }

    @Test("A message with a longer ledger takes the place of the one before")
    func replacement() throws {
        let old = try HistorySamples.record(3, to: [("ada@example.com", .bounced)], key: "one")
        var new = try HistorySamples.record(3, to: [("ada@example.com", .bounced), ("b@example.org", .expired)])
        new.events.append(
            LedgerEntry(recipient: 0, event: RecipientEvent(.reportDropped, at: HistorySamples.time(9_000))))
        let fresh = try HistorySamples.database()
        let expected = try fresh.write { database in
            try HistoryRows.insert([new], into: database)
            return try Self.dump(database)
        }
        try database.write { database in
            try HistoryRows.insert([old], into: database)
            #expect(try HistoryRows.insert([new], into: database) == 0)
            #expect(try Self.dump(database) == expected)
            #expect(try HistoryRows.record(of: new.id, in: database) == new)
        }
    }

    @Test("A message that is not finished is refused", arguments: [RecipientState.queued, .attempting, .held])
    func unfinished(state: RecipientState) throws {
        let record = try HistorySamples.record(3, to: [("ada@example.com", .delivered), ("b@example.org", state)])
        #expect {
            try database.write { try HistoryRows.insert([record], into: $0) }
        } throws: { error in
            (error as? QueueStoreError)?.kind == .misuse
        }
        #expect(try database.read { try HistoryRows.newest(in: $0) } == nil)
    }

    @Test("Whatever is put in, the totals are what a count of every message gives", arguments: 0..<5)
    func totals(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let records = try (0..<200).map { try HistorySamples.anyRecord(Int64($0), &random) }
        try database.write { database in
            var expected: [RecipientState: Int] = [:]
            for batch in stride(from: 0, to: records.count, by: 37) {
                try HistoryRows.insert(Array(records[batch...].prefix(37)), into: database)
            }
            for recipient in records.flatMap(\.stored.recipients) { expected[recipient.state, default: 0] += 1 }
            #expect(try HistoryRows.counts(in: database) == expected)
            let statistics = try HistoryRows.statistics(
                from: HistorySamples.time(0), until: HistorySamples.time(60_000), in: database)
            var sums: [RecipientState: Int] = [:]
            for host in statistics { sums.merge(host.recipients, uniquingKeysWith: +) }
            #expect(sums == expected)
        }
    }

    @Test("Pages of the whole history come in order, and say which record is damaged")
    func pages() throws {
        let records = try (1...10).map { try HistorySamples.record($0) }
        try database.write { database in
            try HistoryRows.insert(records, into: database)
            try database.execute(sql: "UPDATE messages SET record = substr(record, 1, 9) WHERE id = 4")
            try database.execute(sql: "UPDATE messages SET size = 'large' WHERE id = 6")
            try database.execute(sql: "UPDATE messages SET record = '' WHERE id = 7")
            var read: [HistoryRecord] = []
            var damaged: [MessageID] = []
            var last: MessageID?
            repeat {
                let page = try HistoryRows.records(after: last, limit: 3, in: database)
                for entry in page {
                    switch entry.record {
                    case .success(let record): read.append(record)
                    case .failure: damaged.append(entry.id)
                    }
                }
                last = page.last?.id
            } while last != nil
            #expect(read == records.filter { ![4, 6, 7].contains($0.id.number) })
            #expect(damaged == [4, 6, 7].map { MessageID(number: $0) })
        }
    }

    /// Every row of every table, as text.
    static func dump(_ database: Database) throws -> [String] {
        try ["messages", "recipients", "outcomes", "totals"].flatMap { table in
            try Row.fetchAll(database, sql: "SELECT * FROM \(table) ORDER BY 1, 2").map { "\(table) \($0)" }
        }
    }
}
