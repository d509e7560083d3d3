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
        try document(path, as: [Row].self)
    }

    /// A JSON file; the escape of a lone surrogate, which no text can hold, is read as U+FFFD.
    static func document<Document: Decodable>(_ path: String, as type: Document.Type) throws -> Document {
        let text = try String(contentsOf: URL(fileURLWithPath: folder + "/" + path), encoding: .utf8)
        let readable = text.replacingOccurrences(of: #""\ud800""#, with: #""\ufffd""#)
        return try JSONDecoder().decode(Document.self, from: Data(readable.utf8))
    }

    /// The lines of a text file, with the empty ones.
    static func lines(of path: String) throws -> [String] {
        let text = try String(contentsOf: URL(fileURLWithPath: folder + "/" + path), encoding: .utf8)
        return text.components(separatedBy: "\n")
    }
}
