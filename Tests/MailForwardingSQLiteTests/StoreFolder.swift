import Foundation

/// A folder of its own for a test, removed with it.
final class StoreFolder: Sendable {
    let path: String

    init() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("waxwing-directory-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        path = folder.path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// The directory's file in it.
    var file: String { path + "/directory.sqlite" }
}
