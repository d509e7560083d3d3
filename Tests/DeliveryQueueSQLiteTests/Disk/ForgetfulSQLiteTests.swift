import Foundation
import GRDB
import Testing

/// SQLite on a disk that forgets: it keeps its promise where it syncs, and breaks where it does not.
@Suite("SQLite on a disk that forgets what was not synced", .timeLimit(.minutes(15))) struct ForgetfulSQLiteTests {
    /// What became of a database.
    private enum Outcome { case whole, lost, corrupt }

    /// Opens the database of a disk with a write-ahead log.
    private func open(_ disk: ForgetfulDisk, synchronous: String) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.journalMode = .wal
        let queue = try DatabaseQueue(path: disk.directory + "/test.sqlite", configuration: configuration)
        try queue.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA synchronous = \(synchronous); PRAGMA wal_autocheckpoint = 20")
            try database.execute(sql: "CREATE TABLE IF NOT EXISTS numbers (number INTEGER PRIMARY KEY, filling BLOB)")
        }
        return queue
    }

    /// Commits numbers until the power goes, and gives those whose commit returned.
    private func work(on disk: ForgetfulDisk, synchronous: String) -> [Int] {
        var committed: [Int] = []
        guard let queue = try? open(disk, synchronous: synchronous) else { return [] }
        for number in 1...500 {
            let filling = Data(repeating: UInt8(number % 256), count: 100 * (number % 70))
            let isCommitted: ()? = try? queue.write { database in
                try database.execute(sql: "INSERT INTO numbers VALUES (?, ?)", arguments: [number, filling])
            }
            guard isCommitted != nil else { break }
            committed.append(number)
        }
        try? queue.close()
        return committed
    }

    private func outcome(of disk: ForgetfulDisk, committed: [Int]) -> Outcome {
        do {
            let queue = try open(disk, synchronous: "FULL")
            return try queue.read { database in
                guard try String.fetchOne(database, sql: "PRAGMA integrity_check") == "ok" else { return .corrupt }
                let found = try Set(Int.fetchAll(database, sql: "SELECT number FROM numbers"))
                return found.isSuperset(of: committed) ? .whole : .lost
            }
        } catch {
            return .corrupt
        }
    }

    private func outcomes(cuts: Range<Int>, synchronous: String) throws -> [Outcome: Int] {
        var counts: [Outcome: Int] = [:]
        for seed in cuts {
            let disk = try ForgetfulDisk()
            disk.armCut(afterOperations: 1 + seed * 37 % 601)
            let committed = work(on: disk, synchronous: synchronous)
            #expect(disk.isCut)
            counts[outcome(of: try disk.cut(seed: UInt64(seed)), committed: committed), default: 0] += 1
        }
        return counts
    }

    @Test("Where every commit is synced, it survives 100 cuts at different operations")
    func synchronousFull() throws {
        #expect(try outcomes(cuts: 0..<100, synchronous: "FULL") == [.whole: 100])
    }

    @Test("Where nothing is synced, commits are lost and files are damaged")
    func synchronousOff() throws {
        let counts = try outcomes(cuts: 0..<50, synchronous: "OFF")
        #expect(counts[.lost, default: 0] > 0 && counts[.corrupt, default: 0] > 0)
    }

    @Test("A full disk and a failing sync are errors that SQLite names")
    func faults() throws {
        let disk = try ForgetfulDisk()
        let queue = try open(disk, synchronous: "FULL")
        let insert = "INSERT INTO numbers VALUES (NULL, zeroblob(9000))"
        disk.setRoom(100)
        #expect { try queue.write { try $0.execute(sql: insert) } } throws: {
            ($0 as? DatabaseError)?.resultCode == .SQLITE_FULL
        }
        disk.setRoom(nil)
        try queue.write { try $0.execute(sql: insert) }
        disk.failSync(after: 1)
        #expect { try queue.write { try $0.execute(sql: insert) } } throws: {
            ($0 as? DatabaseError)?.extendedResultCode == .SQLITE_IOERR_FSYNC
        }
        disk.failEveryWrite(EIO)
        #expect { try queue.write { try $0.execute(sql: insert) } } throws: {
            ($0 as? DatabaseError)?.extendedResultCode == .SQLITE_IOERR_WRITE
        }
    }

    @Test("Files that no model covers go past it")
    func elsewhere() throws {
        let disk = try ForgetfulDisk()
        disk.powerOff()
        let directory = try TemporaryDirectory()
        let queue = try DatabaseQueue(path: directory.path + "/test.sqlite")
        try queue.write { try $0.execute(sql: "CREATE TABLE numbers (number INTEGER)") }
        #expect(try queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM numbers") } == 0)
    }
}
