import DeliveryQueue
import DeliveryQueueTesting
import Foundation
import GRDB
import SMTPProtocol
import Testing

@testable import DeliveryQueueSQLite

/// Databases of every earlier version, with data in them, opened by this one.
@Suite("A database of an earlier version", .timeLimit(.minutes(15)))
struct QueueSchemaTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private static let start: Int64 = 1_800_000_000_000

    /// Rows as the first version wrote them: a deferred message, a finished one, one whose attempt was cut off.
    private static let rows1 = """
        INSERT INTO messages VALUES (1, 'a@one.test', \(start), \(start + 86_400_000), 3, 0, 'here', NULL);
        INSERT INTO messages VALUES (2, '', \(start), \(start + 86_400_000), 4, 1, 'there', \(start + 9));
        INSERT INTO messages VALUES (3, 'c@three.test', \(start), \(start + 86_400_000), 5, 0, 'here', NULL);
        INSERT INTO contents VALUES (1, x'610d0a'), (3, x'6162630d0a');
        INSERT INTO recipients VALUES (1, 0, 'x@one.test', 'queued', 1, \(start + 300), '451 4.7.1 later');
        INSERT INTO recipients VALUES (1, 1, '"a b"@[192.0.2.1]', 'delivered', 1, \(start), '250 ok');
        INSERT INTO recipients VALUES (2, 0, 'y@two.test', 'bounced', 1, \(start), '550 5.1.1 no');
        INSERT INTO recipients VALUES (3, 0, 'z@three.test', 'attempting', 2, \(start + 2), 'unknown');
        INSERT INTO events VALUES (1, 1, 0, \(start + 1), 'attemptBegan', NULL, NULL, NULL, NULL);
        INSERT INTO events VALUES (1, 2, 1, \(start + 1), 'attemptBegan', NULL, NULL, NULL, NULL);
        INSERT INTO events VALUES (1, 3, 0, \(start + 2), 'deferred', '451 4.7.1 later', 'mx', 'grey', \(start + 300));
        INSERT INTO events VALUES (1, 4, 1, \(start + 2), 'delivered', '250 ok', 'mx', NULL, NULL);
        INSERT INTO events VALUES (2, 1, 0, \(start + 1), 'attemptBegan', NULL, NULL, NULL, NULL);
        INSERT INTO events VALUES (2, 2, 0, \(start + 9), 'bounced', '550 5.1.1 no', 'mx', NULL, NULL);
        INSERT INTO events VALUES (2, 3, 0, \(start + 9), 'reportDropped', NULL, NULL, 'nobody', NULL);
        INSERT INTO events VALUES (3, 1, 0, \(start + 1), 'attemptBegan', NULL, NULL, NULL, NULL);
        INSERT INTO events VALUES (3, 2, 0, \(start + 2), 'interrupted', NULL, NULL, 'unknown', \(start + 2));
        INSERT INTO events VALUES (3, 3, 0, \(start + 3), 'attemptBegan', NULL, NULL, NULL, NULL);
        """

    /// What the second version could write besides.
    private static let rows2 = """
        UPDATE messages SET options = 'BODY=8BITMIME' WHERE id = 1;
        UPDATE recipients SET options = 'NOTIFY=NEVER' WHERE message = 1 AND position = 0;
        """

    /// Makes a database as a version left it.
    private func make(_ version: String, _ rows: [String]) throws {
        try FileManager.default.createDirectory(atPath: directory.data, withIntermediateDirectories: false)
        let pool = try DatabasePool(path: directory.data + "/queue.sqlite")
        try QueueSchema.migrator.migrate(pool, upTo: version)
        try pool.write { database in for row in rows { try database.execute(sql: row) } }
        try pool.close()
    }

    @Test(
        "has its messages, states, ledgers and contents",
        arguments: [
            ("1: messages, recipients, events", [rows1]), ("2: what senders ask for", [namedRows1, rows2]),
            ("3: segments, checksums, keys, state", [namedRows1, rows2, rows3]),
            ("4: delays told of, release times, counts", [namedRows1, rows2, rows3]),
            ("5: who speaks for senders", [namedRows1, rows2, rows3]),
        ])
    func migrates(version: String, rows: [String]) async throws {
        try make(version, rows)
        let store = try SQLiteQueueStore(at: directory.data)
        let open = try await store.openRecipients(after: nil, limit: 10)
        #expect(
            open.map(\.place) == [
                RecipientPlace(message: .init(number: 1), recipient: 0), .init(message: .init(number: 3), recipient: 0),
            ])
        #expect(open.map(\.state) == [.queued, .attempting])
        #expect(open.map(\.host) == ["one.test", "three.test"])
        #expect(open.map(\.sender) == ["a@one.test", "c@three.test"] && open.map(\.recipientCount) == [2, 1])
        #expect(open.map(\.acceptedAt.milliseconds) == [Self.start, Self.start])
        #expect(open.map(\.expiresAt.milliseconds) == [Self.start + 86_400_000, Self.start + 86_400_000])
        #expect(try await store.content(of: MessageID(number: 1)) == Array("a\r\n".utf8))
        #expect(try await store.content(of: MessageID(number: 2)) == nil)
        let first = try #require(try await store.message(MessageID(number: 1)))
        #expect(first.recipients.map(\.isAmbiguous) == [false, false])
        #expect(first.message.options.isEmpty == (rows.count == 1))
        // An attempt that was cut off may have delivered: the third version marks it.
        let third = try #require(try await store.message(MessageID(number: 3)))
        #expect(third.recipients.map(\.isAmbiguous) == [true])
        #expect(try await store.events(of: first.message.id).count == 6)
        // Nobody was told of a delay before the fourth version, and everything was due at once.
        #expect((first.recipients + third.recipients).allSatisfy { !$0.isDelayReported })
        #expect(first.message.releaseAt == nil)
        #expect(try await store.check().problems == [])
        // What is finished goes to the history, and is found there.
        let report = try await store.maintain(HistoryLimits(), at: WallTime(milliseconds: Self.start + 10))
        #expect(report.moved == 1)
        #expect(try await store.events(of: MessageID(number: 2)).map(\.event.kind).last == .reportDropped)
        #expect(try await store.newestMessage() == MessageID(number: 3))
        #expect(try await store.check().problems == [])
    }

    @Test("goes on with notices of delays and times of release")
    func goesOn() async throws {
        try make("3: segments, checksums, keys, state", [Self.namedRows1, Self.rows2, Self.rows3])
        let first = MessageID(number: 1)
        let release = WallTime(milliseconds: Self.start + 7_200_000)
        let later = try TrialMessages.message(
            9, from: "a@one.test", to: ["b@one.test"], priority: 3, at: WallTime(milliseconds: Self.start),
            releaseAt: release)
        let notice = try TrialMessages.message(10, from: "", to: ["a@one.test"])
        do {
            let store = try SQLiteQueueStore(at: directory.data)
            try await store.commit([
                .accept(later, content: .octets([1, 2, 3])), .accept(notice, content: .octets([1, 2, 3])),
                .event(first, recipients: [0], TrialMessages.event(.delayReported, report: notice.id)),
            ])
            await store.close()
        }
        let store = try SQLiteQueueStore(at: directory.data)
        let recipients = try #require(try await store.message(first)).recipients
        #expect(recipients.map(\.isDelayReported) == [true, false])
        #expect(recipients.map(\.lastReply) == ["451 4.7.1 later", "250 ok"])
        #expect(try await store.message(later.id)?.message == later)
        let open = try await store.openRecipients(after: nil, limit: 9)
        #expect(open.map(\.place.message.number) == [1, 3, 9, 10])
        #expect(open.map(\.priority) == [nil, nil, 3, nil] && open[2].nextAttempt == release)
        #expect(try await store.check().problems == [])
    }

    /// The same rows for tables with more columns.
    private static let namedRows1 =
        [
            ("messages", "id, reverse_path, accepted_at, expires_at, size, is_eight_bit, origin, settled_at"),
            ("contents", "message, octets"),
            ("recipients", "message, position, mailbox, state, attempts, next_attempt, last_reply"),
            ("events", "message, sequence, recipient, time, kind, reply, host, detail, next_attempt"),
        ].reduce(rows1) { rows, table in
            rows.replacingOccurrences(
                of: "INSERT INTO \(table.0) VALUES", with: "INSERT INTO \(table.0) (\(table.1)) VALUES")
        }

    /// What the third version writes besides.
    private static let rows3 = """
        UPDATE events SET is_ambiguous = 1 WHERE kind = 'interrupted';
        UPDATE recipients SET is_ambiguous = 1 WHERE message = 3;
        """

    @Test("of a later version is refused and not touched", arguments: ["queue.sqlite", "history.sqlite"])
    func later(name: String) async throws {
        do { try await SQLiteQueueStore(at: directory.data).close() }
        let pool = try DatabaseQueue(path: directory.data + "/" + name)
        try await pool.write { database in
            try database.execute(sql: "INSERT INTO grdb_migrations VALUES ('99: of tomorrow')")
        }
        try pool.close()
        #expect { _ = try SQLiteQueueStore(at: directory.data) } throws: { error in
            let error = error as? QueueStoreError
            return error?.kind == .damaged && error?.reason.contains("later version") == true
        }
    }
}
