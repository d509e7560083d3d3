import DeliveryQueue
import DeliveryQueueTesting
import Foundation
import GRDB
import Testing

@testable import DeliveryQueueSQLite

@Suite(.timeLimit(.minutes(15))) struct HistoryForgettingTests {
    private let database: DatabaseQueue

    init() throws { database = try HistorySamples.database() }

    @Test("The oldest settlements are forgotten first, up to the moment and the limit")
    func order() throws {
        // Settled in another order than they were accepted in.
        let settled: [Int64: Int64] = [1: 50, 2: 20, 3: 40, 4: 20, 5: 30]
        try database.write { database in
            let records = try settled.map { try HistorySamples.record($0.key, settled: $0.value) }
            try HistoryRows.insert(records, into: database)
            func left() throws -> [Int64] {
                try HistoryRows.records(after: nil, limit: 10, in: database).map(\.id.number)
            }
            let moment = HistorySamples.time(40_000)
            #expect(try HistoryRows.forget(before: moment, limit: 1, in: database) == 1)
            #expect(try left() == [1, 3, 4, 5])
            #expect(try HistoryRows.forget(before: moment, limit: 10, in: database) == 2)
            #expect(try left() == [1, 3])
            #expect(try HistoryRows.forget(before: moment, limit: 10, in: database) == 0)
            #expect(try HistoryRows.forget(before: nil, limit: 1, in: database) == 1)
            #expect(try left() == [1])
        }
    }

    @Test("What was forgotten leaves nothing, and the rest as if it had never been", arguments: 0..<5)
    func nothingIsLeft(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let records = try (0..<100).map { try HistorySamples.anyRecord(Int64($0), &random) }
        let forgotten = Set(
            records.sorted { ($0.settledAt, $0.id) < ($1.settledAt, $1.id) }.prefix(60).map(\.id))
        let fresh = try HistorySamples.database()
        let expected = try fresh.write { database in
            try HistoryRows.insert(records.filter { !forgotten.contains($0.id) }, into: database)
            return try HistoryRowsTests.dump(database)
        }
        try database.write { database in
            try HistoryRows.insert(records, into: database)
            // Of some it cannot be read who their recipients were.
            try database.execute(
                sql: "UPDATE messages SET record = x'01' WHERE id % 7 = 0 AND id IN (\(Self.list(forgotten)))")
            #expect(try HistoryRows.forget(before: nil, limit: 60, in: database) == 60)
            #expect(try HistoryRowsTests.dump(database) == expected)
            #expect(try HistoryRows.forget(before: nil, limit: 100, in: database) == 40)
            #expect(try HistoryRows.counts(in: database) == [:])
            #expect(try HistoryRowsTests.dump(database).count == 4)
        }
    }

    private static func list(_ ids: Set<MessageID>) -> String { ids.map { "\($0.number)" }.joined(separator: ", ") }

    @Test("The history keeps within its bound, loses the oldest, and gives its pages back")
    func bound() throws {
        let directory = try TemporaryDirectory()
        var configuration = Configuration()
        configuration.prepareDatabase { try HistorySchema.prepare($0) }
        let pool = try DatabasePool(path: directory.path + "/history.sqlite", configuration: configuration)
        try HistorySchema.migrator.migrate(pool)
        #expect(try pool.read { try HistorySchema.isPrepared($0) })
        let empty = try pool.read { try HistoryRows.octets(in: $0) }
        let count = 5_000
        for batch in 0..<10 {
            try pool.write { database in
                let records = try (0..<500).map { index in
                    let number = Int64(batch * 500 + index)
                    return try HistorySamples.record(number, to: [("user\(number)@example.com", .delivered)])
                }
                try HistoryRows.insert(records, into: database)
            }
        }
        let full = try pool.read { try HistoryRows.octets(in: $0) }
        #expect((full - empty) / count < 500)
        let bound = full / 2
        var forgotten = 0
        while true {
            let step = try pool.write { try HistoryRows.shrink(to: bound, limit: 300, in: $0) }
            #expect(step <= 300)
            forgotten += step
            if step < 300 { break }
        }
        try pool.write { database in
            #expect(try HistoryRows.octets(in: database) <= bound)
            #expect(try HistoryRows.octets(in: database) > bound - bound / 10)
            let left = try HistoryRows.records(after: nil, limit: count, in: database).map(\.id.number)
            #expect(left == Array(Int64(forgotten)..<Int64(count)))
            #expect(try HistoryRows.counts(in: database) == [.delivered: count - forgotten])
            #expect(try HistoryRows.shrink(to: bound, limit: 300, in: database) == 0)
            let some = try HistoryRows.vacuum(pages: 10, in: database)
            #expect(some == 10 * 4_096)
            let rest = try HistoryRows.vacuum(pages: 100_000, in: database)
            #expect(some + rest >= full - bound)
            #expect(try HistoryRows.vacuum(pages: 100_000, in: database) == 0)
            #expect(try HistoryRows.vacuum(pages: 0, in: database) == 0)
        }
        try pool.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
        let size = try FileManager.default.attributesOfItem(atPath: directory.path + "/history.sqlite")[.size] as? Int
        #expect(try #require(size) <= bound)
    }

    @Test("Eras follow one another, those that are empty are forgotten, and late messages find their place")
    func eras() throws {
        try database.write { database in
            func numbers() throws -> [Int64] { try Int64.fetchAll(database, sql: "SELECT number FROM eras") }
            func found() throws -> [Int64] {
                var query = MessageQuery(includesSettled: true)
                query.recipient = "@example.com"
                return try HistoryRows.messages(query, in: database).map(\.message.id.number)
            }
            func insert(_ range: some Sequence<Int64>) throws {
                try HistoryRows.insert(range.map { try HistorySamples.record($0) }, into: database, eraSize: 10)
            }
            try insert(stride(from: 100, to: 150, by: 2))
            #expect(try numbers() == [1, 2, 3])
            #expect(try HistoryRows.forget(before: nil, limit: 15, in: database) == 15)
            #expect(try numbers() == [2, 3])
            // Of the time of a forgotten era, of one that is there, and new.
            try insert([101, 131, 150, 151, 103])
            #expect(try numbers() == [1, 2, 3])
            #expect(try found() == [101, 103, 130, 131] + Array(stride(from: 132, to: 150, by: 2)) + [150, 151])
            #expect(try HistoryRows.forget(before: nil, limit: 100, in: database) == 15)
            #expect(try numbers() == [])
            try insert([5, 3])
            #expect(try found() == [3, 5])
        }
    }

    @Test("To shrink to nothing forgets everything and ends")
    func nothing() throws {
        try database.write { database in
            try HistoryRows.insert([HistorySamples.record(1)], into: database)
            #expect(try HistoryRows.shrink(to: 0, limit: 10, in: database) == 1)
            #expect(try HistoryRows.newest(in: database) == nil)
        }
    }
}
