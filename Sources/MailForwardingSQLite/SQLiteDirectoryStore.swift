import GRDB
public import MailForwarding
import Synchronization

/// Keeps a directory in a SQLite file of its own.
///
/// Guarantees: a commit is on the disk when it returns (a rollback journal, `synchronous=EXTRA`), and whatever ends the
/// process or the machine in the midst of one, the next start finds all of its changes or none. The file can be read by
/// its owner only, as it holds the keys that mail is signed with. One process has it at a time, from opening to closing;
/// a second is refused.
///
/// Known limit: the whole directory is read into memory when it is opened.
public final class SQLiteDirectoryStore: DirectoryStore {
    /// Who uses the file: GRDB does not survive that it is used when it is closed.
    private struct State {
        var queue: DatabaseQueue?
        var users = 0
        var isClosing = false
    }

    private let state: Mutex<State>

    /// Opens a file, and makes it where it is absent.
    ///
    /// - Parameter path: the file; its folder exists.
    /// - Throws: `DirectoryStoreError` of the kind `inUse` where another process has it, `inaccessible`, `damaged` also
    ///   where it was written by a later version, `full` or `failed`.
    public init(at path: String) throws(DirectoryStoreError) {
        do {
            try OwnFile.make(at: path)
            let queue = try DatabaseQueue(path: path, configuration: Self.configuration)
            try queue.writeWithoutTransaction { database in
                try database.execute(sql: "PRAGMA synchronous = EXTRA")
                guard try Int.fetchOne(database, sql: "PRAGMA synchronous") == 3 else {
                    throw DirectoryStoreError(.failed, "SQLite did not take synchronous = EXTRA")
                }
                // Taken now, so that a second process is refused at its start and not at its first change.
                try database.execute(sql: "BEGIN EXCLUSIVE; COMMIT")
            }
            let migrator = DirectorySchema.migrator
            if try queue.read({ try migrator.hasBeenSuperseded($0) }) {
                throw DirectoryStoreError(.damaged, "The directory \(path) was written by a later version of Waxwing")
            }
            try migrator.migrate(queue)
            state = Mutex(State(queue: queue))
        } catch {
            throw DirectoryStoreError(translating: error)
        }
    }

    /// All that is kept.
    ///
    /// - Throws: `DirectoryStoreError` of the kind `damaged` for a row that makes no sense, `stopped` or `failed`.
    public func contents() async throws(DirectoryStoreError) -> DirectoryContents {
        let queue = try enter()
        defer { leave() }
        do {
            return try await queue.read { try DirectoryRows.contents(of: $0) }
        } catch {
            throw DirectoryStoreError(translating: error)
        }
    }

    /// Keeps changes, all of them or none, and returns when they are on the disk.
    ///
    /// - Parameter changes: the changes.
    /// - Throws: `DirectoryStoreError` of the kind `full`, `stopped` or `failed`.
    public func commit(_ changes: [DirectoryChange]) async throws(DirectoryStoreError) {
        let queue = try enter()
        defer { leave() }
        do {
            try await queue.write { database in
                for change in changes { try DirectoryRows.write(change, to: database) }
            }
        } catch {
            throw DirectoryStoreError(translating: error)
        }
    }

    /// Closes the file, as soon as nobody uses it any more; every later call throws `stopped`.
    public func close() {
        let idle = state.withLock { state in
            state.isClosing = true
            return state.users == 0 ? state.queue.take() : nil
        }
        try? idle?.close()
    }

    /// Copies the directory into another file, as it is at one moment.
    ///
    /// - Parameter path: the file, which is not there yet.
    /// - Throws: `DirectoryStoreError`.
    public func backup(to path: String) async throws(DirectoryStoreError) {
        let queue = try enter()
        defer { leave() }
        do {
            try OwnFile.make(at: path, isNew: true)
            let copy = try DatabaseQueue(path: path)
            try queue.backup(to: copy)
            try copy.close()
        } catch {
            throw DirectoryStoreError(translating: error)
        }
    }

    /// Looks at every page and every row; nothing is changed.
    ///
    /// - Returns: what is wrong, a line each; none where all is sound.
    /// - Throws: `DirectoryStoreError` of the kind `stopped`, or where the file cannot be read at all.
    public func check() async throws(DirectoryStoreError) -> [String] {
        let queue = try enter()
        defer { leave() }
        do {
            let pages = try await queue.read { try String.fetchAll($0, sql: "PRAGMA integrity_check") }
            guard pages == ["ok"] else { return pages }
            _ = try await queue.read { try DirectoryRows.contents(of: $0) }
            return []
        } catch {
            let failure = DirectoryStoreError(translating: error)
            guard failure.kind == .damaged else { throw failure }
            return [failure.reason]
        }
    }

    private func enter() throws(DirectoryStoreError) -> DatabaseQueue {
        let queue = state.withLock { state -> DatabaseQueue? in
            guard !state.isClosing, let queue = state.queue else { return nil }
            state.users += 1
            return queue
        }
        guard let queue else { throw DirectoryStoreError(.stopped, "The directory was closed") }
        return queue
    }

    private func leave() {
        let idle = state.withLock { state in
            state.users -= 1
            return state.isClosing && state.users == 0 ? state.queue.take() : nil
        }
        try? idle?.close()
    }

    private static var configuration: GRDB.Configuration {
        var configuration = GRDB.Configuration()
        configuration.label = "waxwing.directory"
        // References between tables are not enforced: what belongs together is removed together.
        configuration.foreignKeysEnabled = false
        configuration.busyMode = .immediateError
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA locking_mode = EXCLUSIVE")
        }
        return configuration
    }
}
