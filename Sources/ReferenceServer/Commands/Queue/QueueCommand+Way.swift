import ArgumentParser

extension QueueCommand {
    /// `waxwing queue way`.
    struct Way: AsyncParsableCommand {
        /// The words; complete.
        enum Word: String, CaseIterable, ExpressibleByArgument {
            /// Directly first.
            case direct
            /// By the relay.
            case relay
            /// As the queue finds best.
            case auto
        }

        static let configuration = CommandConfiguration(
            abstract: "Choose the way of a site's mail in mode smart, or leave the choice to the queue.",
            discussion: """
                In mode smart the queue chooses for each site whether its mail goes directly or by the relay; `waxwing \
                queue explain SITE` says which, and why. What an operator chooses holds, over restarts too, until it is left \
                to the queue again with `auto`. Mail that goes directly still takes the relay where the site refuses our \
                address or does not answer.

                Examples:
                  waxwing queue way example.org relay
                  waxwing queue way mx1,mx2.example.net direct
                  waxwing queue way example.org auto --json
                """)

        @Argument(help: ArgumentHelp("A site, or a recipient's domain.", valueName: "site"))
        var site: String

        @Argument(help: ArgumentHelp("direct, relay or auto.", valueName: "way"))
        var way: Word

        @OptionGroup var options: Options

        func run() async throws {
            let name = way == .auto ? nil : way.rawValue
            guard let change = try await options.ask(.choose(way: name, site: site)).way else { return }
            if options.json { try Console.printJSON(change) } else { Console.print(change.text) }
        }
    }
}
