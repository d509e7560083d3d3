import Foundation
import Testing

@testable import ReferenceServer

/// What is read, and what is said of what cannot be.
@Suite("Files that commands read")
struct FilesTests {
    /// Why a path cannot be read.
    private static func failure(_ path: String) -> CommandFailure? {
        do {
            _ = try Files.read(path)
            return nil
        } catch {
            return error
        }
    }

    @Test("a file is read whole, whatever its size", arguments: [0, 1, 65_535, 65_536, 65_537, 300_000])
    func whole(size: Int) throws {
        try TemporaryFolder.with { folder in
            let octets = (0..<size).map { UInt8(truncatingIfNeeded: $0) }
            let path = try folder.write(octets, to: "a")
            #expect(try Files.read(path) == octets)
        }
    }

    @Test("a device and a pipe are read to their end")
    func special() throws {
        #expect(try Files.read("/dev/null") == [])
        let pipe = Pipe()
        pipe.fileHandleForWriting.write(Data("hello".utf8))
        try pipe.fileHandleForWriting.close()
        #expect(try Files.read("/dev/fd/\(pipe.fileHandleForReading.fileDescriptor)") == Array("hello".utf8))
    }

    @Test("what cannot be read has the system's reason, in one line")
    func unreadable() throws {
        try TemporaryFolder.with { folder in
            let directory = Self.failure(folder.path)
            #expect(directory?.message == "cannot read \(folder.path): \(String(cString: strerror(EISDIR)))")
            #expect(directory?.status == 3)
            let missing = Self.failure(folder.path + "/a\u{1B}b")
            #expect(missing?.message == "cannot read \(folder.path)/a?b: \(String(cString: strerror(ENOENT)))")
        }
    }
}
