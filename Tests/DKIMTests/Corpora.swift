import Foundation

/// Test data made by others, which is no part of this repository.
///
/// It lies in the folder that `WAXWING_CORPORA` names, or in `shared/corpora` beside the package. Tests that need it are
/// skipped where it is not there.
enum Corpora {
    static func has(_ set: String) -> Bool { FileManager.default.fileExists(atPath: root.appending(path: set).path) }

    static func data(_ path: String) throws -> Data { try Data(contentsOf: root.appending(path: path)) }

    static func octets(_ path: String) throws -> [UInt8] { try [UInt8](data(path)) }

    /// The octets with CRLF for each lone LF.
    static func withLineEnds(_ octets: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        for octet in octets {
            if octet == UInt8(ascii: "\n"), result.last != UInt8(ascii: "\r") { result.append(UInt8(ascii: "\r")) }
            result.append(octet)
        }
        return result
    }

    private static let root: URL = {
        if let path = ProcessInfo.processInfo.environment["WAXWING_CORPORA"] { return URL(filePath: path) }
        let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return package.deletingLastPathComponent().appending(path: "shared/corpora")
    }()
}
