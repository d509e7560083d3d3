import Yams

extension ConfigurationReference {
    /// What a key is when it is left out, found by leaving it out of the file that has every key.
    ///
    /// - Parameter path: the path of the key.
    /// - Returns: Markdown: the value where the file has the default, else a dash and the value as an example.
    func standard(of path: String) -> String {
        guard let entry = sample.entries[path], let shown = Self.flow(entry.node) else { return "–" }
        let value = Self.code(shown)
        let (configuration, problems) = Self.decoded(sample.root.removing(entry.steps[...]))
        if problems.contains(where: { $0.kind == .missingKey }) { return "required, such as \(value)" }
        return problems.isEmpty && configuration == whole ? value : "–, such as \(value)"
    }

    /// The configuration of a file, on a machine whose name is none that occurs in it.
    ///
    /// - Parameter root: the file.
    static func decoded(_ root: Node) -> (ServerConfiguration?, [ConfigurationProblem]) {
        let context = DecodingContext(fileName: "", folder: ".")
        let cursor = ConfigurationCursor(node: root, path: "", context: context)
        let configuration = ConfigurationDecoder(context: context, machineName: "localhost").decode(cursor)
        return (configuration, context.problems)
    }

    /// A value as it is written in flow form: a single one, or a list of such; nil for others.
    private static func flow(_ node: Node) -> String? {
        switch node {
        case .scalar(let scalar): return scalar.style == .doubleQuoted ? "\"\(scalar.string)\"" : scalar.string
        case .sequence(let sequence):
            let items = sequence.map { $0.scalar == nil ? nil : flow($0) }
            return items.contains(nil) ? nil : "[\(items.compactMap { $0 }.joined(separator: ", "))]"
        case .mapping, .alias: return nil
        }
    }
}
