import DeliveryQueue
import GRDB

/// Divides the history into eras: ranges of message names that follow one another, each of about so many messages.
///
/// What is searched by stands in the order of eras first. So new messages are put into a small part of each index,
/// which stays in memory, and the cost of a message does not grow with the history; a search looks into one era after
/// the other, the newest first, and so finds the newest messages first.
struct HistoryEras {
    /// How many messages an era has: their part of the indexes is about a megabyte, half of SQLite's cache, and a
    /// search through two million messages looks into 250 of them.
    static let size = 8_192

    private let size: Int
    private var newest: (number: Int64, first: Int64, messages: Int)?
    /// The greatest name in the history.
    private var last: Int64
    private var changes: [Int64: Int] = [:]

    /// Reads where the newest era stands.
    ///
    /// - Parameters:
    ///   - database: the writer's connection, in a transaction.
    ///   - size: how many messages an era has.
    /// - Throws: `DatabaseError`.
    init(_ database: Database, size: Int = Self.size) throws {
        self.size = size
        last = try HistoryRows.newest(in: database)?.number ?? -1
        let statement = try database.cachedStatement(
            sql: "SELECT number, first, messages FROM eras ORDER BY number DESC LIMIT 1")
        newest = try Row.fetchOne(statement).map { row in
            let numbers = Array(row.databaseValues).map { Int64.fromDatabaseValue($0) ?? 0 }
            return (numbers[0], numbers[1], Int(clamping: numbers[2]))
        }
    }

    /// The era of a message; a new one is begun where the newest one is full.
    ///
    /// - Parameters:
    ///   - id: the message.
    ///   - database: the writer's connection, in a transaction.
    /// - Throws: `DatabaseError`.
    mutating func era(of id: MessageID, in database: Database) throws -> Int64 {
        defer { last = max(last, id.number) }
        guard let newest else { return try begin(1, first: 0, in: database) }
        if id.number >= newest.first {
            // It begins behind every message that there is, as eras must not overlap.
            guard newest.messages >= size, id.number > last else { return newest.number }
            return try begin(newest.number + 1, first: id.number, in: database)
        }
        let older = try database.cachedStatement(
            sql: "SELECT number FROM eras WHERE first <= ? ORDER BY number DESC LIMIT 1")
        if let era = try Int64.fetchOne(older, arguments: [id.number]) { return era }
        // The eras of its time were forgotten.
        let oldest = try Int64.fetchOne(database.cachedStatement(sql: "SELECT min(number) FROM eras"))
        return try begin((oldest ?? 1) - 1, first: 0, in: database)
    }

    private mutating func begin(_ number: Int64, first: Int64, in database: Database) throws -> Int64 {
        try database.cachedStatement(sql: "INSERT INTO eras (number, first, messages) VALUES (?, ?, 0)")
            .execute(arguments: [number, first])
        if newest.map({ number > $0.number }) ?? true { newest = (number, first, 0) }
        return number
    }

    /// Counts a message that was put into an era, or removed from it.
    ///
    /// - Parameters:
    ///   - change: 1 or -1.
    ///   - era: the era.
    mutating func count(_ change: Int, in era: Int64) {
        changes[era, default: 0] += change
        if era == newest?.number { newest?.messages += change }
    }

    /// Writes what was counted, and forgets eras that are empty.
    ///
    /// - Parameter database: the writer's connection, in the same transaction.
    /// - Throws: `DatabaseError`.
    func write(to database: Database) throws {
        let update = try database.cachedStatement(sql: "UPDATE eras SET messages = messages + ? WHERE number = ?")
        let removal = try database.cachedStatement(
            sql: """
                DELETE FROM eras WHERE number = ? AND messages <= 0
                    AND NOT EXISTS (SELECT 1 FROM recipients WHERE era = eras.number)
                """)
        for (era, change) in changes where change != 0 {
            try update.execute(arguments: [change, era])
            if change < 0 { try removal.execute(arguments: [era]) }
        }
    }
}
