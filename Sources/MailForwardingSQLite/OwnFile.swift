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
    /// - Parameter path: the file; a symbolic link is refused.
    /// - Throws: `DirectoryStoreError` of the kind `inaccessible`.
    static func make(at path: String) throws(DirectoryStoreError) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, mode_t(0o600))
        guard descriptor >= 0 else {
            let reason = String(cString: strerror(errno))
            throw DirectoryStoreError(.inaccessible, "The directory \(path) cannot be opened: \(reason)")
        }
        close(descriptor)
    }
}
