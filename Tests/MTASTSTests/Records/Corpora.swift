import Foundation
import Testing

/// Other people's test data, which is no part of this repository.
///
/// It lies in the folder that `WAXWING_CORPORA` names in the environment, by default `../shared/corpora` beside the
/// package. A test that needs it is skipped where it is absent.
enum Corpora {
    /// A row of either file: a text, whether it can be read, and as what.
    struct Row: Decodable {
        struct Expected: Decodable {
            var id: String?
            var version: String?
            var mode: String?
            var mx: [String]?
            var maximumAge: Int?

            private enum CodingKeys: String, CodingKey {
                case id
                case version
                case mode
                case mx
                case maximumAge = "max_age"
            }
        }

        var input: String
        var valid: Bool
        var expect: Expected?
        var note: String?
    }

    private static let folder: String = {
        if let named = ProcessInfo.processInfo.environment["WAXWING_CORPORA"], !named.isEmpty { return named }
        var package = URL(fileURLWithPath: #filePath)
        // This file, Records, the target, Tests: what is left is the package.
        for _ in 0..<4 { package.deleteLastPathComponent() }
        return package.path + "/../shared/corpora"
    }()

    /// Whether the file is there.
    static func has(_ path: String) -> Bool { FileManager.default.fileExists(atPath: folder + "/" + path) }

    /// The rows of a file.
    static func rows(of path: String) throws -> [Row] {
        try JSONDecoder().decode([Row].self, from: Data(contentsOf: URL(fileURLWithPath: folder + "/" + path)))
    }

    /// Holds every row against what we make of it, and prints how many agree.
    ///
    /// `explained` has the reason for each disagreement by the text of the row. One without a reason is a mistake, and
    /// so is a reason without a disagreement.
    static func compare(
        _ path: String, explained: [String: String] = [:], _ agrees: (Row) -> (Bool, detail: String)
    ) throws {
        let rows = try rows(of: path)
        var disagreed: [String] = []
        for row in rows {
            let (isEqual, detail) = agrees(row)
            let reason = explained[row.input]
            if isEqual {
                #expect(reason == nil, "\(row.input.debugDescription) is explained and agrees")
            } else {
                disagreed.append(row.input)
                #expect(reason != nil, "\(row.input.debugDescription) is not explained: \(detail)")
            }
        }
        print(
            "corpus \(path): \(rows.count) cases, \(rows.count - disagreed.count) agreed, \(disagreed.count) disagreed")
        for input in disagreed {
            print("corpus \(path): \(input.debugDescription): \(explained[input] ?? "unexplained")")
        }
        #expect(!rows.isEmpty)
        #expect(Set(explained.keys).isSubset(of: rows.map(\.input)))
    }
}
