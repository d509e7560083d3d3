import ArgumentParser

extension AccountCommand {
    /// `waxwing account change`.
    struct Change: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Change something of an account of the directory.",
            discussion: """
                What is not named stays. With --password the new one is asked for twice and not shown; where standard \
                input is no terminal, it is read from there, as the only line.

                Examples:
                  waxwing account change ada@example.org --password
                  waxwing account change ada@example.org --disable
                  waxwing account change ada@example.org --admin --messages-per-hour none
                """)

        @Argument(help: ArgumentHelp("The account.", valueName: "address"))
        var address: String

        @Flag(help: "Give it a new password.")
        var password = false

        @Flag(help: "Take its password away.")
        var noPassword = false

        @Flag var role: RoleFlag?

        @Flag var use: UseFlag?

        @OptionGroup var limits: AccountLimitOptions

        @OptionGroup var options: DirectoryOptions

        func validate() throws {
            guard !password || !noPassword else { throw ValidationError("say either --password or --no-password") }
        }

        /// What becomes other.
        ///
        /// - Parameter password: asks for the password, and makes its stored form.
        /// - Throws: `CommandFailure` of wrong usage, also where nothing does.
        func edit(
            asking password: () throws(CommandFailure) -> RedactedText
        ) throws(CommandFailure) -> AccountEdit {
            var edit = AccountEdit(role: role?.rawValue, isEnabled: use?.isEnabled)
            try limits.apply(to: &edit)
            if noPassword { edit.password = .nothing }
            if self.password { edit.password = .value(try password()) }
            guard edit != AccountEdit() else { throw .usage("say what is to change; see --help") }
            return edit
        }

        func run() async throws {
            let edit = try edit(asking: AccountCommand.storedPassword)
            try options.show(try await options.ask(.changeAccount(address, edit)).account) { $0.text }
        }
    }

    /// `waxwing account remove`.
    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Remove accounts from the directory; what belonged to them belongs to the administrators.",
            discussion: """
                Exit status: 1 when one of them was not there.

                Examples:
                  waxwing account remove ada@example.org
                """)

        @Argument(help: ArgumentHelp("The accounts.", valueName: "address"))
        var addresses: [String]

        @OptionGroup var options: DirectoryOptions

        func run() async throws {
            guard let removal = try await options.ask(.removeAccounts(addresses)).removal else {
                throw CommandFailure.operational(DataSession.noAnswer)
            }
            try removal.show(isJSON: options.json)
        }
    }

    /// What an account may do, as two flags of which one may be there; complete.
    enum RoleFlag: String, EnumerableFlag {
        /// `--admin`.
        case admin
        /// `--user`.
        case user

        /// What stands in the help.
        static func help(for value: RoleFlag) -> ArgumentHelp? {
            switch value {
            case .admin: "Let it see and change everything."
            case .user: "Let it see and change only what is its own."
            }
        }
    }
}
