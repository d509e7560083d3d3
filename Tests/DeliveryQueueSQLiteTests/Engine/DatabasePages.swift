import Foundation
import GRDB

/// The pages of a database that nobody has open, to damage them.
struct DatabasePages {
    /// The database file.
    let path: String

    /// Writes nonsense over the head of a leaf in the midst of a table or an index.
    ///
    /// - Parameter name: the table, or the index.
    func damageLeaf(of name: String) throws {
        let (root, size) = try read { database in
            (
                try Int.fetchOne(
                    database, sql: "SELECT rootpage FROM sqlite_master WHERE name = ?", arguments: [name]),
                try Int.fetchOne(database, sql: "PRAGMA page_size")
            )
        }
        guard let root, let size else { throw CocoaError(.fileReadCorruptFile) }
        let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
        defer { try? file.close() }
        var page = root
        while true {
            let octets = try read(page, size, in: file)
            guard let child = Self.middleChild(octets) else { break }
            page = child
        }
        try file.seek(toOffset: UInt64((page - 1) * size))
        try file.write(contentsOf: Data(repeating: 0xEE, count: 64))
    }

    /// Removes rows from a table, but not from one of its indexes, as an old page in a new one's place does.
    ///
    /// - Parameters:
    ///   - index: the index that still has them.
    ///   - sql: removes the rows.
    func loseRows(keeping index: String, by sql: String) throws {
        // SQLite reads its schema when it opens the file, so each step opens it anew.
        let entry = try read { database in
            try Row.fetchOne(database, sql: "SELECT * FROM sqlite_master WHERE name = ?", arguments: [index])
        }
        try write("PRAGMA writable_schema = ON; DELETE FROM sqlite_master WHERE name = '\(index)'")
        try write(sql)
        try write(
            "PRAGMA writable_schema = ON; INSERT INTO sqlite_master VALUES (?, ?, ?, ?, ?)",
            StatementArguments(entry.map { Array($0.databaseValues) } ?? []))
    }

    private func write(_ sql: String, _ arguments: StatementArguments = []) throws {
        let queue = try DatabaseQueue(path: path)
        try queue.writeWithoutTransaction { try $0.execute(sql: sql, arguments: arguments) }
        try queue.close()
    }

    /// Which of some numbers find a damaged page.
    ///
    /// - Parameters:
    ///   - numbers: the numbers.
    ///   - sql: a query with one argument, each of the numbers in turn.
    func damaged(among numbers: some Sequence<Int64>, by sql: String) throws -> Set<Int64> {
        try read { database in
            var damaged: Set<Int64> = []
            for number in numbers {
                do {
                    _ = try Row.fetchAll(database, sql: sql, arguments: [number])
                } catch let error as DatabaseError where error.resultCode == .SQLITE_CORRUPT {
                    damaged.insert(number)
                }
            }
            return damaged
        }
    }

    private func read<Value>(_ work: (Database) throws -> Value) throws -> Value {
        let queue = try DatabaseQueue(path: path)
        // Outside of a transaction, which could not be ended once a damaged page was met.
        let value = try queue.unsafeRead(work)
        try queue.close()
        return value
    }

    private func read(_ number: Int, _ size: Int, in file: FileHandle) throws -> [UInt8] {
        try file.seek(toOffset: UInt64((number - 1) * size))
        return Array(try file.read(upToCount: size) ?? Data())
    }

    /// The page below an inner page of a table or an index, from its middle; nil for a leaf.
    ///
    /// SQLite's file format, section 1.6.
    private static func middleChild(_ page: [UInt8]) -> Int? {
        guard page.count > 14, page[0] == 2 || page[0] == 5 else { return nil }
        let count = number(page[3..<5])
        guard count > 0 else { return number(page[8..<12]) }
        let pointer = 12 + 2 * (count / 2)
        let cell = number(page[pointer..<(pointer + 2)])
        return number(page[cell..<(cell + 4)])
    }

    private static func number(_ octets: ArraySlice<UInt8>) -> Int { octets.reduce(0) { $0 << 8 | Int($1) } }
}
