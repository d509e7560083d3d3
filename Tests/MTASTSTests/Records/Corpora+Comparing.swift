import TestSupport
import Testing

extension Corpora {
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

    /// Holds every row against what we make of it, and prints how many agree.
    ///
    /// `explained` has the reason for each disagreement by the text of the row. One without a reason is a mistake, and
    /// so is a reason without a disagreement.
    static func compare(
        _ path: String, explained: [String: String] = [:], _ agrees: (Row) -> (Bool, detail: String)
    ) throws {
        let rows = try rows(of: path, as: Row.self)
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
