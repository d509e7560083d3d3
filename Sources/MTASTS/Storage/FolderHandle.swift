internal import MailCryptography

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// An open folder: whole files are written, read and removed in it by their names.
///
/// All calls block; the folder stays the same one if the path leads elsewhere later. It is locked until it is closed.
final class FolderHandle: Sendable {
    /// How the names of files begin that are being written.
    static let temporaryPrefix = ".new-"

    private let path: String
    private let descriptor: CInt
    private let makeSuffix: @Sendable () -> UInt64
    private let uses = LockedBox((count: 0, isClosed: false))

    /// Opens a folder, which is made if it is absent; refused if others may write in it or somebody else has it.
    init(
        _ path: String, makeSuffix: @escaping @Sendable () -> UInt64 = { UInt64.random(in: 0...UInt64.max) }
    ) throws(PolicyDirectoryError) {
        self.path = path
        self.makeSuffix = makeSuffix
        let isMade = unsafe mkdir(path, 0o700) == 0
        guard isMade || errno == EEXIST else {
            throw PolicyDirectoryError(.open, path, reason: Self.systemReason(errno))
        }
        descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw PolicyDirectoryError(.open, path, reason: Self.systemReason(errno)) }
        // Whatever is thrown from here on, the end of this value closes the folder.
        try Self.takeOwnership(of: descriptor, path)
        if isMade { try Self.syncParent(of: descriptor, path) }
    }

    deinit { if descriptor >= 0 { systemClose(descriptor) } }

    /// Unlocks the folder as soon as nothing is under way in it; what is tried later is refused.
    func close() {
        let isIdle = uses.withLock { uses in
            defer { uses.isClosed = true }
            return !uses.isClosed && uses.count == 0
        }
        if isIdle { flock(descriptor, LOCK_UN) }
    }

    /// The names of so many files and folders that are in the folder, and whether these are all.
    func names(limit: Int) throws(PolicyDirectoryError) -> (names: [String], isAll: Bool) {
        try begin(.list, nil)
        defer { end() }
        let copy = unsafe openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard copy >= 0 else { throw failure(.list, nil, errno) }
        guard let stream = unsafe fdopendir(copy) else {
            let number = errno
            systemClose(copy)
            throw failure(.list, nil, number)
        }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = unsafe readdir(stream) else {
                guard errno == 0 else { throw failure(.list, nil, errno) }
                return (names, true)
            }
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { octets in
                unsafe String(decoding: octets.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard name != ".", name != ".." else { continue }
            guard names.count < limit else { return (names, false) }
            names.append(name)
        }
    }

    /// Reads a file of up to so many octets.
    func read(_ name: String, limit: Int) throws(PolicyDirectoryError) -> [UInt8] {
        try begin(.read, name)
        defer { end() }
        // What is no file, such as a pipe, must not keep us waiting when it is opened.
        let file = unsafe openat(descriptor, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard file >= 0 else { throw failure(.read, name, errno) }
        defer { systemClose(file) }
        var status = stat()
        guard unsafe fstat(file, &status) == 0 else { throw failure(.read, name, errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw failure(.read, name, reason: "it is no file") }
        var octets: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16_384)
        while true {
            let size = chunk.count
            let count = unsafe systemRead(file, &chunk, size)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw failure(.read, name, errno) }
            guard count > 0 else { return octets }
            octets += chunk.prefix(count)
            guard octets.count <= limit else { throw failure(.read, name, reason: "it has more than \(limit) octets") }
        }
    }

    /// Writes a file in the place of an earlier one, whole or not at all, and syncs it.
    func write(_ octets: [UInt8], to name: String) throws(PolicyDirectoryError) {
        try begin(.write, name)
        defer { end() }
        let (temporary, file) = try makeTemporary(for: name)
        var problem = writeAll(octets, to: file)
        if problem == 0, fsync(file) != 0 { problem = errno }
        if systemClose(file) != 0, problem == 0, errno != EINTR { problem = errno }
        if problem == 0, unsafe renameat(descriptor, temporary, descriptor, name) != 0 { problem = errno }
        guard problem == 0 else {
            unsafe unlinkat(descriptor, temporary, 0)
            throw failure(.write, name, problem)
        }
        guard fsync(descriptor) == 0 else { throw failure(.write, name, errno) }
    }

    /// Removes a file; it is no error if there is none.
    func remove(_ name: String) throws(PolicyDirectoryError) {
        try begin(.remove, name)
        defer { end() }
        guard unsafe unlinkat(descriptor, name, 0) == 0 else {
            guard errno == ENOENT else { throw failure(.remove, name, errno) }
            return
        }
        guard fsync(descriptor) == 0 else { throw failure(.remove, name, errno) }
    }

    /// Makes a file under a name that nobody has.
    private func makeTemporary(for name: String) throws(PolicyDirectoryError) -> (name: String, file: CInt) {
        for _ in 0..<Self.temporaryAttempts {
            let temporary = Self.temporaryPrefix + String(makeSuffix(), radix: 16)
            let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
            let file = unsafe openat(descriptor, temporary, flags, 0o600)
            if file >= 0 { return (temporary, file) }
            guard errno == EEXIST || errno == EINTR else { break }
        }
        throw failure(.write, name, errno)
    }

    /// Writes all octets; gives 0 or the number of the error.
    private func writeAll(_ octets: [UInt8], to file: CInt) -> CInt {
        unsafe octets.withUnsafeBytes { buffer in
            var rest = unsafe buffer[...]
            while unsafe !rest.isEmpty {
                let start = unsafe UnsafeRawBufferPointer(rebasing: rest).baseAddress
                let count = unsafe systemWrite(file, start, rest.count)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return count < 0 ? errno : EIO }
                unsafe rest = unsafe rest.dropFirst(count)
            }
            return 0
        }
    }

    private func failure(
        _ step: PolicyDirectoryError.Step, _ name: String?, _ number: CInt
    ) -> PolicyDirectoryError { failure(step, name, reason: Self.systemReason(number)) }

    private func failure(
        _ step: PolicyDirectoryError.Step, _ name: String?, reason: String
    ) -> PolicyDirectoryError {
        PolicyDirectoryError(step, name.map { "\(path)/\(PlainText.cleaned($0))" } ?? path, reason: reason)
    }

    private static func systemReason(_ number: CInt) -> String { unsafe String(cString: strerror(number)) }

    /// How often a name is tried that nobody has: two of 64 random bits are hardly ever the same.
    private static let temporaryAttempts = 4
}

