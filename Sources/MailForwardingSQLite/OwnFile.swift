import MailForwarding

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A file that nobody but its owner reads.
enum OwnFile {
    /// Makes the file where it is absent, before SQLite makes it for everybody; those beside it get the same mode.
    ///
    /// One that is there is made unreadable for others, as it may have been copied by hand.
    ///
    /// - Parameters:
    ///   - path: the file; a symbolic link is refused.
    ///   - isNew: whether a file that is there is refused, too.
    /// - Throws: `DirectoryStoreError` of the kind `inaccessible`.
    static func make(at path: String, isNew: Bool = false) throws(DirectoryStoreError) {
        var status = stat()
        if lstat(path, &status) == 0 {
            let isFile = status.st_mode & S_IFMT == S_IFREG
            guard isFile, !isNew else { throw failure("opened", path, isFile ? EEXIST : ELOOP) }
            // Not opened: closing it would give up the locks that this process may hold on it (POSIX, fcntl).
            guard status.st_mode & 0o077 == 0 || chmod(path, mode_t(0o600)) == 0 else {
                throw failure("kept from others", path, errno)
            }
            return
        }
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode_t(0o600))
        guard descriptor >= 0 else { throw failure("made", path, errno) }
        close(descriptor)
    }

    private static func failure(_ what: String, _ path: String, _ code: Int32) -> DirectoryStoreError {
        DirectoryStoreError(
            .inaccessible, "The directory \(path) cannot be \(what): \(String(cString: strerror(code)))")
    }
}
