#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The content of a file that is small by its nature, read whole, with its mode.
///
/// Both come from one open descriptor, so that what was judged is what was read.
struct SmallFile: Sendable {
    /// Why a file was not read; complete, as the caller names each in its own words.
    enum Failure: Error, Hashable, Sendable {
        /// There is no such file.
        case missing
        /// It is a folder, a pipe or a device.
        case notRegularFile
        /// The system refused, for this reason.
        case unreadable(String)
        /// It is larger than the limit in bytes.
        case tooLarge(limit: Int)
    }

    /// The content.
    let bytes: [UInt8]
    /// The mode bits, for example 0o600.
    let permissions: UInt32

    /// Reads a file.
    ///
    /// - Parameters:
    ///   - path: the path; links are followed.
    ///   - limit: the largest size in bytes.
    /// - Throws: `Failure` with the reason.
    init(path: String, limit: Int) throws(Failure) {
        // Not blocking, as opening a pipe would wait for its writer.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            let code = errno
            throw code == ENOENT ? Failure.missing : Failure.unreadable(Self.reason(code))
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Failure.unreadable(Self.reason(errno)) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw Failure.notRegularFile }
        permissions = UInt32(status.st_mode) & 0o7777
        bytes = try Self.content(of: descriptor, limit: limit)
    }

    private static func content(of descriptor: Int32, limit: Int) throws(Failure) -> [UInt8] {
        var content: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16_384)
        while true {
            let size = chunk.count
            let count = read(descriptor, &chunk, size)
            if count == 0 { return content }
            guard count > 0 else {
                let code = errno
                if code == EINTR { continue }
                throw Failure.unreadable(reason(code))
            }
            guard content.count + count <= limit else { throw Failure.tooLarge(limit: limit) }
            content.append(contentsOf: chunk[..<count])
        }
    }

    private static func reason(_ code: Int32) -> String { String(cString: strerror(code)) }
}
