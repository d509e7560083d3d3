import DeliveryQueue
import GRDB
import Testing

@testable import DeliveryQueueSQLite

@Suite struct StateRowsTests {
    private let database: DatabaseQueue
    private let space = StateSpace("warm-up")

    init() throws {
        database = try DatabaseQueue()
        try database.write {
            try $0.execute(
                sql: """
                    CREATE TABLE state (space TEXT NOT NULL, key BLOB NOT NULL, value BLOB NOT NULL,
                        PRIMARY KEY (space, key)) WITHOUT ROWID
                    """)
        }
    }

    @Test("Values are written over, removed, and kept apart by space")
    func writing() throws {
        let other = StateSpace("rates")
        try database.write { database in
            try StateRows.write(["a": [1], "b": [2], "": [], "c\u{0}d": [0, 0]], in: space, to: database)
            try StateRows.write(["a": [9]], in: other, to: database)
            try StateRows.write(["a": [3, 4], "b": nil, "absent": nil], in: space, to: database)
            let expected: [(String, [UInt8]?)] = [
                ("a", [3, 4]), ("b", nil), ("", []), ("c\u{0}d", [0, 0]), ("c", nil), ("absent", nil),
            ]
            for (key, value) in expected {
                #expect(try StateRows.value(of: key, in: space, from: database) == value, "\(key)")
            }
            #expect(try StateRows.value(of: "a", in: other, from: database) == [9])
            #expect(try StateRows.value(of: "a", in: StateSpace("none"), from: database) == nil)
        }
    }

    @Test("Pages come in the order of the keys' octets")
    func pages() throws {
        let keys = ["", "\u{0}", "A", "B", "a", "a\u{0}", "aa", "b", "\u{E9}", "\u{FFFD}", "\u{1F4EE}"]
        try database.write { database in
            for (index, key) in keys.enumerated().reversed() {
                try StateRows.write([key: [UInt8(index)]], in: space, to: database)
            }
            try StateRows.write(["a": [9]], in: StateSpace("rates"), to: database)
            for limit in 1...12 {
                var read: [String] = []
                var page: [(key: String, value: [UInt8])] = []
                repeat {
                    page = try StateRows.values(in: space, after: read.last, limit: limit, from: database)
                    #expect(page.map(\.value) == page.indices.map { [UInt8(read.count + $0)] })
                    read += page.map(\.key)
                } while page.count == limit
                #expect(read == keys)
            }
        }
    }

    @Test(
        "What is too long is refused, and nothing is written",
        arguments: [(255, 65_536, true), (256, 1, false), (1, 65_537, false)])
    func limits(keyLength: Int, valueSize: Int, isTaken: Bool) throws {
        let key = String(repeating: "k", count: keyLength)
        let changes: [String: [UInt8]?] = [key: [UInt8](repeating: 1, count: valueSize), "other": [1]]
        try database.write { database in
            if isTaken {
                try StateRows.write(changes, in: space, to: database)
                #expect(try StateRows.value(of: key, in: space, from: database)?.count == valueSize)
            } else {
                #expect { try StateRows.write(changes, in: space, to: database) } throws: { error in
                    (error as? QueueStoreError)?.kind == .misuse
                }
            }
            let other = try StateRows.value(of: "other", in: space, from: database)
            #expect((other != nil) == isTaken)
        }
    }

    @Test("A column that holds something else is read as nothing, and never traps")
    func damage() throws {
        try database.write { database in
            try database.execute(sql: "INSERT INTO state VALUES ('warm-up', 17, 1.5)")
            let page = try StateRows.values(in: space, after: nil, limit: 10, from: database)
            #expect(page.isEmpty)
        }
    }
}
