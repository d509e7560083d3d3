import ArgumentParser
import DeliveryQueue

extension QueueCommand {
    /// `waxwing queue hold`.
    struct Hold: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Have messages wait until they are released.",
            discussion: """
                Recipients that wait are held: nothing is sent to them and they do not expire. One to whom the \
                message is being sent at this moment is left alone.

                Examples:
                  waxwing queue hold 0f3k2m9x1b7qa
                  waxwing queue hold --all --to @example.org --reason "their server is being moved"
                """)

        @OptionGroup var selection: QueueSelectionOptions

        @Option(help: ArgumentHelp("Why, for the trace.", valueName: "text"))
        var reason = "held by the operator"

        @OptionGroup var options: Options

        func run() async throws {
            try await selection.change(QueueOperation(kind: .hold, reason: reason), options)
        }
    }

    /// `waxwing queue release`.
    struct Release: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let messages go on that were held.",
            discussion: """
                Examples:
                  waxwing queue release 0f3k2m9x1b7qa
                  waxwing queue release --all --from @example.test
                """)

        @OptionGroup var selection: QueueSelectionOptions

        @OptionGroup var options: Options

        func run() async throws { try await selection.change(QueueOperation(kind: .release), options) }
    }

    /// `waxwing queue cancel`.
    struct Cancel: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take messages back; nobody is told.",
            discussion: """
                Recipients that wait or are held never get the message, and its sender gets no report. One to whom \
                it is being sent at this moment is left alone.

                Examples:
                  waxwing queue cancel 0f3k2m9x1b7qa
                  waxwing queue cancel --all --from news@example.test --reason "sent by mistake"
                """)

        @OptionGroup var selection: QueueSelectionOptions

        @Option(help: ArgumentHelp("Why, for the trace.", valueName: "text"))
        var reason = "cancelled by the operator"

        @OptionGroup var options: Options

        func run() async throws {
            try await selection.change(QueueOperation(kind: .cancel, reason: reason), options)
        }
    }

    /// `waxwing queue retry`.
    struct Retry: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Try messages again now that wait for their next attempt.",
            discussion: """
                Examples:
                  waxwing queue retry 0f3k2m9x1b7qa
                  waxwing queue retry --all --to @example.org
                """)

        @OptionGroup var selection: QueueSelectionOptions

        @OptionGroup var options: Options

        func run() async throws { try await selection.change(QueueOperation(kind: .retry), options) }
    }
}
