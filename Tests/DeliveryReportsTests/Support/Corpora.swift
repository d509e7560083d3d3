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

    /// Whether the file or folder is there.
    static func has(_ path: String) -> Bool { FileManager.default.fileExists(atPath: folder + "/" + path) }

    /// The octets of a file as they are.
    static func octets(of path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: folder + "/" + path)))
    }

    /// The octets of a message that was stored with LF, with CRLF instead.
    static func message(_ path: String) throws -> [UInt8] {
        var message: [UInt8] = []
        for octet in try octets(of: path) {
            if octet == 10, message.last != 13 { message.append(13) }
            message.append(octet)
        }
        return message
    }

    /// The names of the files in a folder, sorted.
    static func files(in path: String, beginning start: String = "") -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder + "/" + path)) ?? []
        return names.filter { $0.hasPrefix(start) && !$0.hasPrefix(".") }.sorted()
    }

    /// A JSON file, its names with underscores as names of Swift.
    static func document<Document: Decodable>(_ path: String, as type: Document.Type) throws -> Document {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(Document.self, from: Data(octets(of: path)))
    }

    /// The lines of a text file, without the empty ones.
    static func lines(of path: String) throws -> [String] {
        String(decoding: try octets(of: path), as: UTF8.self).split(separator: "\n").map(String.init)
    }
}
