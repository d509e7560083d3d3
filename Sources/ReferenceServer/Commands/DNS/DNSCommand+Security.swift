import ArgumentParser
import MXResolver
import MailAddressing

extension DNSCommand {
    /// `waxwing dns security`.
    struct Security: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "security", abstract: "Find out how connections to a domain's mail hosts have to be secured.",
            discussion: """
                The hosts are listed in the order in which a delivery would try them, as waxwing dns route finds them, \
                with what DANE says of each (the TLSA records of its port 25, which count only where everything that \
                leads to them is authenticated), what the domain's MTA-STS policy says, and what follows for a \
                connection. DANE comes first: where a host has authenticated TLSA records the policy is not asked.

                Nothing is sent to a host that must not be used: the policy does not name it, or it cannot be known \
                whether it has TLSA records. A domain whose policy cannot be found counts as one without a policy. An \
                address literal has neither TLSA records nor a policy.

                Exit status 0: there is a host that mail may go to. 1: there is none and will be none, as the DNS or \
                the policy states, or the file that --policy names is no policy. 2: wrong usage. 3: a look-up failed, \
                so that nobody knows; trying again later may help.

                --json prints an object: destination, hosts, id and policy as waxwing dns mta-sts, policyProblem, and \
                as waxwing dns route leftOutHosts, unlistedHosts, leftOutAddresses, unlistedAddresses, failedLookups, \
                and where there are no hosts failure. A host has preference, name, addresses, dane (status: \
                notApplicable, unusable, required or failed; reason, explanation, base, records, referenceNames), \
                isNamed (by the policy), requirement (opportunistic, encrypted, dane, certificate, notAllowed or \
                unknown), tested (what a policy in testing would require), origin (dane, mtasts or nobody), \
                certificateName, explanation, requiresTLS, permitsDelivery.

                A record has data, and where it does not count unusability (usage, selector, matching, digestLength or \
                unreadable) and explanation; 32 of either are listed at most.

                Examples:
                  waxwing dns security example.com
                  waxwing dns security zoë@bücher.example --json
                  waxwing dns security example.com --dns 127.0.0.1:5353 --policy mta-sts.txt
                  waxwing dns security example.com --no-mta-sts
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

        @Flag(name: .customLong("no-mta-sts"), help: "Do not ask for an MTA-STS policy.")
        var ignoresPolicy = false

        @OptionGroup(title: "Where the policy is")
        var policySource: PolicySource

        @OptionGroup(title: "Who is asked")
        var source: Source

        func validate() throws {
            try policySource.requireOneStandardInput(with: source)
            guard !ignoresPolicy || policySource.isUnsaid else {
                throw ValidationError("with --no-mta-sts no policy is asked for, wherever it is")
            }
        }

        func run() async throws {
            let host = try DNSCommandNames.destination(destination)
            let dns = try source.resolver()
            let search =
                ignoresPolicy ? nil : try policySource.search(dns, privateAddresses: privateAddresses.value)
            let options = MailExchangeResolver.Options(privateAddresses: privateAddresses.value)
            let resolver = MailExchangeResolver(dns: dns, options: options)
            let report = await Self.report(on: host, resolver, policies: search)
            if source.json { try Console.printJSON(report) } else { report.lines.forEach(Console.print) }
            if let failure = report.commandFailure { throw failure }
        }

        /// Finds out where mail goes and how each host has to be secured.
        ///
        /// - Parameters:
        ///   - destination: where mail is to go.
        ///   - resolver: who finds hosts and their TLSA records.
        ///   - policies: who finds the policy; nil when none is asked for.
        static func report(
            on destination: MailHost, _ resolver: MailExchangeResolver, policies: DNSCommandPolicySearch?
        ) async -> DNSCommandSecurityReport {
            let decision = await resolver.decision(for: destination)
            let hosts = decision.route.hosts
            guard let domain = destination.domain, !hosts.isEmpty else {
                let literals = hosts.map { DNSCommandSecurityReport.Finding($0, .notApplicable(.addressLiteral), nil) }
                return DNSCommandSecurityReport(decision, literals, policy: nil)
            }
            async let found = policies?.policy(of: domain)
            let statuses = await statuses(of: hosts, domain, resolver)
            let policy = await found
            let findings = zip(hosts, statuses).map { host, status in
                DNSCommandSecurityReport.Finding(host, status, try? policy?.policy.get())
            }
            return DNSCommandSecurityReport(decision, findings, policy: policy)
        }

        /// What DANE says of each host, all of them asked about at the same time.
        private static func statuses(
            of hosts: [MailExchangeHost], _ domain: DomainName, _ resolver: MailExchangeResolver
        ) async -> [DANEStatus] {
            await withTaskGroup(of: (Int, DANEStatus).self) { group in
                for (place, host) in hosts.enumerated() {
                    group.addTask { (place, await resolver.dane(for: host, of: domain)) }
                }
                var statuses: [(Int, DANEStatus)] = []
                for await status in group { statuses.append(status) }
                return statuses.sorted { $0.0 < $1.0 }.map(\.1)
            }
        }
    }
}
