import ArgumentParser
import BounceClassification

/// `waxwing bounce`: what refusals and returned messages mean, and whether rules on them are in order.
struct BounceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bounce", abstract: "Say what bounces mean, and check rules that say so.",
        discussion: """
            Examples:
              waxwing bounce classify --reply "550 5.1.1 No such user"
              waxwing bounce classify returned.eml
              waxwing bounce classify --json returned/*.eml
              waxwing bounce rules check own.rules
            """,
        subcommands: [Classify.self, Rules.self])

    /// A file for people.
    ///
    /// - Parameter path: the file as it was named; `-` is standard input.
    static func name(of path: String) -> String { path == "-" ? "standard input" : Console.printable(path) }

    /// The classifier with the standard rules, behind those of a file.
    ///
    /// - Parameter path: the file with a deployment's own rules; `-` is standard input, nil for none.
    /// - Throws: an operational failure where the file cannot be read or used, with every mistake in it.
    static func classifier(ownRules path: String?) throws(CommandFailure) -> BounceClassifier {
        guard let path else { return .standard }
        let text = String(decoding: try Files.read(path), as: UTF8.self)
        do {
            return BounceClassifier(rules: StandardBounceRules.all, own: try BounceRuleSet(parsing: text))
        } catch {
            let lines = error.problems.map { Console.printable("\(name(of: path)):\($0)") }
            throw .operational("the rules cannot be used\n" + lines.joined(separator: "\n"))
        }
    }
}
