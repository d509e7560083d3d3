import DeliveryQueueSQLite
import Foundation

/// Where a restore puts its files until the data directory is whole.
///
/// That is a directory beside the data directory, which takes its place in one step at the end. Where the data
/// directory cannot be replaced, as something is mounted there, it is filled itself, and its marker keeps everybody else
/// away. One process restores a directory at a time; what another one has made is never removed.
struct RestorePlace: Sendable {
    /// The data directory, with its whole path.
    let target: String
    /// Where the files are put.
    let work: String
    private let lock: DirectoryLock

    /// Makes the place, and marks it.
    ///
    /// - Parameters:
    ///   - dataPath: the data directory; absent or empty.
    ///   - replaces: whether an empty directory can be replaced by another one.
    /// - Throws: `CommandFailure` when the directory is in use, or the place cannot be made.
    init(for dataPath: String, replaces: (String) -> Bool = Self.canBeReplaced) throws(CommandFailure) {
        target = FilePlace.resolved(dataPath)
        let exists = Files.exists(target)
        if exists { try Self.demandEmpty(target) }
        if exists, !replaces(target) {
            work = target
        } else {
            work = target + ".restoring"
            try Files.makeDirectory(FilePlace.parent(of: target))
            try Self.makeNew(work, for: target)
        }
        do {
            lock = try RestoreMarker.set(in: work)
        } catch {
            if work != target { try? FileManager.default.removeItem(atPath: work) }
            throw error
        }
        // Somebody may have been quicker between the look and the lock.
        guard try DataFiles.names(in: work) != [RestoreMarker.name] else { return }
        unlink(work + "/" + RestoreMarker.name)
        throw Self.notEmpty(work)
    }

    /// Ends the restore: the data directory is there and whole, durably.
    ///
    /// - Throws: `CommandFailure` when it cannot take its place; call `abandon` then.
    func finish() throws(CommandFailure) {
        guard work != target else { return try RestoreMarker.remove(in: work) }
        var status = stat()
        if stat(target, &status) == 0 { chmod(work, status.st_mode & 0o777) }
        try RestoreMarker.remove(in: work)
        guard rename(work, target) == 0 else {
            if errno == ENOTEMPTY || errno == EEXIST { throw Self.notEmpty(target) }
            throw .operational("\(work) cannot become \(target): \(Files.systemError())")
        }
        try FileCopy.syncDirectory(FilePlace.parent(of: target))
    }

    /// Removes what this restore has made.
    ///
    /// - Returns: whether all of it is gone.
    func abandon() -> Bool {
        guard work == target else {
            try? FileManager.default.removeItem(atPath: work)
            return !Files.exists(work)
        }
        guard let names = try? DataFiles.names(in: work) else { return false }
        for name in names where name != RestoreMarker.name {
            try? FileManager.default.removeItem(atPath: work + "/" + name)
        }
        guard (try? DataFiles.names(in: work)) == [RestoreMarker.name] else { return false }
        return (try? RestoreMarker.remove(in: work)) != nil
    }

    private static func makeNew(_ work: String, for target: String) throws(CommandFailure) {
        guard mkdir(work, 0o700) != 0 else { return }
        guard errno == EEXIST else { throw .operational("cannot make the directory \(work): \(Files.systemError())") }
        throw .operational(
            "\(target) is being restored, or was and the restore was cut off: \(work) is there. "
                + "If no waxwing restore runs, remove \(work) and restore again")
    }

    private static func demandEmpty(_ directory: String) throws(CommandFailure) {
        let names = try DataFiles.names(in: directory)
        if names.contains(RestoreMarker.name) { throw RestoreMarker.refusal(of: directory) }
        guard names.isEmpty else { throw notEmpty(directory) }
    }

    private static func notEmpty(_ directory: String) -> CommandFailure {
        .operational("\(directory) is not empty; move it away, or name another directory with --data")
    }

    /// Whether an empty directory can be replaced by another one: it is ours, nothing is mounted there, and the
    /// directory that it lies in may be written.
    ///
    /// - Parameter directory: the directory, with its whole path.
    static func canBeReplaced(_ directory: String) -> Bool {
        let parent = FilePlace.parent(of: directory)
        var (own, above) = (stat(), stat())
        guard stat(directory, &own) == 0, stat(parent, &above) == 0 else { return false }
        return own.st_uid == geteuid() && own.st_dev == above.st_dev && access(parent, W_OK | X_OK) == 0
            && !isMountPoint(directory)
    }

    /// Whether something is mounted on a directory, also of the same file system.
    private static func isMountPoint(_ directory: String) -> Bool {
        guard let octets = try? Files.read("/proc/self/mountinfo") else { return false }
        var written = directory
        for (character, escape) in [("\\", "\\134"), (" ", "\\040"), ("\t", "\\011"), ("\n", "\\012")] {
            written = written.replacingOccurrences(of: character, with: escape)
        }
        return String(decoding: octets, as: UTF8.self).split(separator: "\n").contains { line in
            line.split(separator: " ").dropFirst(4).first.map(String.init) == written
        }
    }
}
