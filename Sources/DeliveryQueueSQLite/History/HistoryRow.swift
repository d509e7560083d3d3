import DeliveryQueue
import GRDB

import struct Foundation.Data

/// A row of `messages` as it was read, its record not yet looked at.
///
/// A column that holds what it never should, as a damaged page can make it, is read as 0 or empty: then the checksum of
/// the record does not fit, and the damage is found there.
struct HistoryRow: Sendable {
    /// The columns beside the record.
    let columns: HistoryRecord.Columns
    /// The era that its other rows stand in.
    let era: Int64
    /// The octets of the record.
    let octets: [UInt8]

    /// What has to be selected for a row, in its order.
    ///
    /// - Parameter table: the alias of `messages` in the query.
    static func columns(_ table: String) -> String {
        ["id", "accepted_at", "settled_at", "size", "key", "record", "era"].map { "\(table).\($0)" }.joined(
            separator: ", ")
    }

    /// Takes a row that begins with what `columns` names.
    ///
    /// - Parameter row: the row.
    init(_ row: Row) {
        let values = Array(row.databaseValues)
        func number(_ index: Int) -> Int64 {
            values.indices.contains(index) ? Int64.fromDatabaseValue(values[index]) ?? 0 : 0
        }
        func octets(_ index: Int) -> [UInt8]? {
            values.indices.contains(index) ? Data.fromDatabaseValue(values[index]).map { Array($0) } : nil
        }
        columns = HistoryRecord.Columns(
            id: MessageID(number: number(0)), acceptedAt: WallTime(milliseconds: number(1)),
            settledAt: WallTime(milliseconds: number(2)), size: Int(clamping: number(3)),
            key: octets(4).flatMap { InjectionKey(String(decoding: $0, as: UTF8.self)) })
        self.octets = octets(5) ?? []
        era = number(6)
    }

    /// Reads the record.
    ///
    /// - Throws: `QueueStoreError`: `damaged`, naming the message.
    func record() throws(QueueStoreError) -> HistoryRecord { try HistoryRecord(decoding: octets, columns) }
}
