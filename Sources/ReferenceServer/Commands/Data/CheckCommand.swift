import ArgumentParser

/// `waxwing check`: looks whether the data, or a backup, are sound.
struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Look whether the data, or a backup, are sound.",
        discussion: """
            Of a data directory it looks at the pages of the databases, every row, the checksum of every message, \
            and the chain of events of every recipient; where a daemon runs, it goes on meanwhile. Of a backup it \
            compares every file with the manifest, which was written after the same look.

            Exit status: 0 when all is sound, 1 when there are problems or damaged messages lie aside, 3 when it could \
            not be looked at.

            Examples:
              waxwing check --data /var/lib/waxwing
              waxwing check --backup /backup/waxwing-monday --json
            """)

    @Option(
        help: ArgumentHelp(
            "The data directory. Default: \(ServerConfiguration.standardDataPath).", valueName: "directory"))
    var data: String?

    @Option(help: ArgumentHelp("The directory of a backup, in place of a data directory.", valueName: "directory"))
    var backup: String?

    @Flag(help: "Print JSON.")
    var json = false

    /// What is printed of a backup as JSON.
    private struct BackupResult: Encodable {
        var problems: [String]
        /// What was damaged already when the backup was made.
        var damagedBefore: [String]
        var skipped: [String]
        var made: String
        var files: Int
        var octets: Int
        var messages: Int
        var recipients: Int
    }

    func run() async throws {
        if let backup {
            guard data == nil else { throw CommandFailure.usage("--data and --backup do not go together") }
            return try checkBackup(backup)
        }
        let access = DataAccess(dataPath: data ?? ServerConfiguration.standardDataPath)
        guard let found = try await access.ask(.check).check else { return }
        if json { try Console.printJSON(found) } else { Console.print(found.text) }
        if !found.isSound { throw CommandFailure.negative() }
    }

    private func checkBackup(_ directory: String) throws {
        let manifest = try BackupManifest(reading: directory)
        let problems = DataCheck.problems(of: manifest, in: directory, progress: DataAccess.shown())
        ProgressLine.clear()
        if json {
            try Console.printJSON(
                BackupResult(
                    problems: problems, damagedBefore: manifest.problems, skipped: manifest.skipped,
                    made: manifest.time, files: manifest.files.count, octets: manifest.octets,
                    messages: manifest.messages, recipients: manifest.recipients))
        } else {
            Console.print(
                "made         \(Console.printable(manifest.time))\n"
                    + "files        \(manifest.files.count) of \(manifest.octets) octets\n"
                    + "messages     \(manifest.messages) with \(manifest.recipients) recipients")
            for note in BackupView.notes(skipped: manifest.skipped, problems: manifest.problems) { Console.print(note) }
            for problem in problems { Console.print("problem      \(problem)") }
            if problems.isEmpty { Console.print("Every file is as it was when the backup was checked.") }
        }
        if !problems.isEmpty { throw CommandFailure.negative() }
    }
}
