import BounceClassification

extension BounceClassifier {
    /// The classifier with the standard rules, behind those of a file.
    ///
    /// - Parameter path: the file with a deployment's own rules; `-` is standard input, nil for none.
    /// - Throws: an operational failure where the file cannot be read or used, with every mistake in it.
    static func withRules(at path: String?) throws(CommandFailure) -> BounceClassifier {
        guard let path else { return .standard }
        let text = String(decoding: try Files.read(path), as: UTF8.self)
        do {
            return BounceClassifier(rules: StandardBounceRules.all, own: try BounceRuleSet(parsing: text))
        } catch {
            let lines = error.problems.map { Console.printable("\(BounceCommand.name(of: path)):\($0)") }
            throw .operational("the rules cannot be used\n" + lines.joined(separator: "\n"))
        }
    }
}
