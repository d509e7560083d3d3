import DeliveryQueue
import DeliveryQueueTesting
import GRDB
import MailAddressing
import Testing

@testable import DeliveryQueueSQLite

@Suite(.timeLimit(.minutes(15))) struct HistorySearchTests {
    private let database: DatabaseQueue

    init() throws { database = try HistorySamples.database() }

    /// A search and the numbers of the messages it finds, of those below.
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var query: MessageQuery
        var found: [Int64]

        init(_ description: String, _ found: [Int64], limit: Int = 100, _ change: (inout MessageQuery) -> Void) {
            testDescription = description
            query = MessageQuery(includesSettled: true, limit: limit)
            change(&query)
            self.found = found
        }
    }

    static let cases = [
        Case("everything", [1, 2, 3, 4, 5]) { _ in },
        Case("the newest", [4, 5], limit: 2) { _ in },
        Case("nothing by a limit of nothing", [], limit: 0) { _ in },
        Case("none without settled ones", []) { $0.includesSettled = false },
        Case("a settled state finds settled ones anyway", [3]) {
            $0.includesSettled = false
            $0.state = .expired
        },
        Case("an unsettled state finds none", []) { $0.state = .held },
        Case("a sender in another case", [1, 4]) { $0.sender = "ADA@Example.COM" },
        Case("a sender's domain", [1, 2, 4]) { $0.sender = "@example.com" },
        Case("a domain that only begins so", []) { $0.sender = "@example.co" },
        Case("the null sender", [5]) { $0.sender = "" },
        Case("what is no sender", []) { $0.sender = "ada" },
        Case("what is no domain", []) { $0.sender = "@" },
        Case("a recipient in another case", [1, 3]) { $0.recipient = "Zo\u{CB}@b\u{FC}cher.EXAMPLE" },
        Case("a recipient whose accent is a scalar of its own", [1, 3]) {
            $0.recipient = "zoe\u{308}@xn--bcher-kva.example"
        },
        Case("a quoted recipient", [2]) { $0.recipient = "\"Ada Lovelace\"@example.org" },
        Case("a recipient's domain", [1, 3, 4]) { $0.recipient = "@B\u{FC}cher.example" },
        Case("a recipient's address literal", [5]) { $0.recipient = "@[IPv6:2001:DB8:0::1]" },
        Case("no null recipient", []) { $0.recipient = "" },
        Case("delivered", [1, 2, 4]) { $0.state = .delivered },
        Case("bounced", [1, 5]) { $0.state = .bounced },
        Case("expired", [3]) { $0.state = .expired },
        Case("cancelled", [4]) { $0.state = .cancelled },
        Case("from a moment", [3, 4, 5]) { $0.from = HistorySamples.time(3_000) },
        Case("until a moment", [1, 2]) { $0.until = HistorySamples.time(3_000) },
        Case("the newest in a span", [3], limit: 1) {
            $0.from = HistorySamples.time(2_000)
            $0.until = HistorySamples.time(3_001)
        },
        Case("a recipient's domain in a span", [3]) {
            $0.recipient = "@b\u{FC}cher.example"
            $0.from = HistorySamples.time(2_000)
            $0.until = HistorySamples.time(4_000)
        },
        Case("a sender and a recipient's domain", [1, 4]) {
            $0.sender = "ada@example.com"
            $0.recipient = "@b\u{FC}cher.example"
        },
        Case("a sender's domain and a state", [1]) {
            $0.sender = "@example.com"
            $0.state = .bounced
        },
    ]

    @Test("It finds by each field", arguments: cases)
    func fields(search: Case) throws {
        let records = try [
            HistorySamples.record(
                1, from: "Ada@example.com",
                to: [("zo\u{EB}@b\u{FC}cher.example", .delivered), ("b@example.org", .bounced)]),
            HistorySamples.record(2, from: "eve@example.com", to: [("\"ada lovelace\"@example.org", .delivered)]),
            HistorySamples.record(
                3, to: [("zo\u{EB}@b\u{FC}cher.example", .expired), ("\"zo\u{EB}\"@b\u{FC}cher.example", .expired)]),
            HistorySamples.record(
                4, from: "ada@example.com",
                to: [("b@b\u{FC}cher.example", .cancelled), ("c@b\u{FC}cher.example", .delivered)]),
            HistorySamples.record(5, from: "", to: [("ada@[IPv6:2001:db8::1]", .bounced)]),
        ]
        try database.write { database in
            try HistoryRows.insert(records, into: database)
            let found = try HistoryRows.messages(search.query, in: database)
            #expect(found.map(\.message.id.number) == search.found)
            #expect(found == records.map(\.stored).filter { search.found.contains($0.message.id.number) })
        }
    }

    @Test("Whatever is asked, it finds what looking at every message finds", arguments: 0..<4)
    func anyQuery(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let records = try (0..<120).map { try HistorySamples.anyRecord(Int64($0), &random) }
        try database.write { database in
            try HistoryRows.insert(records.shuffled(using: &random), into: database, eraSize: 16)
            #expect(try Int.fetchOne(database, sql: "SELECT count(*) FROM eras") ?? 0 > 1)
            for _ in 0..<400 {
                let query = Self.query(&random)
                let expected = try records.map(\.stored).filter { try Self.matches($0, query) }.suffix(query.limit)
                #expect(try HistoryRows.messages(query, in: database) == Array(expected), "\(query)")
            }
        }
    }

    private static func query(_ random: inout SeededGenerator) -> MessageQuery {
        var query = MessageQuery(includesSettled: true, limit: Int.random(in: 1...40, using: &random))
        func isWanted() -> Bool { Int.random(in: 0..<3, using: &random) == 0 }
        if isWanted() {
            let choices = ["", HistorySamples.address(&random), "@" + HistorySamples.host(&random)]
            query.sender = choices.randomElement(using: &random)
        }
        if isWanted() {
            let choices = [HistorySamples.address(&random), "@" + HistorySamples.host(&random)]
            query.recipient = choices.randomElement(using: &random)
        }
        if isWanted() {
            query.state = [.delivered, .bounced, .expired, .cancelled].randomElement(using: &random)
        }
        if isWanted() { query.from = HistorySamples.time(Int64.random(in: 0..<60_000, using: &random)) }
        if isWanted() { query.until = HistorySamples.time(Int64.random(in: 0..<60_000, using: &random)) }
        return query
    }

    private static func matches(_ stored: StoredMessage, _ query: MessageQuery) throws -> Bool {
        func fits(_ mailbox: Mailbox?, _ pattern: String) throws -> Bool {
            guard let mailbox else { return pattern.isEmpty }
            guard pattern.hasPrefix("@") else {
                return try !pattern.isEmpty
                    && mailbox.description.lowercased() == Mailbox(pattern).description.lowercased()
            }
            return try mailbox.host == MailHost(String(pattern.dropFirst()))
        }
        if let sender = query.sender, try !fits(stored.message.reversePath.mailbox, sender) { return false }
        if let recipient = query.recipient, try !stored.message.recipients.contains(where: { try fits($0, recipient) })
        {
            return false
        }
        if let state = query.state, !stored.recipients.contains(where: { $0.state == state }) { return false }
        if let from = query.from, stored.message.acceptedAt < from { return false }
        if let until = query.until, stored.message.acceptedAt >= until { return false }
        return true
    }

    @Test("A damaged record is left out and told of")
    func damage() throws {
        let records = try (1...3).map { try HistorySamples.record($0) }
        try database.write { database in
            try HistoryRows.insert(records, into: database)
            try database.execute(sql: "UPDATE messages SET record = x'01' WHERE id = 2")
            var damaged: [MessageID] = []
            let found = try HistoryRows.messages(MessageQuery(includesSettled: true), in: database) { id, error in
                damaged.append(id)
                #expect(error.kind == .damaged)
            }
            #expect(found == [records[0].stored, records[2].stored])
            #expect(damaged == [MessageID(number: 2)])
            #expect(throws: QueueStoreError.self) { try HistoryRows.message(MessageID(number: 2), in: database) }
        }
    }

    @Test("No search walks a whole table or sorts what it finds, but for one by time", arguments: cases)
    func plans(search: Case) throws {
        guard let made = HistorySearch(search.query) else { return }
        let plan = try database.read { database in
            try Row.fetchAll(
                database, sql: "EXPLAIN QUERY PLAN " + made.sql, arguments: StatementArguments(made.arguments)
            ).map { $0["detail"] as String }
        }
        let query = search.query
        let isByTime = query.from != nil || query.until != nil
        let hasFilter = isByTime || query.sender != nil || query.recipient != nil
        let isSorted = isByTime && query.recipient == nil && query.sender == nil
        #expect(isSorted || !plan.contains { $0.contains("TEMP B-TREE") }, "\(plan)")
        #expect(!hasFilter || !plan.contains { $0.hasPrefix("SCAN m") }, "\(plan)")
    }
}
