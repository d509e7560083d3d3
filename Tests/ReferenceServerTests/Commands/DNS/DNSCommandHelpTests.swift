import ArgumentParser
import Testing

@testable import ReferenceServer

@Suite("The help of the command dns")
struct DNSCommandHelpTests {
    /// The command and all that belong to it.
    static let commands: [any ParsableCommand.Type] = [DNSCommand.self] + DNSCommand.configuration.subcommands

    @Test("has paragraphs that are filled at any width, so that no line ends early", arguments: [60, 80, 100, 200])
    func paragraphs(columns: Int) {
        for command in Self.commands {
            let discussion = Self.lines(of: command, columns: columns).prefix { !$0.hasPrefix("USAGE: ") }
            for (line, next) in zip(discussion, discussion.dropFirst()) {
                guard !line.isEmpty, !next.isEmpty, line != "Examples:", !next.hasPrefix("  ") else { continue }
                let word = next.prefix { $0 != " " }
                #expect(line.count + 1 + word.count >= columns, "\(line)\n\(next)")
            }
        }
    }

    @Test("has examples that fit on a line, and name the command")
    func examples() {
        for command in Self.commands {
            let lines = Self.lines(of: command, columns: 80).prefix { !$0.hasPrefix("USAGE: ") }
            let examples = lines.drop { $0 != "Examples:" }.dropFirst().prefix { !$0.isEmpty }
            #expect(!examples.isEmpty)
            for example in examples { #expect(example.hasPrefix("  waxwing dns "), "\(example)") }
        }
    }

    @Test("says what makes a zone file authenticated")
    func zones() {
        for command in [DNSCommand.Route.self, DNSCommand.MailExchange.self] as [any ParsableCommand.Type] {
            let text = Self.lines(of: command, columns: 1_000).joined(separator: " ")
            #expect(text.contains("$SECURE"))
            #expect(!text.contains("never authenticated"))
        }
    }

    private static func lines(of command: any ParsableCommand.Type, columns: Int) -> [Substring] {
        DNSCommand.helpMessage(for: command, columns: columns)
            .split(separator: "\n", omittingEmptySubsequences: false)
    }
}
