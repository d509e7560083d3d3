import ArgumentParser
import DeliveryQueue

extension QueueCommand {
    /// `waxwing queue statistics`.
    struct Statistics: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Count what became of recipients, by domain.",
            discussion: """
                Counted are the recipients of messages that were accepted in the time, while they are in the history.

                Examples:
                  waxwing queue statistics
                  waxwing queue statistics --since 7d --json
                """)

        @Option(help: ArgumentHelp("How far back, such as 24h.", valueName: "time"))
        var since = "24h"

        @OptionGroup var options: Options

        func run() async throws {
            let now = SystemQueueClock().now()
            let start = try QueueFilterOptions.start(since, before: now)
            let request = QueueRequest.statistics(from: start.milliseconds, until: now.milliseconds)
            guard let domains = try await options.ask(request).statistics else { return }
            if options.json { return try Console.printJSON(domains) }
            guard !domains.isEmpty else { return Console.print("No message was accepted in that time.") }
            Console.print(DomainView.table(domains))
        }
    }
}

extension DomainView {
    /// Statistics as a table, a line for each domain.
    ///
    /// - Parameter domains: the domains.
    static func table(_ domains: [DomainView]) -> String {
        var table = Table(
            "DOMAIN", "RECIPIENTS", "DELIVERED", "BOUNCED", "EXPIRED", "CANCELLED", "HELD", "QUEUED", "ATTEMPTS")
        for domain in domains {
            func count(_ states: RecipientState...) -> String {
                "\(states.reduce(0) { $0 + (domain.recipients[$1.rawValue] ?? 0) })"
            }
            table.add(
                domain.domain, "\(domain.total)", count(.delivered), count(.bounced), count(.expired),
                count(.cancelled), count(.held), count(.queued, .attempting), "\(domain.attempts)")
        }
        return table.text
    }
}
