import DeliveryQueue
import DeliveryQueueSQLite
import Foundation

/// The file that says that a directory is being restored and is not whole: it is written first and removed last.
///
/// Whoever restores has it locked, so that a marker without an owner was left by a restore that was cut off.
enum RestoreMarker {
    /// The marker's name in the directory.
    static let name = "restoring"

    /// Refuses to work on a directory that is not whole.
    ///
    /// - Parameter directory: a data directory.
    /// - Throws: `CommandFailure` that says what to do.
    static func refuse(in directory: String) throws(CommandFailure) {
        guard Files.exists(directory + "/" + name) else { return }
        throw refusal(of: directory)
    }

    /// Why a directory that has a marker is not used, and what to do.
    ///
    /// - Parameter directory: the directory.
    static func refusal(of directory: String) -> CommandFailure {
        .operational(
            "\(directory) is not whole: a restore is under way or was cut off, as \(directory)/\(name) says. "
                + "If no waxwing restore runs, remove everything in it and restore again")
    }

    /// Marks a directory, durably, and takes the marker's lock.
    ///
    /// - Parameter directory: the directory.
    /// - Returns: the lock, to be kept to the end.
    /// - Throws: `CommandFailure` when somebody else has it, or it cannot be written.
    static func set(in directory: String) throws(CommandFailure) -> DirectoryLock {
        let lock: DirectoryLock
        do {
            lock = try DirectoryLock(path: directory + "/" + name)
        } catch {
            throw .operational(error.reason)
        }
        _ = try FileCopy.content(of: directory + "/" + name, syncing: true)
        try FileCopy.syncDirectory(directory)
        return lock
    }

    /// Removes the marker after everything else in the directory was made durable.
    ///
    /// - Parameter directory: the directory.
    /// - Throws: `CommandFailure` when it cannot be removed.
    static func remove(in directory: String) throws(CommandFailure) {
        try FileCopy.syncDirectory(directory)
        guard unlink(directory + "/" + name) == 0 else {
            throw .operational("cannot remove \(directory)/\(name): \(Files.systemError())")
        }
        try FileCopy.syncDirectory(directory)
    }
}
