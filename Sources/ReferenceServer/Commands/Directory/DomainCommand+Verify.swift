import ArgumentParser
import MXResolver

extension DomainCommand {
    /// `waxwing domain verify`.
    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Look for the DNS records of a domain; once all required ones are there, its mail is taken.",
            discussion: """
                Each record is looked up and held against what waxwing domain records prints; below one that is not as \
                it should be stands what to do. A domain that was verified before stays so, whatever is found.

                Exit status: 0 when all required records are there, 1 when one is missing or wrong, 3 when a look-up \
                failed, so that nobody knows; trying again later may help.

                --json prints an object: domain, mailHost, isVerified, isUndecided, state (of the domain, once its \
                records were found), records (purpose, required, name, type, value, found, verdict, advice). A verdict \
                is present, presentDifferently, missing, wrong, conflicting or unknown.

                Examples:
                  waxwing domain verify example.org
                  waxwing domain verify example.org --dns 9.9.9.9:53
                  waxwing domain verify example.org --zone example.org.zone --json
                """)

        @Argument(help: ArgumentHelp("The domain.", valueName: "domain"))
        var name: String

        @Option(
            help: ArgumentHelp(
                "A name server to ask, by its address; repeated: the next when one fails. Default: the system's.",
                valueName: "host:port"))
        var dns: [String] = []

        @Option(help: ArgumentHelp("Take the answers from a zone file; - is standard input.", valueName: "file"))
        var zone: String?

        @OptionGroup var choice: DomainRecordChoice

        @OptionGroup var options: DirectoryOptions

        func validate() throws {
            guard dns.isEmpty || zone == nil else { throw ValidationError("say either --dns or --zone") }
        }

        func run() async throws {
            let report = try await options.access.session { session throws(CommandFailure) in
                guard let view = try await session.ask(.domainRecords(name, mailHost: choice.mailHost)).plan else {
                    throw .operational(DataSession.noAnswer)
                }
                if let notice = view.notice { Console.error(notice) }
                let resolver: any DNSResolver =
                    if let zone { try DNSCommand.Source.resolver(ofZone: zone) } else { try DNSOption.resolver(dns) }
                let policy = await choice.publishedPolicy(of: view.domain, by: resolver)
                var report = await DomainVerificationReport(
                    of: try choice.plan(of: view, policy: policy), asking: resolver)
                if report.isVerified {
                    report.state = try await session.ask(.noteVerification(view.domain)).domain?.state
                }
                return report
            }
            if options.json { try Console.printJSON(report) } else { Console.print(report.text) }
            if let failure = report.commandFailure { throw failure }
        }
    }
}
