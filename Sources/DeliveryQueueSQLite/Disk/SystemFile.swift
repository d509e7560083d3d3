package import DeliveryQueue

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// An open file of the operating system.
package final class SystemFile: StoreFile {
    private let descriptor: Int32
    private let path: String

    /// Takes an open file over.
    ///
    /// - Parameters:
    ///   - descriptor: the file, open to read and write; closed with the object.
    ///   - path: its path, for people.
    init(descriptor: Int32, path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    deinit { close(descriptor) }

    /// Writes octets; see the contract of `StoreFile`.
    package func write(_ octets: [UInt8], at offset: Int) throws(QueueStoreError) {
        let problem = octets.withUnsafeBytes { buffer -> Int32 in
            guard let start = buffer.baseAddress else { return 0 }
            var done = 0
            while done < buffer.count {
                let written = pwrite(descriptor, start + done, buffer.count - done, off_t(offset + done))
                if written > 0 {
                    done += written
                } else if written == 0 {
                    return EIO
                } else if errno != EINTR {
                    return errno
                }
            }
            return 0
        }
        guard problem == 0 else { throw QueueStoreError(system: problem, "written", path, writing: true) }
    }

    /// Reads octets; see the contract of `StoreFile`.
    package func read(_ count: Int, at offset: Int) throws(QueueStoreError) -> [UInt8] {
        guard count > 0 else { return [] }
        var problem: Int32 = 0
        let octets = [UInt8](unsafeUninitializedCapacity: count) { buffer, done in
            guard let start = buffer.baseAddress else { return }
            while done < count {
                let got = pread(descriptor, start + done, count - done, off_t(offset + done))
                if got > 0 {
                    done += got
                } else if got == 0 {
                    return
                } else if errno != EINTR {
                    problem = errno
                    return
                }
            }
        }
        guard problem == 0 else { throw QueueStoreError(system: problem, "read", path, writing: true) }
        return octets
    }

    /// Makes the file durable; see the contract of `StoreFile`.
    package func sync() throws(QueueStoreError) {
        while true {
            #if canImport(Darwin)
                // The drive's own cache is emptied only by this call; file systems that lack it have fsync.
                let status = fcntl(descriptor, F_FULLFSYNC) == -1 ? fsync(descriptor) : 0
            #else
                let status = fdatasync(descriptor)
            #endif
            if status == 0 { return }
            guard errno == EINTR else { throw QueueStoreError(system: errno, "made durable", path, writing: true) }
        }
    }
}

extension QueueStoreError {
    /// Names an error of the operating system in the store's words.
    ///
    /// - Parameters:
    ///   - code: the system's error number.
    ///   - deed: what could not be done to the file, as a participle.
    ///   - path: the file.
    ///   - writing: whether the file was open already, so that nobody's permissions are to blame.
    init(system code: Int32, _ deed: String, _ path: String, writing: Bool = false) {
        let reason = "\(path) cannot be \(deed): \(String(cString: strerror(code)))"
        switch code {
        case ENOSPC, EDQUOT: self.init(.full, "\(reason); free some space there or raise the quota")
        case _ where writing: self.init(.failed, "\(reason); look into the system's log for what ails the disk")
        case EACCES, EPERM, EROFS, ENOENT, ENOTDIR, EISDIR, ELOOP, ENAMETOOLONG:
            self.init(.inaccessible, "\(reason); check that the path and its permissions are right")
        default: self.init(.failed, "\(reason); look into the system's log for what ails the disk")
        }
    }
}
