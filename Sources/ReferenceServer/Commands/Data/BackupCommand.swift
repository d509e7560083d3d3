import ArgumentParser
import Foundation

/// `waxwing backup`: copies the data directory while the daemon works.
struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Copy the data directory, while the daemon works or without it.",
        discussion: """
            The copy holds the queue and its history as they are at one moment, certificates, keys and all other \
            files of the data directory. It is opened and checked before the command says that it is good; its \
            manifest, \(BackupManifest.name), is written last, and a copy without it is no backup. Where a daemon \
            runs, it makes the copy, as its own user. Keep the copy from others: keys are in it. Messages that are \
            damaged already are so in the copy, and are named; damaged pages of a database make it fail.

            Examples:
              waxwing backup --data /var/lib/waxwing --to /backup/waxwing-monday
              waxwing check --backup /backup/waxwing-monday
            """)

    @Option(help: ArgumentHelp("The data directory.", valueName: "directory"))
    var data = ServerConfiguration.standardDataPath

    @Option(help: ArgumentHelp("The directory of the copy; it must not exist, or be empty.", valueName: "directory"))
    var to: String

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        // The daemon has a working directory of its own.
        let target = URL(fileURLWithPath: to).standardizedFileURL.path
        guard let backup = try await DataAccess(dataPath: data).ask(.backup(to: target)).backup else { return }
        if json { return try Console.printJSON(backup) }
        Console.print("Copied to " + backup.text)
        Console.print(
            backup.problems.isEmpty
                ? "The copy was opened and checked, and is sound."
                : "Warning: \(backup.problems.count) things are damaged in the data directory and so in the copy; "
                    + "all else was opened and checked, and is sound. See `waxwing check`.")
    }
}
