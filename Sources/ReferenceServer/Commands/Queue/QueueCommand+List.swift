import ArgumentParser
import DeliveryQueue

extension QueueCommand {
    /// `waxwing queue list`.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List messages that are queued, the newest last.",
            discussion: """
                A star behind the state means that the recipient may have the message already though nobody said so.

                Examples:
                  waxwing queue list --from ada@example.test --since 2h
                  waxwing queue list --all --to @example.org --state bounced
                """)

        @Flag(help: "List finished messages too, while they are in the history.")
        var all = false

        @OptionGroup var filter: QueueFilterOptions

        @Option(
            help: ArgumentHelp(
                "List at most so many, the newest; up to \(MessageFilter.maximumLimit).", valueName: "n"))
        var limit = 1_000

        @OptionGroup var options: Options

        func run() async throws {
            let chosen = try chosen(at: SystemQueueClock().now())
            var list = MessageList(isJSON: options.json)
            var failure: CommandFailure?
            // A page is printed when it comes, so that a long list takes no memory here.
            let answer = try await options.ask(.list(chosen)) { page in
                do throws(CommandFailure) { Console.write(try list.add(page)) } catch { failure = error }
            }
            if let failure { throw failure }
            guard answer.listed != nil else { return }
            let isEverything = chosen == MessageFilter(limit: limit)
            Console.write(list.end(none: isEverything ? "The queue is empty." : "There is no such message."))
        }

        /// The filter that the options say.
        ///
        /// - Parameter now: the time.
        /// - Throws: `CommandFailure` of wrong usage.
        func chosen(at now: WallTime) throws(CommandFailure) -> MessageFilter {
            guard (1...MessageFilter.maximumLimit).contains(limit) else {
                throw .usage("--limit wants a number from 1 to \(MessageFilter.maximumLimit)")
            }
            return try filter.filter(at: now, includesSettled: all, limit: limit)
        }
    }
}
