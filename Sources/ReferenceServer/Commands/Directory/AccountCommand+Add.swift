import ArgumentParser
import Foundation
import MailCryptography
import MailForwarding

extension AccountCommand {
    /// `waxwing account add`.
    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add an account to the directory.",
            discussion: """
                The password is asked for twice and not shown, or read from standard input with --password-stdin, as \
                the only line. It does not leave this command: the directory gets the stored form alone. With \
                --no-password the account has none.

                Exit status: 1 when the account is there already.

                Examples:
                  waxwing account add ada@example.org
                  waxwing account add root@example.org --admin
                  pass show mail/ada | waxwing account add ada@example.org --password-stdin
                  waxwing account add bob@example.org --no-password --messages-per-hour 50
                """)

        @Argument(help: ArgumentHelp("The address that is its name.", valueName: "address"))
        var address: String

        @Flag(help: "Let it see and change everything; else only what is its own.")
        var admin = false

        @Flag(help: "Read the password from standard input.")
        var passwordStdin = false

        @Flag(help: "Give it no password.")
        var noPassword = false

        @OptionGroup var limits: AccountLimitOptions

        @OptionGroup var options: DirectoryOptions

        func validate() throws {
            guard !passwordStdin || !noPassword else {
                throw ValidationError("say either --password-stdin or --no-password")
            }
        }

        /// What is said of the account.
        ///
        /// - Parameter password: asks for the password, and makes its stored form.
        /// - Throws: `CommandFailure` of wrong usage, before a password is asked for.
        func edit(
            asking password: () throws(CommandFailure) -> RedactedText
        ) throws(CommandFailure) -> AccountEdit {
            do {
                _ = try DirectoryText.mailbox(address, as: "the account")
            } catch {
                throw DirectoryProblem(error).commandFailure
            }
            var edit = AccountEdit(role: admin ? AccountRole.admin.rawValue : AccountRole.user.rawValue)
            try limits.apply(to: &edit)
            if !noPassword { edit.password = .value(try password()) }
            return edit
        }

        func run() async throws {
            let edit = try edit { () throws(CommandFailure) in
                guard passwordStdin || isatty(STDIN_FILENO) == 1 else {
                    throw .usage("there is no terminal to ask for a password; say --password-stdin or --no-password")
                }
                return try AccountCommand.storedPassword()
            }
            try options.show(try await options.ask(.addAccount(address, edit)).account) { $0.text }
        }
    }

    /// Asks for a password, and makes what is kept of it.
    static func storedPassword() throws(CommandFailure) -> RedactedText {
        RedactedText(try AccountPassword.store(try PasswordInput.read()).text)
    }
}
