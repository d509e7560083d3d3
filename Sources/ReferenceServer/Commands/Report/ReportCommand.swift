import ArgumentParser

/// `waxwing report`: what reports to other domains are made of.
struct ReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "See what was counted of deliveries for the domains they go to.",
        discussion: """
            A running daemon is asked through the socket in its data directory; where none runs, the files are used.

            Examples:
              waxwing report tls
              waxwing report tls --day 2026-11-27 --json
            """,
        subcommands: [TLS.self])
}
