import ArgumentParser
import DeliveryQueue

extension QueueCommand {
    /// `waxwing queue summary`.
    struct Summary: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Count messages and recipients by state.",
            discussion: """
                Ambiguous is who may have the message already though nobody said so. Put aside is a message that is \
                damaged on the disk.

                Examples:
                  waxwing queue summary
                  waxwing queue summary --json
                """)

        @OptionGroup var options: Options

        func run() async throws {
            guard let summary = try await options.ask(.summary).summary else { return }
            if options.json { return try Console.printJSON(summary) }
            Console.print(summary.text)
        }
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
        return (lines + [table.text]).joined(separator: "\n")
    }
}
