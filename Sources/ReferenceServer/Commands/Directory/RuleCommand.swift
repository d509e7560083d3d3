import ArgumentParser

/// `waxwing rule`: what becomes of some messages to a domain or an alias.
struct RuleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rule", abstract: "See and change what becomes of some messages to a domain or an alias.",
        discussion: """
            A rule has a condition and an action. Those of a domain and of its aliases are asked in the order of their \
            priorities, the lowest first. A running daemon is asked through the socket in its data directory; where \
            none runs, the files are used.

            Conditions: always; sender contains TEXT, sender equals ADDRESS, sender domain DOMAIN; subject contains \
            TEXT, subject equals TEXT; size over SIZE, size under SIZE, as 5MiB; has attachments; list-id NAME.

            Actions: forward to ADDRESS, redirect to ADDRESS, or several addresses with commas between them; block, or \
            block "REASON"; discard.

            Exit status: 0 success, 1 a negative answer, such as a rule that is not there, 2 wrong usage, 3 an \
            operational failure.

            Examples:
              waxwing rule add example.org --when "size over 20MiB" --do block
              waxwing rule list --domain example.org
              waxwing rule change r12 --disable
              waxwing rule remove r12
            """,
        subcommands: [Add.self, List.self, Change.self, Remove.self])

    /// `waxwing rule list`.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the rules by domain, in the order in which they are asked.",
            discussion: """
                --json prints an array with an object for each rule: rule, scope, priority, condition, action, \
                isEnabled, note, matches (how many messages it counted for).

                Examples:
                  waxwing rule list
                  waxwing rule list --domain example.org --json
                """)

        @Option(help: ArgumentHelp("Only those of a domain and of its aliases.", valueName: "domain"))
        var domain: String?

        @OptionGroup var options: DirectoryOptions

        func run() async throws {
            let rules = try await options.access.session { session throws(CommandFailure) in
                var rules: [RuleView] = []
                var last: String?
                repeat {
                    let page = try await session.ask(.rules(domain: domain, after: last)).rules
                    rules += page?.entries ?? []
                    last = page?.next
                } while last != nil
                return rules
            }
            try options.show(rules) { $0.isEmpty ? "There is no rule." : RuleView.table($0) }
        }
    }
}

extension RuleView {
    /// Rules as a table, a line each.
    ///
    /// - Parameter rules: at least one.
    static func table(_ rules: [RuleView]) -> String {
        var table = Table("RULE", "FOR", "PRIORITY", "WHEN", "DO", "MATCHES", "STATE")
        for rule in rules {
            table.add(
                rule.rule, rule.scope, "\(rule.priority)", Table.cut(rule.condition), Table.cut(rule.action),
                "\(rule.matches)", rule.isEnabled ? "enabled" : "disabled")
        }
        return table.text
    }

    /// What there is of it, in words.
    var text: String {
        DirectoryWords.text(
            rule,
            [
                "for": scope,
                "priority": "\(priority)",
                "when": condition,
                "do": action,
                "state": isEnabled ? "enabled" : "disabled",
                "matches": "\(matches)",
                "note": DirectoryWords.note(note),
            ])
    }
}
