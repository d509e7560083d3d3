import ArgumentParser
import BounceClassification

extension BounceCommand {
    /// `waxwing bounce rules`.
    struct Rules: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "rules", abstract: "Check rules that say what bounces mean.", subcommands: [Check.self])
    }

    /// `waxwing bounce rules check`.
    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "check",
            abstract: "Find every mistake of a file with rules, with its line and what to write.",
            discussion: """
                Errors are what the language does not have, and names that are taken: the file cannot be used. Warnings \
                are rules that do nothing: those that never come to their turn behind an earlier one, and those that \
                no reply meets. The last line has how many there are.

                Exit status 0: the rules are in order. 1: there is an error or a warning. 2: wrong usage. 3: the file \
                cannot be read.

                --json prints an array of objects: line, column (in octets, both from 1 on), severity (error or \
                warning), message.

                A rule begins with a line "rule NAME means CAUSE"; lines with a key and values follow, of which source \
                has to be there:
                  rule partner-full means mailboxFull
                      says    "quota of this box is used up"
                      codes   552, 5xx
                      stages  rcpt, dot
                      source  Partner's handbook, page 12

                Examples:
                  waxwing bounce rules check own.rules
                  waxwing bounce rules check --json - < own.rules
                """)

        @Flag(help: "Print JSON: an array of problems.")
        var json = false

        @Argument(help: ArgumentHelp("The file; - is standard input.", valueName: "file"))
        var file: String

        func run() throws {
            let report = BounceRulesReport(on: String(decoding: try Files.read(file), as: UTF8.self), from: file)
            if json { try Console.printJSON(report.problems) } else { report.lines.forEach(Console.print) }
            guard report.problems.isEmpty else { throw CommandFailure.negative() }
        }
    }
}
