import ArgumentParser

/// `waxwing restore`: makes a data directory of a backup.
struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Make a data directory of a backup.",
        discussion: """
            Every file is compared with the backup's manifest before anything is made, and the restored queue is \
            opened and checked. All this happens beside the data directory, in a directory whose name ends in \
            .restoring, which takes its place at the end; so the data directory is whole or as it was. It must not \
            exist, or be empty. Where something is mounted there it is filled itself, and a file called \
            \(RestoreMarker.name) keeps the daemon away until it is whole. Run it as the user that the daemon runs as.

            What was delivered after the backup was made is still queued in it, and would be sent again: with \
            --hold every recipient waits until `waxwing queue release`, and nothing is sent twice before somebody \
            has looked.

            Examples:
              waxwing restore /backup/waxwing-monday --data /var/lib/waxwing
              waxwing restore /backup/waxwing-monday --data /var/lib/waxwing --hold
            """)

    @Argument(help: ArgumentHelp("The directory of the backup.", valueName: "backup"))
    var from: String

    @Option(help: ArgumentHelp("The data directory; it must not exist, or be empty.", valueName: "directory"))
    var data = ServerConfiguration.standardDataPath

    @Flag(help: "Hold every recipient that waits, until it is released.")
    var hold = false

    @Flag(help: "Print JSON.")
    var json = false

    /// What is printed as JSON.
    private struct Result: Encodable {
        var restored: BackupView
        var backupMade: String
        var held: Int
    }

    func run() async throws {
        let restore = DataRestore(source: from, dataPath: data, holds: hold)
        let outcome: DataRestore.Outcome
        do throws(CommandFailure) {
            outcome = try await restore.run(progress: DataAccess.shown())
        } catch {
            ProgressLine.clear()
            throw error
        }
        ProgressLine.clear()
        if json {
            return try Console.printJSON(
                Result(restored: outcome.copied, backupMade: outcome.time, held: outcome.held))
        }
        Console.print("Restored to " + outcome.copied.text)
        Console.print(
            "Every file is as it was copied, and the queue is sound"
                + (outcome.copied.problems.isEmpty ? "." : " but for what was damaged already."))
        Console.print(Self.warning(outcome, holds: hold))
    }

    /// What has to be known before a daemon is started.
    ///
    /// - Parameters:
    ///   - outcome: what was restored.
    ///   - holds: whether every recipient is held.
    static func warning(_ outcome: DataRestore.Outcome, holds: Bool) -> String {
        if outcome.copied.messages == 0 { return "Nothing is queued in it." }
        return holds
            ? "\(outcome.held) recipients are held. Mail that was delivered after \(outcome.time) is among them: "
                + "look with `waxwing queue list`, then `waxwing queue release` or `waxwing queue cancel`."
            : "Mail that was delivered after \(outcome.time) is still queued in it, "
                + "and is sent again when a daemon starts."
    }
}
