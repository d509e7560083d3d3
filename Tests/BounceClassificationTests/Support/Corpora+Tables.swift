import TestSupport

extension Corpora {
    /// The rows of a file of fields with tabs between them, without the first line, which names them.
    static func table(of path: String) throws -> [[String]] {
        try lines(of: path).dropFirst().filter { !$0.isEmpty }.map { line in
            line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        }
    }
}
