package import DeliveryQueue

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The disk of the operating system.
package struct SystemDisk: StoreDisk {
    /// Makes the disk.
    package init() {}

    /// Opens a file; see the contract of `StoreDisk`.
    package func open(_ path: String, creating: Bool) throws(QueueStoreError) -> any StoreFile {
        let descriptor = Self.open(path, O_RDWR | O_CLOEXEC | (creating ? O_CREAT : 0))
        guard descriptor >= 0 else { throw QueueStoreError(system: errno, "opened", path) }
        return SystemFile(descriptor: descriptor, path: path)
    }

    /// Renames a file; see the contract of `StoreDisk`.
    package func rename(_ path: String, to name: String) throws(QueueStoreError) {
        guard systemRename(path, name) == 0 else { throw QueueStoreError(system: errno, "renamed to \(name)", path) }
    }

    /// Removes a file; see the contract of `StoreDisk`.
    package func remove(_ path: String) throws(QueueStoreError) {
        guard unlink(path) == 0 || errno == ENOENT else { throw QueueStoreError(system: errno, "removed", path) }
    }

    /// Makes a directory; see the contract of `StoreDisk`.
    package func makeDirectory(_ path: String) throws(QueueStoreError) {
        if mkdir(path, 0o700) == 0 { return }
        let problem = errno
        guard problem == EEXIST else { throw QueueStoreError(system: problem, "made", path) }
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            throw QueueStoreError(system: ENOTDIR, "used as a directory", path)
        }
    }

    /// Lists a directory; see the contract of `StoreDisk`.
    package func names(in directory: String) throws(QueueStoreError) -> [String] {
        guard let stream = opendir(directory) else { throw QueueStoreError(system: errno, "listed", directory) }
        defer { closedir(stream) }
        var names: [String] = []
        errno = 0
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
            errno = 0
        }
        guard errno == 0 else { throw QueueStoreError(system: errno, "listed", directory) }
        return names
    }

    /// Measures a file; see the contract of `StoreDisk`.
    package func size(of path: String) throws(QueueStoreError) -> Int? {
        var status = stat()
        if stat(path, &status) == 0 { return Int(status.st_size) }
        guard errno == ENOENT else { throw QueueStoreError(system: errno, "looked at", path) }
        return nil
    }

    /// Makes a directory's names durable; see the contract of `StoreDisk`.
    package func syncDirectory(_ path: String) throws(QueueStoreError) {
        let descriptor = Self.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw QueueStoreError(system: errno, "opened", path) }
        defer { close(descriptor) }
        // A file system that does not know how to sync a directory (EINVAL) keeps its names in order by itself.
        guard fsync(descriptor) == 0 || errno == EINVAL else {
            throw QueueStoreError(system: errno, "made durable", path, writing: true)
        }
    }

    /// Measures what is free for us; see the contract of `StoreDisk`.
    package func freeSpace(at path: String) -> Int? {
        var status = statvfs()
        guard statvfs(path, &status) == 0 else { return nil }
        return Int(clamping: UInt64(status.f_bavail) &* UInt64(status.f_frsize))
    }
}

extension SystemDisk {
    /// Opens, again when a signal came between; a file that is made is its owner's alone.
    private static func open(_ path: String, _ flags: Int32) -> Int32 {
        while true {
            let descriptor = systemOpen(path, flags, 0o600)
            if descriptor >= 0 || errno != EINTR { return descriptor }
        }
    }
}

/// The system's function, which the method of the same name hides.
private func systemOpen(_ path: String, _ flags: Int32, _ mode: mode_t) -> Int32 { open(path, flags, mode) }

/// The system's function, which the method of the same name hides.
private func systemRename(_ path: String, _ name: String) -> Int32 { rename(path, name) }
