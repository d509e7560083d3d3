import ArgumentParser
import DeliveryQueue
import DeliveryQueueSQLite

/// `waxwing queue`: looks into the queue, of a running daemon or on the files.
struct QueueCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "queue", abstract: "Look into the queue.",
        discussion: """
            A running daemon is asked through the socket in its data directory; where none runs, the files are read.

            Examples:
              waxwing queue summary
              waxwing queue list --data /var/lib/waxwing
              waxwing queue trace 0f3k2m9x1b7qa
            """,
        subcommands: [Summary.self, List.self, Trace.self])

    /// The options of every queue command.
    struct Options: ParsableArguments {
        @Option(help: ArgumentHelp("The data directory.", valueName: "directory"))
        var data = ServerConfiguration.standardDataPath

        @Flag(help: "Print JSON.")
        var json = false

        /// Asks the daemon, or reads the files where none runs.
        func ask(_ request: QueueRequest) async throws(CommandFailure) -> QueueResponse {
            let response: QueueResponse
            if let answer = try ControlClient.ask(request, dataPath: data) {
                response = answer
            } else {
                guard Files.exists(data + "/queue.sqlite") else {
                    throw .operational("there is no queue in \(data); name the data directory with --data")
                }
                do {
                    response = await request.answer(from: try SQLiteQueueStore(at: data))
                } catch {
                    throw .operational(error.reason)
                }
            }
            if let failure = response.failure { throw .operational(failure) }
            if let notFound = response.notFound { throw .negative(notFound) }
            return response
        }
    }

    /// `waxwing queue summary`.
    struct Summary: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Count messages and recipients by state.")

        @OptionGroup var options: Options

        func run() async throws {
            guard let summary = try await options.ask(.summary).summary else { return }
            if options.json { return try Console.printJSON(summary) }
            Console.print("queued messages  \(summary.unsettledMessages) (\(summary.unsettledOctets) octets)")
            if let oldest = summary.oldest { Console.print("oldest           \(oldest)") }
            var table = Table("RECIPIENTS", "COUNT")
            for state in RecipientState.allCases {
                table.add(state.rawValue, "\(summary.recipients[state.rawValue] ?? 0)")
            }
            Console.print(table.text)
        }
    }

    /// `waxwing queue list`.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List messages that are queued, the newest last.")

        @OptionGroup var options: Options

        @Flag(help: "List finished messages too, as far as the history goes.")
        var all = false

        @Option(help: ArgumentHelp("List at most so many, the newest.", valueName: "n"))
        var limit = 1_000

        func run() async throws {
            guard limit > 0 else { throw CommandFailure.usage("--limit wants a number above 0") }
            guard let list = try await options.ask(.list(includesSettled: all, limit: limit)).list else { return }
            if options.json { return try Console.printJSON(list) }
            guard !list.isEmpty else { return Console.print("The queue is empty.") }
            var table = Table("ID", "FROM", "TO", "STATE", "ATTEMPTS", "NEXT ATTEMPT", "LAST REPLY")
            for message in list {
                for recipient in message.recipients {
                    table.add(
                        message.id, "<\(message.from)>", "<\(recipient.address)>", recipient.state,
                        "\(recipient.attempts)", recipient.nextAttempt ?? "-", recipient.lastReply ?? "-")
                }
            }
            Console.print(table.text)
        }
    }

    /// `waxwing queue trace`.
    struct Trace: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Tell a message's life, event by event.")

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
