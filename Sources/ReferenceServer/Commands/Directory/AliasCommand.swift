import ArgumentParser

/// `waxwing alias`: the addresses whose mail goes on to others.
struct AliasCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "alias", abstract: "See and change the addresses whose mail goes on to others.",
        discussion: """
            An alias is an address in one of the domains of waxwing domain, and has one or more targets. A running \
            daemon is asked through the socket in its data directory; where none runs, the files are used.

            Exit status: 0 success, 1 a negative answer, such as an alias that is not there or is there already, 2 \
            wrong usage, 3 an operational failure.

            Examples:
              waxwing alias add shop@example.org --to ada@example.net
              waxwing alias list --domain example.org
              waxwing alias change shop@example.org --disable
              waxwing alias remove shop@example.org
            """,
        subcommands: [Add.self, List.self, Show.self, Change.self, Remove.self])

    /// `waxwing alias list`.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the aliases, by domain and local part.",
            discussion: """
                --json prints an array with an object for each alias: address, targets, state (active, disabled or \
                expired), owner, whenDisabled, expires, takesTags, author, displayName, note, created, and how many \
                messages were forwarded, answered, refused and discarded.

                Examples:
                  waxwing alias list
                  waxwing alias list --domain example.org --json
                """)

        @Option(help: ArgumentHelp("Only those of a domain.", valueName: "domain"))
        var domain: String?

        @OptionGroup var options: DirectoryOptions

        func run() async throws {
            let aliases = try await options.access.session { session throws(CommandFailure) in
                var aliases: [AliasView] = []
                var last: String?
                repeat {
                    let page = try await session.ask(
                        .aliases(domain: domain, after: last, limit: ControlService.directoryPage)
                    ).aliases
                    aliases += page?.entries ?? []
                    last = page?.next
                } while last != nil
                return aliases
            }
            try options.show(aliases) { $0.isEmpty ? "There is no alias." : AliasView.table($0) }
        }
    }

    /// `waxwing alias show`.
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what there is of an alias.",
            discussion: """
                Exit status: 1 when it is not there.

                Examples:
                  waxwing alias show shop@example.org
                  waxwing alias show shop@example.org --json
                """)

        @Argument(help: ArgumentHelp("The alias.", valueName: "address"))
        var address: String

        @OptionGroup var options: DirectoryOptions

        func run() async throws { try options.show(try await options.ask(.alias(address)).alias) { $0.text } }
    }
}

extension AliasView {
    /// Aliases as a table, a line each.
    ///
    /// - Parameter aliases: at least one.
    static func table(_ aliases: [AliasView]) -> String {
        var table = Table("ADDRESS", "TO", "STATE", "FORWARDED", "REFUSED", "NOTE")
        for alias in aliases {
            table.add(
                alias.address, Table.cut(alias.targets.joined(separator: ", ")), alias.state, "\(alias.forwarded)",
                "\(alias.refused)", Table.cut(alias.note))
        }
        return table.text
    }

    /// What there is of it, in words.
    var text: String {
        DirectoryWords.text(
            address,
            [
                "to": targets.joined(separator: ", "),
                "state": state,
                "when not in use": whenDisabled,
                "expires": expires ?? "never",
                "owner": owner ?? "the administrators",
                "tags": takesTags ? "are taken, as in name+tag" : "are not taken",
                "authors": author,
                "name in answers": displayName,
                "messages": "\(forwarded) forwarded, \(answered) answered, \(refused) refused, \(discarded) discarded",
                "added": created,
                "note": DirectoryWords.note(note),
            ])
    }
}
