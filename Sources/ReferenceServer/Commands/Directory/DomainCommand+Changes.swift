import ArgumentParser

extension DomainCommand {
    /// `waxwing domain change`.
    struct Change: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Change something of a domain.",
            discussion: """
                What is not named stays. Mail to a domain that is disabled is refused, but for postmaster; one that is \
                enabled again is what its DNS records made it.

                Examples:
                  waxwing domain change example.org --catch-all ada@example.net,bob@example.net
                  waxwing domain change example.org --no-catch-all --subdomains
                  waxwing domain change example.org --owner ada@example.net --share
                  waxwing domain change example.org --disable --note "until the move"
                """)

        @Argument(help: ArgumentHelp("The domain.", valueName: "domain"))
        var name: String

        @Flag var use: UseFlag?

        @Option(
            help: ArgumentHelp(
                "Who gets what is addressed to no alias; several with commas between them, or repeated.",
                valueName: "address"))
        var catchAll: [String] = []

        @Flag(help: "Refuse what is addressed to no alias.")
        var noCatchAll = false

        @Flag(
            inversion: .prefixedNo,
            help: "Whether a name below stands for an alias: shop@ada.example.org for ada+shop@example.org.")
        var subdomains: Bool?

        @Flag(inversion: .prefixedNo, help: "Whether every account may have aliases in it.")
        var share: Bool?

        @Option(help: ArgumentHelp("The account that it belongs to.", valueName: "address"))
        var owner: String?

        @Flag(help: "Let it belong to the administrators.")
        var noOwner = false

        @Option(help: ArgumentHelp("What you want to remember of it; empty for nothing.", valueName: "text"))
        var note: String?

        @OptionGroup var options: DirectoryOptions

        func validate() throws {
            guard catchAll.isEmpty || !noCatchAll else {
                throw ValidationError("say either --catch-all or --no-catch-all")
            }
            guard owner == nil || !noOwner else { throw ValidationError("say either --owner or --no-owner") }
            guard edit != DomainEdit() else { throw ValidationError("say what is to change; see --help") }
        }

        /// What becomes other.
        var edit: DomainEdit {
            DomainEdit(
                isEnabled: use?.isEnabled,
                catchAll: .of(catchAll.isEmpty ? nil : DirectoryWords.list(catchAll), orNothing: noCatchAll),
                takesSubdomains: subdomains, isShared: share, owner: .of(owner, orNothing: noOwner), note: note)
        }

        func run() async throws {
            try options.show(try await options.ask(.changeDomain(name, edit)).domain) { $0.text }
        }
    }

    /// `waxwing domain remove`.
    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Remove a domain with its aliases, rules and keys; mail to it is refused from now on.",
            discussion: """
                A domain that has aliases is removed only with --yes. What is queued already is delivered all the \
                same, but is signed no more.

                Exit status: 1 when it is not there, or has aliases and --yes was not said.

                Examples:
                  waxwing domain remove example.org
                  waxwing domain remove example.org --yes
                """)

        @Argument(help: ArgumentHelp("The domain.", valueName: "domain"))
        var name: String

        @Flag(help: "Remove it with its aliases.")
        var yes = false

        @OptionGroup var options: DirectoryOptions

        func run() async throws {
            guard let removal = try await options.ask(.removeDomain(name, withAliases: yes)).removal else {
                throw CommandFailure.operational(DataSession.noAnswer)
            }
            try removal.show(isJSON: options.json)
        }
    }
}
