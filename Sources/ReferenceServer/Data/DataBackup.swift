import DeliveryQueue
import DeliveryQueueSQLite
import Foundation
import MailForwarding
import MailForwardingSQLite

/// Makes a copy of a data directory while its store works, and looks whether the copy is good before saying so.
struct DataBackup: Sendable {
    /// The data directory.
    let dataPath: String
    /// Where the copy is made; absent, or an empty directory.
    let target: String
    /// How many octets are left free where the copy lies on the same file system as the data.
    var reserve = SQLiteQueueStore.Options().minimumFreeSpace
    /// The directory of domains and aliases, where the daemon has it open; nil to open it, where it is there.
    var directory: SQLiteDirectoryStore?
    /// How much room there is.
    var room = DiskRoom()
    /// Opens a store to check it.
    var open: @Sendable (String) throws(QueueStoreError) -> any DurableStore = { path throws(QueueStoreError) in
        try SQLiteQueueStore(at: path)
    }

    /// Makes the copy: the store, the other files, the check, and at last the manifest.
    ///
    /// Messages that are damaged in the store are so in the copy, and are named; only damaged pages of a database,
    /// which touch everything, make it fail.
    ///
    /// - Parameters:
    ///   - store: the store in the data directory.
    ///   - progress: told how far it is.
    /// - Returns: what was copied.
    /// - Throws: `CommandFailure` with the reason; what was made until then is removed.
    func make(
        of store: any DurableStore, progress: @escaping @Sendable (StoreProgress) -> Void
    ) async throws(CommandFailure) -> BackupView {
        let start = ContinuousClock.now
        guard target.hasPrefix("/") else { throw .usage("the backup's directory wants its whole path") }
        if FilePlace.lies(target, below: dataPath) {
            throw .operational("\(target) lies in the data directory, which would be copied into itself")
        }
        try room.demand(try DiskRoom.octets(in: dataPath), at: target, besides: dataPath, reserve: reserve)
        let isNew = !Files.exists(target)
        if isNew { try Files.makeDirectory(target) }
        // Nobody else fills it meanwhile, so that all that is in it is ours to remove.
        let claim = try DirectoryClaim(target)
        guard try DataFiles.names(in: target).isEmpty else {
            throw .operational("\(target) is not empty; name a directory that does not exist")
        }
        chmod(target, 0o700)
        do {
            let copied = try await store.backup(to: target, progress: progress)
            try await copyDirectory()
            let manifest = try await complete(copied, progress)
            withExtendedLifetime(claim) {}
            return BackupView(manifest, at: target, seconds: (ContinuousClock.now - start) / .seconds(1))
        } catch {
            let reason = (error as? CommandFailure)?.message ?? (error as? QueueStoreError)?.reason ?? "\(error)"
            let isGone = clear(isNew)
            withExtendedLifetime(claim) {}
            throw .operational(
                isGone ? reason : "\(reason); what was copied to \(target) is no backup, and could not be removed")
        }
    }

    /// Adds to a copied store what is not the store's, checks it, and writes the manifest.
    private func complete(
        _ copied: StoreBackup, _ progress: @escaping @Sendable (StoreProgress) -> Void
    ) async throws -> BackupManifest {
        let files = try copyOthers(progress)
        let found = try await DataCheck.check(target, opening: open, progress: progress)
        let (pages, messages) = DataCheck.problems(of: found, in: target)
        guard pages.isEmpty else {
            throw CommandFailure.operational("the copy is not sound: " + pages.joined(separator: "; "))
        }
        let entries = await DataCheck.directoryProblems(in: target, by: nil)
        guard entries.isEmpty else {
            throw CommandFailure.operational("the copy is not sound: " + entries.joined(separator: "; "))
        }
        removeLeftovers()
        progress(StoreProgress(step: "digests", done: 0, total: 0))
        let manifest = try BackupManifest(
            of: target, time: SystemQueueClock().now().description, found: found, skipped: files.others,
            problems: copied.problems + messages)
        try manifest.write(to: target)
        return manifest
    }

    /// Copies the directory of domains and aliases as it is at one moment.
    private func copyDirectory() async throws(CommandFailure) {
        let (path, copy) = (ForwarderComposer.path(in: dataPath), ForwarderComposer.path(in: target))
        do throws(DirectoryStoreError) {
            if let directory { return try await directory.backup(to: copy) }
            guard Files.exists(path) else { return }
            let opened = try SQLiteDirectoryStore(at: path)
            defer { opened.close() }
            try await opened.backup(to: copy)
        } catch {
            throw .operational(error.reason)
        }
    }

    /// Removes what the check has left: the lock, the shared memory, and logs of which everything is in the databases.
    private func removeLeftovers() {
        for name in ["lock", "queue.sqlite-shm", "history.sqlite-shm"] { unlink(target + "/" + name) }
        for name in ["queue.sqlite-wal", "history.sqlite-wal"] {
            var status = stat()
            let path = target + "/" + name
            if stat(path, &status) == 0, status.st_size == 0 { unlink(path) }
        }
    }

    /// Removes what was made.
    ///
    /// - Parameter isNew: whether the directory is to go too.
    /// - Returns: whether all of it is gone.
    private func clear(_ isNew: Bool) -> Bool {
        for name in (try? DataFiles.names(in: target)) ?? [] {
            try? FileManager.default.removeItem(atPath: target + "/" + name)
        }
        if isNew { return rmdir(target) == 0 }
        return (try? DataFiles.names(in: target))?.isEmpty == true
    }

    /// Copies what belongs to no store.
    private func copyOthers(
        _ progress: @escaping @Sendable (StoreProgress) -> Void
    ) throws(CommandFailure) -> DataFiles {
        let files = try DataFiles(in: dataPath, excludesStore: true)
        for directory in files.emptyDirectories { try Files.makeDirectory(target + "/" + directory) }
        for (index, path) in files.regular.enumerated() {
            for directory in BackupManifest.directories(above: path) {
                try Files.makeDirectory(target + "/" + directory)
            }
            // A file that was replaced meanwhile, as caches are, is in the copy under its name or not at all.
            guard Files.exists(dataPath + "/" + path) else { continue }
            _ = try FileCopy.copy(dataPath + "/" + path, to: target + "/" + path)
            progress(StoreProgress(step: "other files", done: index + 1, total: files.regular.count))
        }
        return files
    }
}
