import DeliveryQueue
import DeliveryQueueTesting
import GRDB
import Testing

@testable import DeliveryQueueSQLite

@Suite("A page of open recipients") struct OpenRecipientsTests {
    private static func database() throws -> DatabaseQueue {
        let database = try DatabaseQueue()
        try QueueSchema.migrator.migrate(database)
        return database
    }

    @Test("is read along the keys, and nothing is sorted or walked through for it", arguments: [false, true])
    func plan(isAnalyzed: Bool) throws {
        let database = try Self.database()
        let plan = try database.write { database in
            for number in Int64(1)...200 {
                let message = try TrialMessages.message(number, recipients: Int(number % 3) + 1)
                try QueueRows.insert(
                    message, QueueRows.PlacedContent(octets: [1], checksum: 0), key: nil, into: database)
            }
            // Whatever SQLite knows of the tables, it stays with the plan.
            if isAnalyzed { try database.execute(sql: "ANALYZE") }
            return try Row.fetchAll(
                database, sql: "EXPLAIN QUERY PLAN " + QueueRows.openPage, arguments: [7, 1, 100]
            ).map { $0["detail"] as String }
        }
        #expect(!plan.contains { $0.contains("TEMP B-TREE") || $0.hasPrefix("SCAN") }, "\(plan)")
        #expect(plan.contains { $0.hasPrefix("SEARCH r USING PRIMARY KEY ((message,position)>(?,?))") }, "\(plan)")
        #expect(plan.contains { $0.hasPrefix("SEARCH m USING INTEGER PRIMARY KEY (rowid=?)") }, "\(plan)")
        #expect(plan.contains { $0.hasPrefix("SEARCH recipients USING PRIMARY KEY (message=?)") }, "\(plan)")
    }

    @Test("knows of each message what the model knows, however its options are written")
    func options() throws {
        let database = try Self.database()
        let texts: [(options: String?, priority: Int?)] = [
            (nil, nil), (" BODY=8BITMIME", nil), (" BODY=8BITMIME MT-PRIORITY=-3", -3), (" MT-PRIORITY=9", 9),
            (" ENVID=MT-PRIORITY+3D4", nil), ("nonsense", nil),
        ]
        let found = try database.write { database in
            for (number, text) in texts.enumerated() {
                let message = try TrialMessages.message(Int64(number), recipients: 2)
                try QueueRows.insert(
                    message, QueueRows.PlacedContent(octets: [1], checksum: 0), key: nil, into: database)
                try database.execute(
                    sql: "UPDATE messages SET options = ? WHERE id = ?", arguments: [text.options, number])
            }
            return try QueueRows.openRecipients(after: nil, limit: 100, in: database)
        }
        #expect(found.map(\.priority) == texts.flatMap { [$0.priority, $0.priority] })
        #expect(found.allSatisfy { $0.recipientCount == 2 && $0.sender == "sender@example.test" })
    }

    @Test("counts the recipients of messages of every version")
    func counts() throws {
        let database = try Self.database()
        let found = try database.write { database in
            for number in Int64(1)...6 {
                let message = try TrialMessages.message(number, recipients: Int(number))
                try QueueRows.insert(
                    message, QueueRows.PlacedContent(octets: [1], checksum: 0), key: nil, into: database)
            }
            // As an earlier version left them.
            try database.execute(sql: "UPDATE messages SET recipient_count = NULL WHERE id > 3")
            return try QueueRows.openRecipients(after: nil, limit: 100, in: database)
        }
        #expect(found.map(\.recipientCount) == (1...6).flatMap { Array(repeating: $0, count: $0) })
    }

    @Test("does not hide that a recipient of a message is missing: whoever reads the message is told")
    func missing() throws {
        let database = try Self.database()
        try database.write { database in
            let message = try TrialMessages.message(1, recipients: 3)
            try QueueRows.insert(message, QueueRows.PlacedContent(octets: [1], checksum: 0), key: nil, into: database)
            try database.execute(sql: "DELETE FROM recipients WHERE position = 1")
            let damage = try #require(throws: MessageDamage.self) { try QueueRows.message(message.id, in: database) }
            #expect(damage.reason == "it has 3 recipients, and 2 of them are there")
        }
    }
}
