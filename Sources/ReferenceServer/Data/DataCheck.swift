import DeliveryQueue
import DeliveryQueueSQLite
import Foundation
import MailForwarding
import MailForwardingSQLite

/// Looks whether data are what they were.
enum DataCheck {
    /// Opens the store in a directory, looks at everything in it, and closes it.
    ///
    /// - Parameters:
    ///   - directory: the directory, which nobody uses.
    ///   - open: opens a store.
    ///   - progress: told how far it is.
    /// - Throws: `QueueStoreError` when the store cannot be opened or read at all.
    static func check(
        _ directory: String, opening open: (String) throws(QueueStoreError) -> any DurableStore,
        progress: @escaping @Sendable (StoreProgress) -> Void
    ) async throws(QueueStoreError) -> StoreCheck {
        let store = try open(directory)
        do {
            let found = try await store.check(progress: progress)
            await store.close()
            return found
        } catch {
            await store.close()
            throw error
        }
    }

    /// Looks at the directory of domains and aliases in a data directory.
    ///
    /// - Parameters:
    ///   - directory: the data directory.
    ///   - store: the store that has the directory open; nil to open it, where it is there.
    /// - Returns: what is wrong, a line each.
    static func directoryProblems(in directory: String, by store: SQLiteDirectoryStore?) async -> [String] {
        let path = ForwarderComposer.path(in: directory)
        do throws(DirectoryStoreError) {
            if let store { return try await store.check().map { "directory.sqlite: \($0)" } }
            guard Files.exists(path) else { return [] }
            let opened = try SQLiteDirectoryStore(at: path)
            defer { opened.close() }
            return try await opened.check().map { "directory.sqlite: \($0)" }
        } catch {
            return ["directory.sqlite: \(error.reason)"]
        }
    }

    /// What a check has found, in words that hold wherever the store lies.
    ///
    /// - Parameters:
    ///   - found: what was found.
    ///   - directory: where the store was checked.
    /// - Returns: damage of the databases' pages, which touches everything, and what is wrong of single messages.
    static func problems(of found: StoreCheck, in directory: String) -> (pages: [String], messages: [String]) {
        let place = directory + "/"
        // A page's problem begins with the database's path; that of a message may name a file in the middle.
        let isPage = { (problem: String) in
            ["queue.sqlite: ", "history.sqlite: "].contains { problem.hasPrefix(place + $0) }
        }
        let words = { (problem: String) in problem.replacingOccurrences(of: place, with: "") }
        return (found.problems.filter(isPage).map(words), found.problems.filter { !isPage($0) }.map(words))
    }

    /// Compares the files of a backup with its manifest; nothing is changed.
    ///
    /// The store in it was checked before the manifest was written, so that a store whose files are the same is sound.
    ///
    /// - Parameters:
    ///   - manifest: the manifest.
    ///   - directory: the backup's directory.
    ///   - progress: told how far it is.
    /// - Returns: what is wrong, a line for each file; none where all is as it was.
    static func problems(
        of manifest: BackupManifest, in directory: String, progress: (StoreProgress) -> Void
    ) -> [String] {
        var problems: [String] = []
        for (index, file) in manifest.files.enumerated() {
            let path = directory + "/" + file.path
            do throws(CommandFailure) {
                if let problem = difference(of: try FileCopy.content(of: path), from: file, called: path) {
                    problems.append(problem)
                }
            } catch {
                problems.append(error.message)
            }
            progress(StoreProgress(step: "files of the backup", done: index + 1, total: manifest.files.count))
        }
        return problems
    }

    /// In what a file differs from what a manifest says of it, in words; nil when it does not.
    ///
    /// - Parameters:
    ///   - content: what is in the file.
    ///   - file: what the manifest says.
    ///   - path: the file's name, for the words.
    static func difference(
        of content: FileCopy.Content, from file: BackupManifest.File, called path: String
    ) -> String? {
        let name = Console.printable(path)
        if content.size != file.size { return "\(name) has \(content.size) octets in place of \(file.size)" }
        return content.digest == file.sha256 ? nil : "\(name) is damaged: its octets are not those that were copied"
    }
}
