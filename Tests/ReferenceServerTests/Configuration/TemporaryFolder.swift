import Foundation
import Testing

/// A folder of its own for one test.
struct TemporaryFolder {
    /// The path of the folder.
    let path: String

    /// Makes a folder, runs the body in it and removes the folder.
    static func with(_ body: (TemporaryFolder) throws -> Void) throws {
        let files = FileManager.default
        let path = files.temporaryDirectory.appendingPathComponent("waxwing-\(UUID().uuidString)").path
        try files.createDirectory(atPath: path, withIntermediateDirectories: true)
        defer { try? files.removeItem(atPath: path) }
        try body(TemporaryFolder(path: path))
    }

    /// Makes a folder, runs the body in it and removes the folder.
    static func asynchronously(_ body: (TemporaryFolder) async throws -> Void) async throws {
        let files = FileManager.default
        let path = files.temporaryDirectory.appendingPathComponent("waxwing-\(UUID().uuidString)").path
        try files.createDirectory(atPath: path, withIntermediateDirectories: true)
        defer { try? files.removeItem(atPath: path) }
        try await body(TemporaryFolder(path: path))
    }

    /// Writes a file with mode bits and returns its path.
    func write(_ bytes: [UInt8], to name: String, permissions: Int = 0o600) throws -> String {
        let file = "\(path)/\(name)"
        try #require(FileManager.default.createFile(atPath: file, contents: Data(bytes)))
        try FileManager.default.setAttributes([.posixPermissions: permissions], ofItemAtPath: file)
        return file
    }
}
