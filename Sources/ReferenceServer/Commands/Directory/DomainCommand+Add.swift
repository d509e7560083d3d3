import ArgumentParser
import MailForwarding

extension DomainCommand {
    /// `waxwing domain add`.
    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add a domain, make its keys, and print the DNS records that it needs.",
            discussion: """
                It gets an RSA key and an Ed25519 key, under selectors that tell the day. Its mail is taken once its \
                records were found by waxwing domain verify. waxwing domain records prints them again.

                --json prints an array with an object for each record: purpose, required, name, type, value, strings \
                (pieces of at most 255 octets), zone (a line of a zone file).

                Exit status: 1 when the domain is there already.

                Examples:
                  waxwing domain add example.org
                  waxwing domain add example.org --owner ada@example.net --note "for shops"
                  waxwing domain add example.org --zone-format >> example.org.zone
                """)

        @Argument(help: ArgumentHelp("The domain; U-labels are turned into A-labels.", valueName: "domain"))
        var name: String

        @Option(help: ArgumentHelp("The account that it belongs to; else the administrators.", valueName: "address"))
        var owner: String?

        @Option(help: ArgumentHelp("What you want to remember of it.", valueName: "text"))
        var note = ""

        @Option(help: ArgumentHelp("With what the selectors of its keys begin.", valueName: "text"))
        var selectorPrefix = ""

        @OptionGroup var form: RecordForm

        @OptionGroup var options: DirectoryOptions

        func validate() throws { try form.validate(with: options) }

        /// What is asked of the directory.
        var request: DirectoryRequest {
            .addDomain(
                DomainDraft(
                    name: name, owner: owner, note: note, mailHost: form.choice.mailHost, selectorPrefix: selectorPrefix
                ))
        }

        func run() async throws {
            guard let plan = try await options.ask(request).plan else {
                throw CommandFailure.operational(DataSession.noAnswer)
            }
            try form.show(plan, isJSON: options.json)
            Console.error("Next: publish these records, then: waxwing domain verify \(Console.printable(plan.domain))")
        }
    }

    /// `waxwing domain records`.
    struct Records: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print the DNS records that a domain needs.",
            discussion: """
                Examples:
                  waxwing domain records example.org
                  waxwing domain records example.org --zone-format
                  waxwing domain records example.org --mail-host mx.example.net --json
                """)

        @Argument(help: ArgumentHelp("The domain.", valueName: "domain"))
        var name: String

        @OptionGroup var form: RecordForm

        @OptionGroup var options: DirectoryOptions

        func validate() throws { try form.validate(with: options) }

        func run() async throws {
            guard let plan = try await options.ask(.domainRecords(name, mailHost: form.choice.mailHost)).plan else {
                throw CommandFailure.operational(DataSession.noAnswer)
            }
            try form.show(plan, isJSON: options.json)
        }
    }

    /// The form in which records are printed.
    struct RecordForm: ParsableArguments {
        @OptionGroup var choice: DomainRecordChoice

        @Flag(help: "Print lines of a zone file and nothing else.")
        var zoneFormat = false

        /// Refuses two forms at once.
        func validate(with options: DirectoryOptions) throws {
            guard !zoneFormat || !options.json else { throw ValidationError("say either --zone-format or --json") }
        }

        /// Prints the records.
        ///
        /// - Parameters:
        ///   - view: what they are made of.
        ///   - isJSON: whether as JSON.
        /// - Throws: `CommandFailure` where they cannot be written.
        func show(_ view: DomainPlanView, isJSON: Bool) throws(CommandFailure) {
            let records = try choice.plan(of: view).records.map { DomainRecordView($0) }
            if let notice = view.notice { Console.error(notice) }
            if isJSON { return try Console.printJSON(records) }
            Console.print(
                zoneFormat ? DomainRecordView.zoneText(records, of: view.domain) : DomainRecordView.table(records))
            if choice.mtaSTS {
                Console.error(
                    "MTA-STS begins when https://mta-sts.\(view.domain)/.well-known/mta-sts.txt is served as well")
            }
        }
    }
}
