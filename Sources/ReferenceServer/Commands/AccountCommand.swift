import ArgumentParser
import MailCryptography

/// `waxwing account`: what belongs to those who log in.
struct AccountCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "account", abstract: "Make what is kept of the passwords of those who log in.",
        subcommands: [HashPassword.self])

    /// `waxwing account hash-password`.
    struct HashPassword: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "hash-password",
            abstract: "Make the stored form of a password, for the password-file of an account.",
            discussion: """
                Asks for the password twice and does not show it; where standard input is no terminal, reads it from
                there, as the only line. With the stored form the daemon checks logins by every mechanism as with the
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
