import ArgumentParser

/// `waxwing domain`: the domains whose mail is forwarded.
struct DomainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "domain", abstract: "See and change the domains whose mail is forwarded.",
        discussion: """
            A domain is added with keys of its own; its DNS records are printed, published by you, and verified. From \
            then on mail to its aliases is taken and sent on. A running daemon is asked through the socket in its data \
            directory; where none runs, the files are used.

            Exit status: 0 success, 1 a negative answer, such as a domain that is not there or is there already, 2 \
            wrong usage, 3 an operational failure.

            Examples:
              waxwing domain add example.org
              waxwing domain verify example.org
              waxwing alias add shop@example.org --to ada@example.net
              waxwing domain list
              waxwing domain change example.org --catch-all ada@example.net
            """,
        subcommands: [
            Add.self, Records.self, Verify.self, List.self, Show.self, Change.self, Remove.self,
        ])

    /// `waxwing domain list`.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the domains, by name.",
            discussion: """
                --json prints an array with an object for each domain: name, state (pending, verified or disabled), \
                owner, isShared, takesSubdomains, catchAll, keys (selector, algorithm, created), note, created, \
                verified, aliases and rules (how many).

                Examples:
                  waxwing domain list
                  waxwing domain list --json
                """)

        @OptionGroup var options: DirectoryOptions

        func run() async throws {
            let domains = try await options.ask(.domains).domains
            try options.show(domains) { $0.isEmpty ? "There is no domain." : ForwardingDomainView.table($0) }
        }
    }

    /// `waxwing domain show`.
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what there is of a domain.",
            discussion: """
                Exit status: 1 when it is not there.

                Examples:
                  waxwing domain show example.org
                  waxwing domain show example.org --json
                """)

        @Argument(help: ArgumentHelp("The domain.", valueName: "domain"))
        var name: String

        @OptionGroup var options: DirectoryOptions

        func run() async throws { try options.show(try await options.ask(.domain(name)).domain) { $0.text } }
    }
}

extension ForwardingDomainView {
    /// Domains as a table, a line each.
    ///
    /// - Parameter domains: at least one.
    static func table(_ domains: [ForwardingDomainView]) -> String {
        var table = Table("DOMAIN", "STATE", "OWNER", "ALIASES", "RULES", "NOTE")
        for domain in domains {
            table.add(
                domain.name, domain.state, domain.owner ?? "administrators", "\(domain.aliases)", "\(domain.rules)",
                Table.cut(domain.note))
        }
        return table.text
    }

    /// What there is of it, in words.
    var text: String {
        let keys = keys.map { "\($0.selector) (\($0.algorithm), \($0.created))" }
        return DirectoryWords.text(
            name,
            [
                "state": "\(state)\(verified.map { ", DNS records found \($0)" } ?? ", DNS records not found yet")",
                "owner": owner ?? "the administrators",
                "aliases in it by": isShared ? "every account" : "its owner alone",
                "catch-all": catchAll?.joined(separator: ", ") ?? "none: mail to no alias is refused",
                "names below it": takesSubdomains ? "stand for aliases" : "are not taken",
                "aliases": "\(aliases)",
                "rules": "\(rules)",
                "keys": keys.isEmpty ? "none: its mail is not signed" : keys.joined(separator: ", "),
                "added": created,
                "note": DirectoryWords.note(note),
            ])
    }
}
