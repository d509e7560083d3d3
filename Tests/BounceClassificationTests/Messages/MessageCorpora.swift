import Foundation

extension Corpora {
    /// The octets of a file.
    static func octets(of path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: folderPath + "/" + path)))
    }

    /// The files of a folder.
    static func files(in path: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folderPath + "/" + path).sorted().map { path + "/" + $0 }
    }

    private static let folderPath: String = {
        if let named = ProcessInfo.processInfo.environment["WAXWING_CORPORA"], !named.isEmpty { return named }
        var package = URL(fileURLWithPath: #filePath)
        // This file, Messages, the target, Tests: what is left is the package.
        for _ in 0..<4 { package.deleteLastPathComponent() }
        return package.path + "/../shared/corpora"
    }()
}
