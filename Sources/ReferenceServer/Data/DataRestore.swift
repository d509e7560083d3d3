import DeliveryQueue
import DeliveryQueueSQLite
import Foundation

/// Makes a data directory of a backup.
struct DataRestore: Sendable {
    /// The backup's directory.
    let source: String
    /// The data directory, absent or empty.
    let dataPath: String
    /// Whether every recipient that waits is held.
    let holds: Bool
    /// How much room there is.
    var room = DiskRoom()
    /// Whether an empty data directory can be replaced by another one.
    var replaces: @Sendable (String) -> Bool = RestorePlace.canBeReplaced
    /// Opens a store.
    var open: @Sendable (String) throws(QueueStoreError) -> any DurableStore = { path throws(QueueStoreError) in
        try SQLiteQueueStore(at: path)
    }

    /// What was restored.
    struct Outcome: Sendable {
        /// What was copied.
        let copied: BackupView
        /// When the backup was made.
        let time: String
        /// How many recipients are held now that were not before.
        let held: Int
    }

    /// Verifies the backup, copies it, looks whether the copy is sound, holds what is to be held, and at last puts the
    /// whole in its place.
    ///
    /// - Parameter progress: told how far it is.
    /// - Throws: `CommandFailure` with the reason; whatever was made is gone then, and the data directory is as it was.
    func run(
        progress: @escaping @Sendable (StoreProgress) -> Void
    ) async throws(CommandFailure) -> Outcome {
        let start = ContinuousClock.now
        let manifest = try BackupManifest(reading: source)
        if FilePlace.lies(dataPath, below: source) || FilePlace.lies(source, below: dataPath) {
            throw .operational("the backup \(source) and the data directory \(dataPath) lie in each other")
        }
        let place = try RestorePlace(for: dataPath, replaces: replaces)
        do {
            try verify(manifest, progress)
            try room.demand(manifest.octets, at: place.work, besides: place.work, reserve: 0)
            try copy(manifest, to: place.work, progress)
            let found = try await DataCheck.check(place.work, opening: open, progress: progress)
            let (pages, messages) = DataCheck.problems(of: found, in: place.work)
            let known = Set(manifest.problems)
            let problems = pages + messages.filter { !known.contains($0) }
            guard problems.isEmpty else {
                throw CommandFailure.operational("the copy is not sound: " + problems.joined(separator: "; "))
            }
            let held = holds ? try await hold(manifest, in: place.work) : 0
            try place.finish()
            let view = BackupView(manifest, at: dataPath, seconds: (ContinuousClock.now - start) / .seconds(1))
            return Outcome(copied: view, time: manifest.time, held: held)
        } catch {
            let reason = (error as? CommandFailure)?.message ?? (error as? QueueStoreError)?.reason ?? "\(error)"
            throw .operational(place.abandon() ? reason : "\(reason); what was made in \(place.work) is still there")
        }
    }

    private func verify(
        _ manifest: BackupManifest, _ progress: @escaping @Sendable (StoreProgress) -> Void
    ) throws(CommandFailure) {
        let problems = DataCheck.problems(of: manifest, in: source, progress: progress)
        guard problems.isEmpty else {
            throw .operational("\(source) is damaged: " + problems.joined(separator: "; "))
        }
    }

    private func copy(
        _ manifest: BackupManifest, to work: String, _ progress: @escaping @Sendable (StoreProgress) -> Void
    ) throws(CommandFailure) {
        for directory in manifest.emptyDirectories { try Files.makeDirectory(work + "/" + directory) }
        var directories: Set<String> = [work]
        for (index, file) in manifest.files.enumerated() {
            for directory in BackupManifest.directories(above: file.path) {
                try Files.makeDirectory(work + "/" + directory)
                directories.insert(work + "/" + directory)
            }
            let path = work + "/" + file.path
            let content = try FileCopy.copy(source + "/" + file.path, to: path, mode: file.mode)
            if let problem = DataCheck.difference(of: content, from: file, called: source + "/" + file.path) {
                throw .operational(problem)
            }
            progress(StoreProgress(step: "files", done: index + 1, total: manifest.files.count))
        }
        for directory in directories.sorted() { try FileCopy.syncDirectory(directory) }
    }

    private func hold(_ manifest: BackupManifest, in work: String) async throws(QueueStoreError) -> Int {
        let store = try open(work)
        do {
            let reason = "restored from a backup of \(manifest.time); `waxwing queue release` lets it go on"
            let held = try await AbandonedAttempts.holdAll(in: store, because: reason, at: SystemQueueClock().now())
            await store.close()
            return held
        } catch {
            await store.close()
            throw error
        }
    }
}
