import ArgumentParser
import DeliveryQueue

extension QueueCommand {
    /// `waxwing queue explain`.
    struct Explain: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say why mail waits: all sites, one site with every limit, or one message.",
            discussion: """
                Without an argument it lists the sites, the ones with most that is ready first. With a site or a \
                domain it names every limit for each source: which rule it is, its numbers now, and what would lift it. With a \
                message's name it says of each recipient where it is, why, and what comes next.

                Limits live in a running daemon; where none runs, it shows what is stored.

                Examples:
                  waxwing queue explain
                  waxwing queue explain example.org
                  waxwing queue explain mx1,mx2.example.net --json
                  waxwing queue explain 0f3k2m9x1b7qa
                """)

        @Argument(help: ArgumentHelp("A site, a domain, or a message's name.", valueName: "site|domain|id"))
        var subject: String?

        @OptionGroup var options: Options

        func run() async throws {
            let answer = try await options.ask(.explain(subject: subject))
            if let overview = answer.overview {
                if options.json { try Console.printJSON(overview) } else { Console.print(overview.text) }
            }
            if let site = answer.site {
                if options.json { try Console.printJSON(site) } else { Console.print(site.text) }
            }
            if let report = answer.report {
                if options.json { try Console.printJSON(report) } else { Console.print(report.text(isWhole: false)) }
            }
        }
    }

    /// `waxwing queue show`.
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show a message: its envelope, where each recipient stands, and what comes next.",
            discussion: """
                What has happened to it so far is told by `waxwing queue trace`.

                Examples:
                  waxwing queue show 0f3k2m9x1b7qa
                  waxwing queue show 0f3k2m9x1b7qa --json
                """)

        @Argument(
            help: ArgumentHelp("The message's name, as in the reply to the sender and in the list.", valueName: "id"))
        var id: String

        @OptionGroup var options: Options

        func run() async throws {
            guard let report = try await options.ask(.show(id: id)).report else { return }
            if options.json { try Console.printJSON(report) } else { Console.print(report.text(isWhole: true)) }
        }
    }
}
