import ArgumentParser
import MXResolver
import MailAddressing

extension DNSCommand {
    /// `waxwing dns route`.
    struct Route: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "route", abstract: "Find out where the mail for a domain goes.",
            discussion: """
                The hosts are listed in the order in which a delivery would try them; those of equal preference are
                shuffled each time. A domain without MX records is its own host. Hosts without an address that may be
                used are left out. Authenticated means that a name server on this host says that it has validated the MX
                records and every address of the host (DNSSEC); a zone file is never authenticated.

                Exit status 0: there are hosts. 1: there are none and will be none, as the status 5.x.x says: no such
                domain, no address, a null MX. 2: wrong usage. 3: a look-up failed, so that nobody knows; trying again
                later may help.

                --json prints an object: destination, hosts (preference, name, addresses, isAuthenticated), and where
                there are none failure: reason (noSuchDomain, noAddress, noHostName, privateAddressesOnly, loop, lookup
                or refusesMail), status, explanation, isTemporary.

                Examples:
                  waxwing dns route example.com
                  waxwing dns route zoë@bücher.example --json
                  waxwing dns route 'ada@[10.0.0.25]' --private-addresses allow
                  waxwing dns route quiet.example --zone test.zone
                """)

        @Argument(
            help: ArgumentHelp(
                "A domain, an address literal, or a whole mailbox; U-labels are turned into A-labels.",
                valueName: "destination"))
        var destination: String

        @Option(
            help: ArgumentHelp(
                "Loopback, private and other special addresses: refuse, as for a delivery to strangers, or allow.",
                valueName: "choice"))
        var privateAddresses = PrivateAddressChoice.refuse

        @Option(
            help: ArgumentHelp(
                "A name of this host, to which and beyond which mail does not go; may be repeated.",
                valueName: "name"))
        var ownName: [String] = []

        @OptionGroup(title: "Who is asked")
        var source: Source

        func run() async throws {
            let host = try DNSCommandNames.destination(destination)
            var options = MailExchangeResolver.Options(privateAddresses: privateAddresses.value)
            for name in ownName { options.ownHostNames.insert(try DNSCommandNames.name(name)) }
            let resolver = MailExchangeResolver(dns: try source.resolver(), options: options)
            let report = DNSCommandRouteReport(of: await resolver.route(to: host), to: host)
            if source.json { try Console.printJSON(report) } else { report.lines.forEach(Console.print) }
            if let failure = report.commandFailure { throw failure }
        }
    }

    /// The words of `--private-addresses`.
    enum PrivateAddressChoice: String, ExpressibleByArgument, CaseIterable {
        /// They are left out.
        case refuse
        /// They are used like others.
        case allow

        /// The option of the resolver.
        var value: MailExchangeResolver.PrivateAddresses {
            switch self {
            case .refuse: .refuse
            case .allow: .allow
            }
        }
    }
}
