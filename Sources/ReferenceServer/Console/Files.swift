import Foundation

/// Reading and writing files for commands, with failures in words.
enum Files {
    /// Reads a file, or standard input for `-` or nothing; a pipe or a device is read to its end.
    static func read(_ path: String?) throws(CommandFailure) -> [UInt8] {
        guard let path, path != "-" else { return try octets(from: STDIN_FILENO, called: "standard input") }
        let name = Console.printable(path)
        var descriptor = open(path, O_RDONLY | O_CLOEXEC)
        while descriptor < 0, errno == EINTR { descriptor = open(path, O_RDONLY | O_CLOEXEC) }
        guard descriptor >= 0 else { throw .operational("cannot read \(name): \(systemError())") }
        defer { close(descriptor) }
        return try octets(from: descriptor, called: name)
    }

    /// How much room is made before anything was read, 64 MiB: a sparse file may claim any size.
    private static let largestReserve = 67_108_864

    /// Reads to the end.
    private static func octets(from descriptor: CInt, called name: String) throws(CommandFailure) -> [UInt8] {
        var octets: [UInt8] = []
        var status = stat()
        if fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG {
            octets.reserveCapacity(min(max(0, Int(status.st_size)), largestReserve))
        }
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let size = chunk.count
            let count = Glibc.read(descriptor, &chunk, size)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .operational("cannot read \(name): \(systemError())") }
            guard count > 0 else { return octets }
            octets += chunk.prefix(count)
        }
    }

    /// Writes a new file whole or not at all; an existing file is not touched.
    ///
    /// - Parameters:
    ///   - octets: the content.
    ///   - path: where to.
    ///   - mode: who may read it, for example `0o600` for a key.
    static func create(_ octets: [UInt8], at path: String, mode: mode_t) throws(CommandFailure) {
        let temporary = path + ".new-\(getpid())"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw .operational("cannot make \(path): \(systemError())") }
        var isWritten = true
        octets.withUnsafeBytes { buffer in
            var offset = 0
            while offset < buffer.count {
                let count = Glibc.write(descriptor, buffer.baseAddress.map { $0 + offset }, buffer.count - offset)
                if count <= 0 {
                    isWritten = false
                    break
                }
                offset += count
            }
        }
        isWritten = isWritten && fsync(descriptor) == 0
        let problem = systemError()
        close(descriptor)
        defer { unlink(temporary) }
        guard isWritten else { throw .operational("cannot write \(path): \(problem)") }
        // A hard link fails where the file exists, which a rename would silently replace.
        guard link(temporary, path) == 0 else {
            throw .operational(errno == EEXIST ? "\(path) exists already" : "cannot make \(path): \(systemError())")
        }
    }

    /// Makes a directory and those above it, for the owner only, where they are absent; their names are durable then.
    ///
    /// - Parameter path: the directory.
    /// - Throws: `CommandFailure` with the name of what could not be made.
    static func makeDirectory(_ path: String) throws(CommandFailure) {
        var partial = path.hasPrefix("/") ? "/" : ""
        for component in path.split(separator: "/") {
            let parent = partial.isEmpty ? "." : partial
            partial += (partial.isEmpty || partial.hasSuffix("/") ? "" : "/") + component
            if mkdir(partial, 0o700) == 0 {
                try syncNames(in: parent)
            } else if errno != EEXIST, errno != EISDIR {
                throw .operational("cannot make the directory \(partial): \(systemError())")
            }
        }
    }

    /// Makes durable which names a directory has, where it can be read and its file system has such a thing.
    private static func syncNames(in directory: String) throws(CommandFailure) {
        let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        if fsync(descriptor) != 0, errno != EINVAL {
            throw .operational("cannot sync the directory \(directory): \(systemError())")
        }
    }

    /// Whether something is at the path.
    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// Whether a file is there that this process may run.
    static func isExecutable(_ path: String) -> Bool { access(path, X_OK) == 0 }

    /// The last error of the system in words.
    static func systemError() -> String { String(cString: strerror(errno)) }

    /// An error in words.
    static func reason(of error: any Error) -> String {
        let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
        let system = underlying ?? (error as NSError)
        guard system.domain == NSPOSIXErrorDomain else { return error.localizedDescription }
        return String(cString: strerror(Int32(system.code)))
    }
}
