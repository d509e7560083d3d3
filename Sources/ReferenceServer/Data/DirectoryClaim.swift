import Foundation

/// The right to fill an empty directory: one process and one task at a time, until it is let go or the process ends.
///
/// The lock is the kernel's, on the directory itself (`flock`), so that nothing has to be written into it.
final class DirectoryClaim: Sendable {
    private let descriptor: CInt

    /// Claims a directory.
    ///
    /// A file system without such locks, as of some networks, lets everybody have it.
    ///
    /// - Parameter directory: the directory.
    /// - Throws: `CommandFailure` when somebody else has it, or it cannot be opened.
    init(_ directory: String) throws(CommandFailure) {
        descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw .operational("cannot open the directory \(directory): \(Files.systemError())")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK else {
            close(descriptor)
            throw .operational("\(directory) is being filled by somebody else")
        }
    }

    deinit { close(descriptor) }
}
