import ArgumentParser
import MXResolver
import MailAddressing

extension DNSCommand {
    /// `waxwing dns route`.
    struct Route: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "route", abstract: "Find out where the mail for a domain goes.",
            discussion: """
                The hosts are listed in the order in which a delivery would try them; those of equal preference are \
                shuffled each time. A domain without MX records is its own host. Authenticated means that a name \
                server on this host says that it has validated the MX records and every address of the host (DNSSEC), \
                or that a line $SECURE of the zone file says so.

                Below stands what else there is to know: aliases, every host and address that is left out and why, for \
                how long all of that holds, and the site: the name under which all domains with the same hosts share \
                limits and back-off.

                Exit status 0: there are hosts. 1: there are none and will be none, as the status 5.x.x says: no such \
                domain, no address, a null MX. 2: wrong usage. 3: a look-up failed, or not every host of very many was \
                looked up, so that nobody knows; trying again later may help.

                --json prints an object: destination, origin (mxRecords, implicit or literal), aliases, hosts \
                (preference, name, canonicalName, addresses, isAuthenticated, areAddressesAuthenticated), leftOutHosts \
                (preference, name, aliases, reason, explanation), leftOutAddresses (host, address, reason, \
                explanation), unlistedHosts and unlistedAddresses (how many more), failedLookups (name, type, reason, \
                explanation), timeToLive, areMXRecordsAuthenticated, isAuthenticated, site, explanation (lines), and \
                where there are no hosts failure: reason (noSuchDomain, noAddress, noAddressOfFamily, noHostName, \
                privateAddressesOnly, loop, noneOfFirst, lookup or refusesMail), status, explanation, isTemporary.

                Hosts are left out as nullExchange, addressForName, noHostName, repeated, thisHost, notBetter, \
                beyondMaximumHosts, localhost, noSuchHost, noAddress, noAddressOfFamily, privateAddressesOnly, \
                beyondMaximumAddresses or lookup; addresses as specialPurpose, otherFamily, beyondMaximumPerHost or \
                beyondMaximum.

                Examples:
                  waxwing dns route example.com
                  waxwing dns route zoë@bücher.example --json
                  waxwing dns route 'ada@[10.0.0.25]' --private-addresses allow
                  waxwing dns route example.com --prefer ipv4
                  waxwing dns route example.com --own-name mx.example.com
                  waxwing dns route example.com --own-address 198.51.100.25
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
                "Which addresses come first, ipv6 or ipv4, or are used alone, ipv6-only or ipv4-only.",
                valueName: "family"))
        var prefer = FamilyChoice.ipv6

        @Option(
            help: ArgumentHelp(
                "A name of this host, to which and beyond which mail does not go; may be repeated.",
                valueName: "name"))
        var ownName: [String] = []

        @Option(
            help: ArgumentHelp(
                "An address of this host: a mail host that has it is this one; may be repeated.",
                valueName: "address"))
        var ownAddress: [String] = []

        @OptionGroup(title: "Who is asked")
        var source: Source

        func run() async throws {
            let host = try DNSCommandNames.destination(destination)
            var options = MailExchangeResolver.Options(
                privateAddresses: privateAddresses.value, addressPreference: prefer.value)
            for name in ownName { options.ownHostNames.insert(try DNSCommandNames.ownName(name)) }
            for address in ownAddress { options.ownAddresses.insert(try DNSCommandNames.ownAddress(address)) }
            let resolver = MailExchangeResolver(dns: try source.resolver(), options: options)
            let report = DNSCommandRouteReport(await resolver.decision(for: host))
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

    /// The words of `--prefer`.
    enum FamilyChoice: String, ExpressibleByArgument, CaseIterable {
        /// IPv6 and IPv4 by turns, IPv6 first.
        case ipv6
        /// IPv4 and IPv6 by turns, IPv4 first.
        case ipv4
        /// IPv6 alone.
        case ipv6Only = "ipv6-only"
        /// IPv4 alone.
        case ipv4Only = "ipv4-only"

        /// The option of the resolver.
        var value: AddressPreference {
            switch self {
            case .ipv6: .ipv6First
            case .ipv4: .ipv4First
            case .ipv6Only: .ipv6Only
            case .ipv4Only: .ipv4Only
            }
        }
    }
}
