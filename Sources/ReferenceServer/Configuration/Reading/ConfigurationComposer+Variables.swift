import Yams

extension ConfigurationComposer {
    /// Composes the value of a variable by itself, so that nothing in it can reach beyond its key; nil and a problem when
    /// it is no YAML.
    ///
    /// A variable without content has the empty text, where a key without a value in the file counts as absent.
    ///
    /// - Parameters:
    ///   - value: the value.
    ///   - variable: the name of the variable.
    ///   - path: the whole path of its key.
    ///   - context: where problems go.
    static func compose(
        _ value: String, of variable: String, at path: String, into context: DecodingContext
    ) -> Node? {
        guard value.utf8.count <= ConfigurationLoader.maximumSize else {
            let message = "is larger than \(SizeText.text(ConfigurationLoader.maximumSize))"
            context.report(.syntax, at: SourcePosition(nil, in: variable), path: path, message)
            return nil
        }
        let own = DecodingContext(fileName: variable, folder: context.folder)
        let root = compose(value, into: own)
        for problem in own.problems where problem.kind != .duplicateKey {
            let isFirstLine = problem.line == 1 && !value.contains(where: \.isNewline)
            let place = isFirstLine ? "column \(problem.column)" : "line \(problem.line), column \(problem.column)"
            let position = SourcePosition(line: problem.line, column: problem.column, variable: variable)
            context.report(problem.kind, at: position, path: path, "\(problem.message), at \(place) of the value")
        }
        // Those of a text that was read to its end were masked, and no decoder has told of them.
        let repeated = own.maskedKeys.values.sorted() + own.problems.filter { $0.kind == .duplicateKey }.map(\.keyPath)
        for name in repeated {
            let shown = ConfigurationSecrets.conceals(path) ? "a key" : PrintableText.plain(name)
            context.report(
                .duplicateKey, at: SourcePosition(nil, in: variable), path: path, "has \(shown) twice in one mapping")
        }
        guard own.problems.isEmpty, repeated.isEmpty else { return nil }
        return root ?? Node("", .implicit, .doubleQuoted)
    }
}
