import ArgumentParser
import MailCryptography

/// `waxwing account`: who owns domains and aliases, and what is kept of passwords.
struct AccountCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "account", abstract: "See and change who owns domains and aliases.",
        discussion: """
            The accounts of the directory own domains and aliases. Who may log in to send mail is said in accounts of \
            the configuration, for whose password files hash-password makes the stored form; the passwords of the \
            directory are not asked for there. A running daemon is asked through the socket in its data directory; \
            where none runs, the files are used.

            Exit status: 0 success, 1 a negative answer, such as an account that is not there or is there already, 2 \
            wrong usage, 3 an operational failure.

            Examples:
              waxwing account add ada@example.org
              waxwing account list
              waxwing account change ada@example.org --password
              waxwing account remove ada@example.org
              waxwing account hash-password --out ada.password
            """,
        subcommands: [Add.self, List.self, Show.self, Change.self, Remove.self, HashPassword.self])

    /// `waxwing account hash-password`.
    struct HashPassword: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "hash-password",
            abstract: "Make the stored form of a password, for the password-file of an account.",
            discussion: """
                Asks for the password twice and does not show it; where standard input is no terminal, reads it from \
                there, as the only line. With the stored form the daemon checks logins by every mechanism as with the \
                password itself. Whoever gets hold of it can try passwords: keep it from others.

                Examples:
                  waxwing account hash-password --out ada.password
                  pass show mail/ada | waxwing account hash-password --out ada.password
                """)

        @Option(
            help: ArgumentHelp(
                "The new file, for its owner only; one that exists is never touched. Default: standard output.",
                valueName: "file"))
        var out: String?

        func run() throws {
            if let out, Files.exists(out) { throw CommandFailure.operational("\(out) exists already") }
            let stored = try AccountPassword.store(try PasswordInput.read())
            guard let out else { return Console.print(stored.text) }
            try Files.create(Array((stored.text + "\n").utf8), at: out, mode: 0o600)
            Console.error("Made \(out). Next: name it in accounts, as the password-file of the user")
        }
    }
}
