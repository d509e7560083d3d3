public import DeliveryQueue

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// The ownership of a data directory: one process at a time, until it ends.
///
/// The lock is the kernel's (`flock`), so that a killed process leaves none behind. The file holds the owner's process
/// number, for people.
public final class DirectoryLock: Sendable {
    /// The open file, or nil once the lock was given up.
    private let descriptor: Locked<Int32?>

    /// Takes the lock.
    ///
    /// - Parameter path: the lock file; made when absent, readable by its owner only.
    /// - Throws: `QueueStoreError` of kind `inUse` when another process has it, `inaccessible` when the file cannot be
    ///   opened.
    public init(path: String) throws(QueueStoreError) {
        let opened = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard opened >= 0 else {
            throw QueueStoreError(.inaccessible, "The lock file \(path) cannot be opened: \(Self.systemError())")
        }
        guard flock(opened, LOCK_EX | LOCK_NB) == 0 else {
            let problem = errno
            let owner = Self.contents(of: opened)
            close(opened)
            guard problem == EWOULDBLOCK else {
                throw QueueStoreError(
                    .inaccessible, "The file \(path) cannot be locked: \(String(cString: strerror(problem)))")
            }
            let who = owner.isEmpty ? "another process" : "process \(owner)"
            let directory = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
            throw QueueStoreError(
                .inUse, "The data directory \(directory.joined(separator: "/")) is in use by \(who)")
        }
        let text = Array("\(getpid())\n".utf8)
        ftruncate(opened, 0)
        _ = text.withUnsafeBytes { pwrite(opened, $0.baseAddress, $0.count, 0) }
        descriptor = Locked(opened)
    }

    deinit { release() }

    /// Gives the directory up; once more does nothing.
    public func release() {
        let open = descriptor.withLock { descriptor in
            defer { descriptor = nil }
            return descriptor
        }
        if let open { close(open) }
    }

    private static func contents(of descriptor: Int32) -> String {
        let octets = [UInt8](unsafeUninitializedCapacity: 32) { buffer, count in
            count = max(0, pread(descriptor, buffer.baseAddress, 32, 0))
        }
        return String(decoding: octets.prefix { $0 != 10 }, as: UTF8.self)
    }

    /// The text of the last system error.
    static func systemError() -> String { String(cString: strerror(errno)) }
}
