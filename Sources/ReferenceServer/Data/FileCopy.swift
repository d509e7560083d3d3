import Foundation
import MailCryptography

/// Copies and reads files in pieces, so that large ones take no memory, and says what was in them.
enum FileCopy {
    /// What was in a file.
    struct Content: Hashable, Sendable {
        /// Its size in octets.
        var size: Int
        /// Its SHA-256 digest in hexadecimal digits.
        var digest: String
    }

    /// Copies a file to a path where none is, and syncs the copy.
    ///
    /// - Parameters:
    ///   - source: the file.
    ///   - target: where to.
    ///   - mode: who may read and write the copy; nil for the mode of the file.
    /// - Returns: what was copied.
    /// - Throws: `CommandFailure` with the file's name; what was written stays.
    static func copy(_ source: String, to target: String, mode: UInt32? = nil) throws(CommandFailure) -> Content {
        let input = try open(source, O_RDONLY)
        defer { close(input) }
        var status = stat()
        guard fstat(input, &status) == 0 else { throw problem("read", source) }
        let output = Glibc.open(target, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard output >= 0 else { throw problem("make", target) }
        defer { close(output) }
        let content = try read(input, called: source) { piece throws(CommandFailure) in
            try write(piece, to: output, called: target)
        }
        guard fchmod(output, mode_t(mode ?? status.st_mode) & 0o777) == 0, fsync(output) == 0 else {
            throw problem("write", target)
        }
        return content
    }

    /// Reads a file to its end.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - syncing: whether it is synced to the disk.
    /// - Returns: what is in it.
    /// - Throws: `CommandFailure` with the file's name.
    static func content(of path: String, syncing: Bool = false) throws(CommandFailure) -> Content {
        let input = try open(path, O_RDONLY)
        defer { close(input) }
        let content = try read(input, called: path) { _ throws(CommandFailure) in }
        if syncing, fsync(input) != 0 { throw problem("sync", path) }
        return content
    }

    /// Makes durable which names a directory has.
    ///
    /// - Parameter directory: the directory.
    /// - Throws: `CommandFailure` with the directory's name.
    static func syncDirectory(_ directory: String) throws(CommandFailure) {
        let descriptor = try open(directory, O_RDONLY | O_DIRECTORY)
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw problem("sync", directory) }
    }

    private static func open(_ path: String, _ flags: CInt) throws(CommandFailure) -> CInt {
        let descriptor = Glibc.open(path, flags | O_CLOEXEC)
        guard descriptor >= 0 else { throw problem("read", path) }
        return descriptor
    }

    private static func read(
        _ input: CInt, called path: String, each: (ArraySlice<UInt8>) throws(CommandFailure) -> Void
    ) throws(CommandFailure) -> Content {
        var digest = SHA256()
        var size = 0
        var piece = [UInt8](repeating: 0, count: pieceSize)
        while true {
            let count = Glibc.read(input, &piece, pieceSize)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw problem("read", path) }
            guard count > 0 else { break }
            digest.update(piece.span.extracting(0..<count))
            try each(piece.prefix(count))
            size += count
        }
        return Content(size: size, digest: hexadecimal(digest.finalize()))
    }

    private static func write(
        _ octets: ArraySlice<UInt8>, to output: CInt, called path: String
    ) throws(CommandFailure) {
        let isWritten = octets.withUnsafeBytes { buffer in
            var rest = buffer
            while !rest.isEmpty {
                let count = Glibc.write(output, rest.baseAddress, rest.count)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return false }
                rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
            }
            return true
        }
        guard isWritten else { throw problem("write", path) }
    }

    private static func problem(_ doing: String, _ path: String) -> CommandFailure {
        .operational("cannot \(doing) \(Console.printable(path)): \(Files.systemError())")
    }

    private static func hexadecimal(_ octets: [UInt8]) -> String {
        octets.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// How much is read at a time.
    private static let pieceSize = 262_144
}
