import ArgumentParser

extension SuppressionCommand {
    /// `waxwing suppression add`.
    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Put recipients, or whole domains, on the list.",
            discussion: """
                From now on mail to them is refused at RCPT; what is queued already is tried all the same. An entry that \
                is there gets the new reason and time.

                Examples:
                  waxwing suppression add ada@example.org --reason "asked by telephone"
                  waxwing suppression add @closed.example --for 30d
                  waxwing suppression add --from news.example.test - < unsubscribed.txt
                """)

        @OptionGroup var selection: Selection

        @Option(name: .customLong("for"), help: ArgumentHelp("For how long; else until removed.", valueName: "time"))
        var time: String?

        @Option(help: ArgumentHelp("Why, for people; strangers do not see it.", valueName: "text"))
        var reason = "by the operator"

        @OptionGroup var options: Options

        func run() async throws {
            let length = try time.map(QueueCommand.Suspend.length)
            let change = try await selection.change(options) { names in
                .add(names, reason: reason, seconds: length.map { max(1, $0.components.seconds) })
            }
            try change.show("on the list", isJSON: options.json)
        }
    }

    /// `waxwing suppression remove`.
    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take recipients, or whole domains, from the list, and forget what was counted against them.",
            discussion: """
                Exit status: 1 when one of them was not on the list.

                Examples:
                  waxwing suppression remove ada@example.org
                  waxwing suppression remove bob@example.org --from news.example.test
                """)

        @OptionGroup var selection: Selection

        @OptionGroup var options: Options

        func run() async throws {
            let change = try await selection.change(options) { .remove($0) }
            try change.show("taken from the list", isJSON: options.json)
            guard change.unknown.isEmpty else { throw CommandFailure.negative() }
        }
    }
}

extension SuppressionChangeView {
    /// Shows what was done.
    ///
    /// - Parameters:
    ///   - done: what was to be done, as `on the list`.
    ///   - isJSON: whether as JSON.
    /// - Throws: `CommandFailure` when not all of it was done.
    fileprivate func show(_ done: String, isJSON: Bool) throws(CommandFailure) {
        if isJSON { try Console.printJSON(self) } else { Console.print(text(done)) }
        if let failure { throw .operational("the rest was not done: \(Console.printable(failure))") }
    }

    /// What was done, in words, a line each.
    ///
    /// - Parameter done: what was to be done.
    func text(_ done: String) -> String {
        let lines =
            changed.map { "\($0.shown)  \(done)" }
            + unknown.map { "\($0.shown)  is not on the list; `waxwing suppression show` tells what is" }
        return lines.isEmpty ? "Nothing was changed." : lines.joined(separator: "\n")
    }
}

extension SuppressionName {
    /// The entry for people.
    fileprivate var shown: String {
        let isForAll = senderDomain == nil && stream == nil
        return Console.printable(isForAll ? address : "\(address) (mail of \(whose))")
    }
}
