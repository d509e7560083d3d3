import ArgumentParser
import DeliveryQueue

extension QueueCommand {
    /// `waxwing queue trace`.
    struct Trace: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Tell a message's life, event by event.",
            discussion: """
                Examples:
                  waxwing queue trace 0f3k2m9x1b7qa
                  waxwing queue trace 0f3k2m9x1b7qa --json
                """)

        @Argument(
            help: ArgumentHelp("The message's name, as in the reply to the sender and in the list.", valueName: "id"))
        var id: String

        @OptionGroup var options: Options

        func run() async throws {
            guard let trace = try await options.ask(.trace(id: id)).trace else { return }
            if options.json { return try Console.printJSON(trace) }
            Console.print(TraceText.text(trace))
        }
    }
}

/// A trace in words.
enum TraceText {
    /// The trace, an event a line.
    static func text(_ trace: TraceView) -> String {
        var table = Table("TIME", "RECIPIENT", "EVENT", "WHAT")
        for event in trace.events {
            var what: [String] = []
            if let host = event.host { what.append("by \(host)") }
            if let reply = event.reply { what.append(reply) }
            if let detail = event.detail { what.append("(\(detail))") }
            if event.ambiguous == true { what.append("ambiguous: it may have been delivered") }
            if let next = event.nextAttempt { what.append("next \(next)") }
            table.add(event.time, "<\(event.recipient)>", words(event.kind), what.joined(separator: " "))
        }
        return "message \(trace.id) from <\(Console.printable(trace.from))>, \(trace.size) octets\n" + table.text
    }

    private static func words(_ kind: String) -> String {
        switch RecipientEvent.Kind(rawValue: kind) {
        case .attemptBegan: "attempt begun"
        case .reportDropped: "nobody told"
        default: kind
        }
    }
}
