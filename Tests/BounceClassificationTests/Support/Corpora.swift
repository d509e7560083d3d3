import Foundation

/// Other people's test data, which is no part of this repository.
///
/// It lies in the folder that `WAXWING_CORPORA` names in the environment, by default `../shared/corpora` beside the
/// package. A test that needs it is skipped where it is absent.
enum Corpora {
    private static let folder: String = {
        if let named = ProcessInfo.processInfo.environment["WAXWING_CORPORA"], !named.isEmpty { return named }
        var package = URL(fileURLWithPath: #filePath)
        // This file, Support, the target, Tests: what is left is the package.
        for _ in 0..<4 { package.deleteLastPathComponent() }
        return package.path + "/../shared/corpora"
    }()

    /// Whether the file is there.
    static func has(_ path: String) -> Bool { FileManager.default.fileExists(atPath: folder + "/" + path) }

    /// The rows of a JSON file that is an array.
    static func rows<Row: Decodable>(of path: String, as type: Row.Type) throws -> [Row] {
        try JSONDecoder().decode([Row].self, from: Data(contentsOf: URL(fileURLWithPath: folder + "/" + path)))
    }

    /// The rows of a file of fields with tabs between them, without the first line, which names them.
    static func table(of path: String) throws -> [[String]] {
        let text = try String(contentsOf: URL(fileURLWithPath: folder + "/" + path), encoding: .utf8)
        return text.split(separator: "\n").dropFirst().map { line in
            line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        }
    }
}
