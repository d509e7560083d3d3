import Foundation

extension Corpora {
    /// The files of a folder whose names end so, in order, as paths within the corpora.
    static func files(in folder: String, ending: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folderRoot.appending(path: folder).path)
            .filter { $0.hasSuffix(ending) }.sorted().map { "\(folder)/\($0)" }
    }

    private static let folderRoot: URL = {
        if let path = ProcessInfo.processInfo.environment["WAXWING_CORPORA"] { return URL(filePath: path) }
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let package = tests.deletingLastPathComponent().deletingLastPathComponent()
        return package.deletingLastPathComponent().appending(path: "shared/corpora")
    }()
}
