import ArgumentParser
import MXResolver
import MailAddressing

extension DNSCommand {
    /// `waxwing dns mta-sts`.
    struct StrictTransport: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "mta-sts", abstract: "Fetch a domain's MTA-STS policy and hold its mail hosts against it.",
            discussion: """
                The TXT record at _mta-sts.DOMAIN says that there is a policy; the policy itself comes from \
                https://mta-sts.DOMAIN/.well-known/mta-sts.txt (RFC 8461). The mail hosts of the domain are listed \
                with the pattern of the policy that names each. Once the mode is enforce, whoever honours the policy \
                sends mail to no other host, unless that host has authenticated TLSA records.

                --policy reads the policy from a file, so that it can be checked before it is published; what is wrong \
                with it is told with its line. The record is looked up all the same, and nothing else depends on it.

                Exit status 0: there is a valid policy, whatever hosts it names. 1: there is none or it is wrong, as \
                the DNS, the policy host or the file says; a certificate that cannot be believed is such a mistake. 2: \
                wrong usage. 3: a look-up, the connection or the server failed, so that nobody knows; trying again \
                later may help.

                --json prints an object: domain, recordName, id, recordProblem, policy (source, mode, hosts, \
                maximumAge), mailHosts (preference, name, isHost, isNamed, pattern), unlistedMailHosts (how many \
                more), mailHostsProblem, and where there is no policy problem. A problem has reason, explanation, \
                advice where somebody can do something, isTemporary.

                Reasons are noSuchDomain, noRecord, noCandidate, severalRecords, malformedRecord, nameTooLong or \
                recordLookup where it is the record; noAddress, privateAddressesOnly, hostLookup, connection, \
                certificate, timedOut, status, redirect, contentType, tooLong, malformedPolicy or cancelled where it \
                is the policy.

                Examples:
                  waxwing dns mta-sts example.com
                  waxwing dns mta-sts bücher.example --json
                  waxwing dns mta-sts example.com --policy mta-sts.txt
                  waxwing dns mta-sts a.test --dns 127.0.0.1:5353 --port 8443 --roots ca.pem
                """)

        @Argument(
            help: ArgumentHelp(
                "The domain that mail goes to, or a whole mailbox; U-labels are turned into A-labels.",
                valueName: "domain"))
        var domain: String

        @Option(
            help: ArgumentHelp(
                "Loopback, private and other special addresses of the policy host: refuse, as others do, or allow.",
                valueName: "choice"))
        var privateAddresses = PrivateAddressChoice.refuse

        @OptionGroup(title: "Where the policy is")
        var policySource: PolicySource

        @OptionGroup(title: "Who is asked")
        var source: Source

        func validate() throws { try policySource.requireOneStandardInput(with: source) }

        func run() async throws {
            let destination = try DNSCommandNames.destination(domain)
            guard let name = destination.domain else {
                throw CommandFailure.usage("\(destination): an address literal has no policy; name a domain")
            }
            let dns = try source.resolver()
            let search = try policySource.search(dns, privateAddresses: privateAddresses.value)
            let found = await search.policy(of: name)
            let report = DNSCommandPolicyReport(found, mailHosts: await Self.mailHosts(of: found, dns))
            if source.json { try Console.printJSON(report) } else { report.lines.forEach(Console.print) }
            if let failure = report.commandFailure { throw failure }
        }

        /// The mail hosts of a domain, or nil where its policy says nothing of them.
        static func mailHosts(of found: DNSCommandPolicy, _ dns: any DNSResolver) async -> RouteDecision? {
            guard case .success(let policy) = found.policy, policy.mode != .none else { return nil }
            // Names alone matter here, and a host that is beyond the maximum is named nevertheless.
            let options = MailExchangeResolver.Options(privateAddresses: .allow, maximumHosts: 1, maximumRounds: 1)
            return await MailExchangeResolver(dns: dns, options: options).decision(for: .domain(found.domain))
        }
    }
}
