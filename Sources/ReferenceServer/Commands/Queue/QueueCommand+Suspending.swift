import ArgumentParser
import DeliveryQueue

extension QueueCommand {
    /// `waxwing queue suspend`.
    struct Suspend: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Stop deliveries to a site, of a sender or from a source.",
            discussion: """
                It holds for what is queued now and for what comes later, and over restarts, until it is resumed or \
                its time is over. Mail is accepted all the same and waits; it expires when its time is over. What is under \
                way at this moment goes on.

                Examples:
                  waxwing queue suspend example.org --for 2h --reason "their server is being moved"
                  waxwing queue suspend --sender @example.test --reason "their account was taken over"
                  waxwing queue suspend --source second
                  waxwing queue suspend --source second example.org
                """)

        @OptionGroup var scope: SuspensionOptions

        @Option(name: .customLong("for"), help: ArgumentHelp("For how long; else until resumed.", valueName: "time"))
        var time: String?

        @Option(help: ArgumentHelp("Why, for people.", valueName: "text"))
        var reason = "suspended by the operator"

        @OptionGroup var options: Options

        func run() async throws {
            let request = try request()
            guard let change = try await options.ask(request).suspension else { return }
            if options.json { try Console.printJSON(change) } else { Console.print(change.text) }
        }

        /// The longest time, ten years: whoever means more leaves it out.
        static let longestTime = Duration.seconds(3_650 * 86_400)

        /// What `--for` says.
        ///
        /// - Parameter time: the option's text.
        /// - Throws: `CommandFailure` of wrong usage.
        static func length(_ time: String) throws(CommandFailure) -> Duration {
            guard let duration = DurationText.parse(time), duration > .zero, duration <= longestTime else {
                let meant = DurationText.parse(time) == nil ? DurationText.suggestion(for: time) : nil
                let near = meant.map { "; did you mean \($0)?" } ?? ""
                let accepted = "\(DurationText.accepted), up to \(DurationText.text(longestTime))"
                throw .usage("--for \(Console.printable(time)) is no time; accepted: \(accepted)\(near)")
            }
            return duration
        }

        /// What is asked of the daemon.
        ///
        /// - Throws: `CommandFailure` of wrong usage.
        func request() throws(CommandFailure) -> QueueRequest {
            let length = try time.map(Self.length)
            return .suspend(
                try scope.scope(), reason: reason,
                milliseconds: length.map {
                    $0.components.seconds * 1_000 + $0.components.attoseconds / 1_000_000_000_000_000
                })
        }
    }

    /// `waxwing queue resume`.
    struct Resume: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let deliveries go on that were suspended.",
            discussion: """
                Pauses that the queue makes by itself, as where a site is dead or refuses everything, are no \
                suspensions: `waxwing queue explain` tells of them, and they end by themselves.

                Examples:
                  waxwing queue resume example.org
                  waxwing queue resume --sender @example.test
                  waxwing queue resume --source second example.org
                """)

        @OptionGroup var scope: SuspensionOptions

        @OptionGroup var options: Options

        func run() async throws {
            guard let change = try await options.ask(.resume(try scope.scope())).suspension else { return }
            if options.json { try Console.printJSON(change) } else { Console.print(change.text) }
        }
    }

    /// `waxwing queue suspensions`.
    struct Suspensions: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List what is suspended.",
            discussion: """
                Examples:
                  waxwing queue suspensions
                  waxwing queue suspensions --json
                """)

        @OptionGroup var options: Options

        func run() async throws {
            guard let suspensions = try await options.ask(.suspensions).suspensions else { return }
            if options.json { return try Console.printJSON(suspensions) }
            Console.print(suspensions.isEmpty ? "Nothing is suspended." : SuspensionView.table(suspensions))
        }
    }
}