extension FolderHandle {
    /// Refuses a folder that is not this user's alone, and locks it.
    private static func takeOwnership(of descriptor: CInt, _ path: String) throws(PolicyDirectoryError) {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else {
            throw PolicyDirectoryError(.open, path, reason: systemReason(errno))
        }
        guard status.st_uid == geteuid() else {
            throw PolicyDirectoryError(.open, path, reason: "it belongs to another user")
        }
        guard status.st_mode & (S_IWGRP | S_IWOTH) == 0 else {
            throw PolicyDirectoryError(.open, path, reason: "others may write in it (chmod go-w makes it safe)")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let isInUse = errno == EWOULDBLOCK
            throw PolicyDirectoryError(.lock, path, reason: isInUse ? "it is in use" : systemReason(errno))
        }
    }

    /// Brings to the disk that a folder was made.
    private static func syncParent(of descriptor: CInt, _ path: String) throws(PolicyDirectoryError) {
        let parent = unsafe openat(descriptor, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        // Who may make a folder in another one may not always read that.
        guard parent >= 0 || errno != EACCES else { return }
        let isSynced = parent >= 0 && fsync(parent) == 0
        let number = errno
        if parent >= 0 { systemClose(parent) }
        guard isSynced else { throw PolicyDirectoryError(.open, path, reason: systemReason(number)) }
    }

    /// Something is under way from now on.
    private func begin(_ step: PolicyDirectoryError.Step, _ name: String?) throws(PolicyDirectoryError) {
        let isOpen = uses.withLock { uses in
            if !uses.isClosed { uses.count += 1 }
            return !uses.isClosed
        }
        guard isOpen else { throw failure(step, name, reason: "the folder was closed") }
    }

    /// It is over.
    private func end() {
        let isLast = uses.withLock { uses in
            uses.count -= 1
            return uses.isClosed && uses.count == 0
        }
        if isLast { flock(descriptor, LOCK_UN) }
    }
}

/// The system's `close`, which a method of the same name hides.
@discardableResult
private func systemClose(_ file: CInt) -> CInt { close(file) }

/// The system's `read`, which a method of the same name hides.
private func systemRead(_ file: CInt, _ buffer: UnsafeMutableRawPointer, _ count: Int) -> Int {
    unsafe read(file, buffer, count)
}

/// The system's `write`, which a method of the same name hides.
private func systemWrite(_ file: CInt, _ buffer: UnsafeRawPointer?, _ count: Int) -> Int {
    unsafe write(file, buffer, count)
}
