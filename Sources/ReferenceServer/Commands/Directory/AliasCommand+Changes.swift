import ArgumentParser

extension AliasCommand {
    /// `waxwing alias add`.
    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Have the mail of an address go on to others.",
            discussion: """
                The domain has to be there; a target may be an alias itself. Without --owner the alias belongs to the \
                owner of its domain.

                Exit status: 1 when the alias is there already, or its domain is not there.

                Examples:
                  waxwing alias add shop@example.org --to ada@example.net
                  waxwing alias add team@example.org --to ada@example.net --to bob@example.com
                  waxwing alias add trial@example.org --to ada@example.net --expires 30d
                  waxwing alias add me@example.org --to ada@example.net --name "Ada Lovelace"
                """)

        @Argument(help: ArgumentHelp("The alias.", valueName: "address"))
        var address: String

        @OptionGroup var settings: AliasSettings

        @OptionGroup var options: DirectoryOptions

        func validate() throws {
            guard !settings.to.isEmpty else { throw ValidationError("say with --to where its mail goes") }
        }

        func run() async throws {
            try options.show(try await options.ask(.addAlias(address, try settings.edit())).alias) { $0.text }
        }
    }

    /// `waxwing alias change`.
    struct Change: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Change something of an alias.",
            discussion: """
                What is not named stays; --to takes the place of all targets.

                Examples:
                  waxwing alias change shop@example.org --to bob@example.net
                  waxwing alias change shop@example.org --disable --when-disabled discard
                  waxwing alias change shop@example.org --enable --expires never
                  waxwing alias change shop@example.org --author rewritten --note "leaked 2026"
                """)

        @Argument(help: ArgumentHelp("The alias.", valueName: "address"))
        var address: String

        @Flag var use: UseFlag?

        @OptionGroup var settings: AliasSettings

        @OptionGroup var options: DirectoryOptions

        /// What becomes other.
        ///
        /// - Throws: `CommandFailure` of wrong usage, also where nothing does.
        func edit() throws(CommandFailure) -> AliasEdit {
            var edit = try settings.edit()
            edit.isEnabled = use?.isEnabled
            guard edit != AliasEdit() else { throw .usage("say what is to change; see --help") }
            return edit
        }

        func run() async throws {
            try options.show(try await options.ask(.changeAlias(address, try edit())).alias) { $0.text }
        }
    }

    /// `waxwing alias remove`.
    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Remove aliases with their rules and reverse addresses; mail to them is refused from now on.",
            discussion: """
                Answers to what came through an alias reach nobody once it is gone: waxwing alias change --disable \
                keeps it.

                Exit status: 1 when one of them was not there.

                Examples:
                  waxwing alias remove shop@example.org
                  waxwing alias remove shop@example.org trial@example.org
                """)

        @Argument(help: ArgumentHelp("The aliases.", valueName: "address"))
        var addresses: [String]

        @OptionGroup var options: DirectoryOptions

        func run() async throws {
            guard let removal = try await options.ask(.removeAliases(addresses)).removal else {
                throw CommandFailure.operational(DataSession.noAnswer)
            }
            try removal.show(isJSON: options.json)
        }
    }
}
