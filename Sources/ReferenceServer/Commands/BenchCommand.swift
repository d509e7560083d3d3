import ArgumentParser
import MailAddressing
import NIOCore

/// `waxwing bench`: measures servers.
struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Measure a server.", subcommands: [SMTP.self])

    /// `waxwing bench smtp`: the load generator.
    struct SMTP: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "smtp", abstract: "Send many messages over kept connections and time each acceptance.",
            discussion: """
                One thread sends; times run from the final dot to its reply. What warms the server up is not measured.

                Examples:
                  waxwing bench smtp 127.0.0.1:2525 --sessions 50 --messages 10000 --size 2048
                  waxwing bench smtp 127.0.0.1:2525 --sessions 1 --seconds 10 --json
                """)

        @Argument(help: ArgumentHelp("The server, on this machine.", valueName: "host:port"))
        var server: String

        @Option(help: ArgumentHelp("How many connections.", valueName: "n"))
        var sessions = 50

        @Option(
            help: ArgumentHelp("How many messages, over all connections (default: 10000).", valueName: "n"))
        var messages: Int?

        @Option(help: ArgumentHelp("How long to send, instead of --messages.", valueName: "seconds"))
        var seconds: Double?

        @Option(
            help: ArgumentHelp(
                "How many messages come before and are not measured (default: 2 a session).", valueName: "n")
        )
        var warmUp: Int?

        @Option(help: ArgumentHelp("The size of a message in octets.", valueName: "octets"))
        var size = 2_048

        @Option(help: ArgumentHelp("The sender (default: the null reverse path).", valueName: "address"))
        var from: String?

        @Option(help: ArgumentHelp("The recipient.", valueName: "address"))
        var to = "bench@example.test"

        @Option(help: "Whether MAIL, RCPT and DATA go out together: offered (where the server offers it) or never.")
        var pipelining = LoadPlan.Pipelining.offered

        @Flag(help: "Print JSON.")
        var json = false

        func run() async throws {
            let place = try Endpoint(server)
            guard let address = try? SocketAddress.makeAddressResolvingHost(place.host, port: place.port),
                let host = address.ipAddress, IPAddress(host)?.isLoopback == true
            else { throw CommandFailure.usage("\(server): load is sent to this machine's loopback addresses only") }
            var generator = try LoadGenerator(plan: try plan(), host: host, port: place.port)
            let result = try generator.run()
            if json { try Console.printJSON(result) } else { Console.print(result.text) }
            if let failure = generator.lastFailure {
                throw CommandFailure.negative("some messages were not accepted: \(Console.printable(failure))")
            }
        }

        /// The most messages of a load, 100 million: the time of each is kept, in eight octets.
        static let mostMessages = 100_000_000

        /// The plan as the options have it.
        func plan() throws(CommandFailure) -> LoadPlan {
            let most = Self.mostMessages
            guard (1...10_000).contains(sessions), (1...most).contains(messages ?? 1), (0...most).contains(warmUp ?? 0),
                (200...100_000_000).contains(size), (0.1...86_400).contains(seconds ?? 1)
            else {
                throw .usage(
                    "--sessions wants 1 to 10000, --messages 1 to \(most), --warm-up 0 to \(most), "
                        + "--seconds 0.1 to 86400, --size 200 to 100000000")
            }
            guard messages == nil || seconds == nil else {
                throw .usage("--messages and --seconds exclude each other")
            }
            let recipient = try mailbox(to, "--to")
            let sender: ReversePath = if let from { .mailbox(try mailbox(from, "--from")) } else { .null }
            let extent = seconds.map { LoadPlan.Extent.time(UInt64($0 * 1e9)) } ?? .messages(messages ?? 10_000)
            return LoadPlan(
                sessions: sessions, extent: extent, warmUp: warmUp ?? 2 * sessions, pipelining: pipelining,
                reversePath: sender, recipient: recipient, size: size)
        }

        private func mailbox(_ text: String, _ option: String) throws(CommandFailure) -> Mailbox {
            do {
                return try Mailbox(text)
            } catch {
                throw .usage("\(option) \(text): \(error)")
            }
        }
    }
}

extension LoadPlan.Pipelining: ExpressibleByArgument {}
