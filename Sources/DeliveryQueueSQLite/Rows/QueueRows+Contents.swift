import DeliveryQueue
import GRDB

/// What is wrong with a message's rows or octets; others are not concerned.
struct MessageDamage: Error {
    /// The message.
    var id: MessageID
    /// What is wrong, for people.
    var reason: String
}

/// Contents, and where the parts of large ones lie.
extension QueueRows {
    /// A content as it stands in the rows.
    struct StoredContent: Sendable {
        var octets: [UInt8]
        /// Nil for a content of a version that made none.
        var checksum: UInt64?
        var extents: [ContentExtent]
    }

    static func content(of id: MessageID, in database: Database) throws -> StoredContent? {
        let statement = try database.cachedStatement(sql: "SELECT octets, checksum FROM contents WHERE message = ?")
        let rows = try Row.fetchCursor(statement, arguments: [id.number])
        guard let row = try rows.next() else { return nil }
        let octets = try row.withUnsafeData(atIndex: 0) { data in data.map { Array($0) } ?? [] }
        let checksum = Int64.fromDatabaseValue(row["checksum"]).map { UInt64(bitPattern: $0) }
        return StoredContent(octets: octets, checksum: checksum, extents: try extents(of: id, in: database))
    }

    /// The extents of a message, in their order.
    static func extents(of id: MessageID, in database: Database) throws -> [ContentExtent] {
        let statement = try database.cachedStatement(
            sql: "SELECT segment, offset, length, checksum FROM extents WHERE message = ? ORDER BY position")
        return try Row.fetchAll(statement, arguments: [id.number]).map { row in
            guard let segment = Int64.fromDatabaseValue(row["segment"]),
                let offset = Int64.fromDatabaseValue(row["offset"]), let length = Int.fromDatabaseValue(row["length"]),
                let checksum = Int64.fromDatabaseValue(row["checksum"]), offset >= 0, length >= 0
            else { throw MessageDamage(id: id, reason: "where its content lies cannot be read") }
            return ContentExtent(
                segment: segment, offset: offset, length: length, checksum: UInt64(bitPattern: checksum))
        }
    }

    /// The messages of which a part lies in a segment.
    static func messages(inSegment segment: Int64, in database: Database) throws -> [MessageID] {
        let sql = """
            SELECT DISTINCT message FROM extents
            WHERE segment = ? AND message NOT IN (SELECT message FROM quarantine) ORDER BY message
            """
        return try Int64.fetchAll(database, sql: sql, arguments: [segment]).map { MessageID(number: $0) }
    }

    /// Puts other extents in the place of a message's, which hold the same octets.
    ///
    /// - Returns: 1, or 0 when the message has other extents by now, or none; then nothing was changed.
    static func replace(
        _ old: [ContentExtent], with new: [ContentExtent], of id: MessageID, in database: Database
    ) throws -> Int {
        guard try extents(of: id, in: database) == old else { return 0 }
        try database.execute(sql: "DELETE FROM extents WHERE message = ?", arguments: [id.number])
        try insert(new, of: id, into: database)
        return 1
    }

    /// What the segments hold that is needed: octets and parts.
    static func segmentUse(in database: Database) throws -> [Int64: SegmentUse] {
        // A length that no content has is damage, which whoever reads the content finds.
        let sql = """
            SELECT segment, sum(CASE WHEN length BETWEEN 0 AND 2147483647 THEN length ELSE 0 END) AS octets,
                count(*) AS extents FROM extents GROUP BY segment
            """
        return try Row.fetchAll(database, sql: sql).reduce(into: [:]) { use, row in
            guard let segment = Int64.fromDatabaseValue(row["segment"]) else { return }
            use[segment] = SegmentUse(
                octets: Int.fromDatabaseValue(row["octets"]) ?? 0, extents: Int.fromDatabaseValue(row["extents"]) ?? 0)
        }
    }

    /// How far each segment is needed: the end of the last part in it.
    static func segmentEnds(in database: Database) throws -> [Int64: Int64] {
        let sql = """
            SELECT segment, max(offset + length) AS end FROM extents
            WHERE length BETWEEN 0 AND 2147483647 AND offset BETWEEN 0 AND 1099511627776 GROUP BY segment
            """
        return try Row.fetchAll(database, sql: sql).reduce(into: [:]) { ends, row in
            guard let segment = Int64.fromDatabaseValue(row["segment"]) else { return }
            ends[segment] = Int64.fromDatabaseValue(row["end"])
        }
    }
}
