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
}
