import DeliveryQueue
import GRDB
import Testing

@testable import DeliveryQueueSQLite

@Suite struct HistoryStatisticsTests {
    @Test("Recipients and attempts are counted by host, in the span of acceptance")
    func statistics() throws {
        let database = try HistorySamples.database()
        let records = try [
            HistorySamples.record(1, to: [("ada@example.com", .bounced)]),
            HistorySamples.record(
                2, to: [("ada@EXAMPLE.com", .delivered), ("b@example.com", .expired), ("c@example.org", .delivered)]),
            HistorySamples.record(3, to: [("d@[IPv6:2001:db8::1]", .cancelled), ("e@example.com", .delivered)]),
            HistorySamples.record(4, to: [("ada@example.com", .bounced)]),
        ]
        try database.write { database in
            try HistoryRows.insert(records, into: database)
            let found = try HistoryRows.statistics(
                from: HistorySamples.time(2_000), until: HistorySamples.time(4_000), in: database)
            #expect(
                found == [
                    DomainStatistics(domain: "[IPv6:2001:db8::1]", recipients: [.cancelled: 1], attempts: 0),
                    DomainStatistics(domain: "example.com", recipients: [.delivered: 2, .expired: 1], attempts: 2),
                    DomainStatistics(domain: "example.org", recipients: [.delivered: 1], attempts: 1),
                ])
            let never = HistorySamples.time(-1)
            #expect(try HistoryRows.statistics(from: never, until: never, in: database) == [])
        }
    }

    @Test("Counts follow what is put in and forgotten, and name no state that nobody is in")
    func counts() throws {
        let database = try HistorySamples.database()
        try database.write { database in
            #expect(try HistoryRows.counts(in: database) == [:])
            let first = try HistorySamples.record(1, to: [("a@example.com", .bounced), ("b@example.com", .delivered)])
            try HistoryRows.insert([first], into: database)
            #expect(try HistoryRows.counts(in: database) == [.bounced: 1, .delivered: 1])
            try HistoryRows.insert(
                [HistorySamples.record(2, to: [("a@example.com", .delivered), ("b@example.com", .cancelled)])],
                into: database)
            #expect(try HistoryRows.counts(in: database) == [.bounced: 1, .delivered: 2, .cancelled: 1])
            #expect(try HistoryRows.forget(before: nil, limit: 1, in: database) == 1)
            #expect(try HistoryRows.counts(in: database) == [.delivered: 1, .cancelled: 1])
        }
    }
}
