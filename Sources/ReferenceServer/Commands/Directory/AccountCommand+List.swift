import ArgumentParser

extension AccountCommand {
    /// `waxwing account list`.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the accounts of the directory, by name.",
            discussion: """
                Accounts that the configuration names in accounts are not among them.

                --json prints an array with an object for each account: name, role (admin or user), isEnabled, \
                hasPassword, messagesPerHour, messagesPerDay, recipientsPerHour, recipientsPerDay (absent for no \
                limit), created, domains and aliases (how many). Nothing of a password is in it.

                Examples:
                  waxwing account list
                  waxwing account list --json
                """)

        @OptionGroup var options: DirectoryOptions

        func run() async throws {
            let accounts = try await options.ask(.accounts).accounts
            try options.show(accounts) { $0.isEmpty ? "There is no account." : AccountView.table($0) }
        }
    }

    /// `waxwing account show`.
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what there is of an account, which is nothing of its password.",
            discussion: """
                Exit status: 1 when it is not there.

                Examples:
                  waxwing account show ada@example.org
                  waxwing account show ada@example.org --json
                """)

        @Argument(help: ArgumentHelp("The account.", valueName: "address"))
        var address: String

        @OptionGroup var options: DirectoryOptions

        func run() async throws { try options.show(try await options.ask(.account(address)).account) { $0.text } }
    }
}

extension AccountView {
    /// Accounts as a table, a line each.
    ///
    /// - Parameter accounts: at least one.
    static func table(_ accounts: [AccountView]) -> String {
        var table = Table("ACCOUNT", "ROLE", "STATE", "PASSWORD", "DOMAINS", "ALIASES")
        for account in accounts {
            table.add(
                account.name, account.role, account.isEnabled ? "enabled" : "disabled",
                account.hasPassword ? "set" : "none", "\(account.domains)", "\(account.aliases)")
        }
        return table.text
    }

    /// What there is of it, in words.
    var text: String {
        DirectoryWords.text(
            name,
            [
                "role": role,
                "state": isEnabled ? "enabled" : "disabled",
                "password": hasPassword ? "set" : "none",
                "messages": Self.limits(messagesPerHour, messagesPerDay),
                "recipients": Self.limits(recipientsPerHour, recipientsPerDay),
                "domains": "\(domains)",
                "aliases": "\(aliases)",
                "added": created,
            ])
    }

    private static func limits(_ hour: Int?, _ day: Int?) -> String {
        let (hour, day) = (hour.map(String.init) ?? "any number", day.map(String.init) ?? "any number")
        return "\(hour) an hour, \(day) a day"
    }
}
