package import Foundation

/// Other people's test data, which is no part of this repository.
///
/// It lies in the folder that `WAXWING_CORPORA` names in the environment, by default `../shared/corpora` beside the
/// package. A test that needs it is skipped where it is absent. Paths are those within that folder.
package enum Corpora {
    private static let folder: String = {
        if let named = ProcessInfo.processInfo.environment["WAXWING_CORPORA"], !named.isEmpty { return named }
        var package = URL(fileURLWithPath: #filePath)
        // This file, TestSupport, Support, Tests: what is left is the package.
        for _ in 0..<4 { package.deleteLastPathComponent() }
        return package.path + "/../shared/corpora"
    }()

    private static func place(of path: String) -> String { folder + "/" + path }

    /// Whether a file or folder is there.
    package static func has(_ path: String) -> Bool { FileManager.default.fileExists(atPath: place(of: path)) }

    /// What a file holds.
    package static func data(_ path: String) throws -> Data {
        try Data(contentsOf: URL(fileURLWithPath: place(of: path)))
    }

    /// The octets of a file as they are.
    package static func octets(_ path: String) throws -> [UInt8] { try [UInt8](data(path)) }

    /// The octets of a message that was stored with LF, with CRLF instead.
    package static func message(_ path: String) throws -> [UInt8] { withLineEnds(try octets(path)) }

    /// The octets with CRLF for each lone LF.
    package static func withLineEnds(_ octets: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        for octet in octets {
            if octet == UInt8(ascii: "\n"), result.last != UInt8(ascii: "\r") { result.append(UInt8(ascii: "\r")) }
            result.append(octet)
        }
        return result
    }

    /// The lines of a text file, with the empty ones.
    package static func lines(of path: String) throws -> [String] {
        String(decoding: try data(path), as: UTF8.self).components(separatedBy: "\n")
    }

    /// A JSON file; the escape of a lone surrogate, which no text can hold, is read as U+FFFD.
    ///
    /// Names with underscores become names of Swift where `hasUnderscores` says that there are some.
    package static func document<Document: Decodable>(
        _ path: String, as type: Document.Type, hasUnderscores: Bool = false
    ) throws -> Document {
        let text = String(decoding: try data(path), as: UTF8.self)
        let decoder = JSONDecoder()
        if hasUnderscores { decoder.keyDecodingStrategy = .convertFromSnakeCase }
        let readable = text.replacingOccurrences(of: #""\ud800""#, with: #""\ufffd""#)
        return try decoder.decode(Document.self, from: Data(readable.utf8))
    }

    /// The rows of a JSON file that is an array.
    package static func rows<Row: Decodable>(of path: String, as type: Row.Type) throws -> [Row] {
        try document(path, as: [Row].self)
    }

    /// The names of the files in a folder, sorted; none where it is absent.
    package static func files(in path: String, beginning start: String = "", ending end: String = "") -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: place(of: path))) ?? []
        return names.filter { $0.hasPrefix(start) && $0.hasSuffix(end) && !$0.hasPrefix(".") }.sorted()
    }

    /// The paths of the files in a folder, sorted; none where it is absent.
    package static func paths(in path: String, ending end: String = "") -> [String] {
        files(in: path, ending: end).map { "\(path)/\($0)" }
    }
}
