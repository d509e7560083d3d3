import CForgetfulDisk
import DeliveryQueue
import DeliveryQueueSQLite
import Foundation

/// A directory on a disk that forgets what was not synced when its power is cut; removed when nobody uses it any more.
///
/// What SQLite and a store over this `StoreDisk` do to files in the directory is seen by everybody at once, and is durable
/// as C's `forgetful_disk.h` says. Other ways to write there go past the disk and count as durable when they are first met.
final class ForgetfulDisk: Sendable {
    /// What survives a cut of that which is not durable.
    enum Survival: Int32, CaseIterable, Sendable {
        /// Any part of it: writes in any order and torn, names up to any of them.
        case chance
        /// Nothing.
        case nothing
        /// Everything.
        case everything
        /// The last writes without those before them.
        case lastOnly
    }

    /// What a failing sync leaves of that which it should have made durable.
    enum Loss: Int32, CaseIterable, Sendable {
        /// Nothing becomes durable, and all of it is still read.
        case everything
        /// Any part of it becomes durable, and all of it is still read.
        case something
        /// Nothing becomes durable, and nothing of it is read any more.
        case everythingUnread
        /// Any part of it becomes durable, and only that is read.
        case somethingUnread
    }

    /// Whether the disk can be used: SQLite has to take our file system as its own.
    private static let registration = fd_register_vfs()

    /// The directory, as `realpath` writes it.
    let directory: String
    // The model has a lock of its own.
    nonisolated(unsafe) let model: OpaquePointer

    /// Makes a disk with an empty directory.
    ///
    /// - Parameter namesNeedDirectorySync: whether a name is durable only once its directory was synced. Else the sync of
    ///   any file does it, as in effect on ext4.
    convenience init(namesNeedDirectorySync: Bool = true) throws {
        let path = Self.unusedPath()
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        try self.init(over: path, namesNeedDirectorySync: namesNeedDirectorySync)
    }

    /// Takes a directory over; what it holds is durable.
    private init(over path: String, namesNeedDirectorySync: Bool) throws {
        guard Self.registration == 0 else { throw QueueStoreError(.failed, "SQLite takes no other file system") }
        guard let real = realpath(path, nil) else { throw QueueStoreError(.failed, "\(path) has no real path") }
        defer { free(real) }
        guard let model = fd_create(path, namesNeedDirectorySync ? 1 : 0) else {
            throw QueueStoreError(.failed, "\(path) cannot be read")
        }
        directory = String(cString: real)
        self.model = model
    }

    deinit {
        fd_destroy(model)
        try? FileManager.default.removeItem(atPath: directory)
    }

    private static func unusedPath() -> String { NSTemporaryDirectory() + "waxwing-disk-\(UUID().uuidString)" }

    // MARK: The power

    /// Turns the power off and gives a disk with what may be there when it is back.
    ///
    /// This disk is of no use afterwards.
    ///
    /// - Parameters:
    ///   - seed: decides what survives; the same one gives the same after the same operations.
    ///   - survival: what survives of that which is not durable.
    func cut(seed: UInt64, survival: Survival = .chance) throws -> ForgetfulDisk {
        let path = Self.unusedPath()
        let problem = fd_cut(model, seed, survival.rawValue, path)
        guard problem == 0 else { throw QueueStoreError(.failed, "\(path): \(String(cString: strerror(problem)))") }
        return try ForgetfulDisk(over: path, namesNeedDirectorySync: true)
    }

    /// Cuts the power at an operation: a write, a change of size, a sync or a change of a name.
    ///
    /// - Parameter operations: its number, counted from now and from 1. It does not happen, or a write by half; from then on
    ///   everything fails. Nil takes it back.
    func armCut(afterOperations operations: Int?) { fd_arm_cut(model, UInt64(max(0, operations ?? 0))) }

    /// Whether an armed cut has struck.
    var isCut: Bool { fd_is_cut(model) != 0 }

    /// How many operations there were.
    var operations: Int { Int(fd_operations(model)) }

    /// How many syncs there were.
    var syncs: Int { Int(fd_syncs(model)) }

    /// Lets everything fail from now on, as after the end of a process that could write its last.
    func powerOff() { fd_power_off(model) }

    /// Lets another process begin on the same disk: all is as it was read before, and what was opened before is dead.
    ///
    /// After a cut it changes nothing.
    func restartProcess() { fd_restart_process(model) }

    // MARK: Faults

    /// Lets one sync fail.
    ///
    /// - Parameters:
    ///   - syncs: its number, counted from now and from 1; nil takes it back.
    ///   - loss: what becomes of what was written since the sync before.
    func failSync(after syncs: Int?, loss: Loss = .everything) {
        fd_fail_sync(model, UInt64(max(0, syncs ?? 0)), loss.rawValue)
    }

    /// Lets every sync fail, or none.
    func failEverySync(_ fails: Bool, loss: Loss = .everything) {
        fd_fail_every_sync(model, fails ? 1 : 0, loss.rawValue)
    }

    /// Lets one write or change of size fail, which does nothing then.
    ///
    /// - Parameters:
    ///   - writes: its number, counted from now and from 1; nil takes it back.
    ///   - error: what it fails with.
    func failWrite(after writes: Int?, error: Int32 = EIO) { fd_fail_write(model, UInt64(max(0, writes ?? 0)), error) }

    /// Lets every write and change of size fail with an error; nil takes it back.
    func failEveryWrite(_ error: Int32?) { fd_fail_every_write(model, error ?? 0) }

    /// Lets reads of files fail whose names end so; nil takes it back.
    func failReads(ofNamesEnding suffix: String?) { fd_fail_reads(model, suffix) }

    /// Says how many octets the files may still grow by before the disk is full; nil for any number.
    func setRoom(_ octets: Int?) { fd_set_room(model, Int64(octets ?? -1)) }
}
