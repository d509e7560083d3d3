import ArgumentParser
import DeliveryQueue

extension QueueCommand {
    /// `waxwing queue summary`.
    struct Summary: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Count messages and recipients: by state, and what waits by destination and age.",
            discussion: """
                Ambiguous is who may have the message already though nobody said so. Put aside is a message that is \
                damaged on the disk. The table has recipients that are not settled, by domain and by age in minutes: a \
                destination that is down fills its later columns, a flood the first ones.

                Examples:
                  waxwing queue summary
                  waxwing queue summary --domains 50
                  waxwing queue summary --json
                """)

        @Option(help: ArgumentHelp("How many domains the table names, those with most first.", valueName: "n"))
        var domains = ShapeView.usualDomains

        @OptionGroup var options: Options

        func run() async throws {
            guard (0...Self.mostDomains).contains(domains) else {
                throw CommandFailure.usage("--domains wants a number from 0 to \(Self.mostDomains)")
            }
            guard let summary = try await options.ask(.summary(domains: domains)).summary else { return }
            if options.json { return try Console.printJSON(summary) }
            Console.print(summary.text)
        }

        /// The most domains of a table: an answer of some megabytes.
        static let mostDomains = 10_000
    }
}

extension SummaryView {
    /// The counts in words.
    var text: String {
        var lines = ["queued messages  \(unsettledMessages) (\(unsettledOctets) octets)"]
        if let oldest { lines.append("oldest           \(oldest)") }
        if quarantined > 0 { lines.append("put aside        \(quarantined) damaged messages; see `waxwing check`") }
        var table = Table("RECIPIENTS", "COUNT")
        for state in RecipientState.allCases { table.add(state.rawValue, "\(recipients[state.rawValue] ?? 0)") }
        table.add("ambiguous", "\(ambiguous)")
        lines.append(table.text)
        if let shape, shape.total.total > 0 { lines.append("\nwaiting recipients by age in minutes\n" + shape.text) }
        if let warmUps, !warmUps.isEmpty { lines.append("\n" + WarmUpView.table(warmUps)) }
        if let suspensions, suspensions > 0 {
            lines.append("\nsuspended        \(suspensions); see `waxwing queue suspensions`")
        }
        return lines.joined(separator: "\n")
    }
}
