import ArgumentParser

/// `waxwing queue`: looks into the queue and changes it, by way of a running daemon or on the files.
struct QueueCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "queue", abstract: "Look into the queue, change what is in it, and suspend deliveries.",
        discussion: """
            A running daemon is asked through the socket in its data directory; where none runs, the files are used.

            Examples:
              waxwing queue summary
              waxwing queue list --data /var/lib/waxwing --to @example.org
              waxwing queue trace 0f3k2m9x1b7qa
              waxwing queue explain example.org
              waxwing queue suspend example.org --for 2h
              waxwing queue hold 0f3k2m9x1b7qa
              waxwing queue statistics --since 7d
            """,
        subcommands: [
            Summary.self, List.self, Show.self, Trace.self, Explain.self, Statistics.self, Hold.self, Release.self,
            Cancel.self, Retry.self, Suspend.self, Resume.self, Suspensions.self, Way.self,
        ])

    /// The options of every queue command.
    struct Options: ParsableArguments {
        @Option(help: ArgumentHelp("The data directory.", valueName: "directory"))
        var data = ServerConfiguration.standardDataPath

        @Flag(help: "Print JSON.")
        var json = false

        /// The way to the data.
        var access: DataAccess { DataAccess(dataPath: data) }

        /// Asks the daemon, or works on the files where none runs.
        ///
        /// - Parameters:
        ///   - request: what is asked.
        ///   - page: given the pages of a list.
        /// - Throws: `CommandFailure` when there is no answer.
        func ask(
            _ request: QueueRequest, page: ([MessageView]) -> Void = { _ in }
        ) async throws(CommandFailure) -> QueueResponse {
            try await access.ask(request, page: page)
        }
    }
}
