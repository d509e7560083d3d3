import MTASTS
import MXResolver
import MailAddressing

/// How connections to the mail hosts of a destination have to be secured, for people and programs.
struct DNSCommandSecurityReport: Encodable {
    /// What was found about a host.
    struct Finding {
        let host: MailExchangeHost
        let dane: DANEStatus
        let policy: StrictTransportPolicy?
        /// What follows from that.
        let security: TransportSecurity

        init(_ host: MailExchangeHost, _ dane: DANEStatus, _ policy: StrictTransportPolicy?) {
            self.host = host
            self.dane = dane
            self.policy = policy
            security = TransportSecurity.combining(host: host, dane: dane, policy: policy)
        }
    }

    /// A TLSA record of a host.
    struct Record: Encodable {
        /// As a zone file writes it.
        var data: String
        /// Why it does not count, one of the words of `--help`; nil when it counts.
        var unusability: String?
        /// The same for a person.
        var explanation: String?
    }

    /// What DANE says of a host.
    struct DANE: Encodable {
        /// One of the words of `--help`.
        var status: String
        /// Why it does not apply, or which look-up failed how; nil otherwise.
        var reason: String?
        var explanation: String
        /// The name below which the records stand.
        var base: String?
        /// The authenticated records, first those that count; `DANEPolicy.maximumRecords` of either at most.
        var records: [Record] = []
        /// The names of which a certificate below a trust anchor must cover one.
        var referenceNames: [String] = []
    }

    /// A host that takes the mail.
    struct Host: Encodable {
        var preference: UInt16
        /// Nil for an address literal.
        var name: String?
        /// In the order in which they are tried.
        var addresses: [String]
        var dane: DANE
        /// Whether the policy names it; nil where none is in force or in testing.
        var isNamed: Bool?
        /// One of the words of `--help`.
        var requirement: String
        /// What a policy in testing would require; nil when nothing is tested.
        var tested: String?
        var origin: String
        /// The name that a certificate must be made for, where the policy requires one or tests it.
        var certificateName: String?
        var explanation: String
        var requiresTLS: Bool
        var permitsDelivery: Bool
    }

    var destination: String
    /// In the order in which they are tried.
    var hosts: [Host]
    /// What the record calls the policy; nil without a record.
    var id: String?
    var policy: DNSCommandPolicyReport.Policy?
    /// Why there is no policy; nil also where none was asked for.
    var policyProblem: DNSCommandPolicyProblem?
    /// The hosts that take no part; the rest of what is missing follows.
    var leftOutHosts: [DNSCommandRouteReport.LeftOutHost]
    /// How many more hosts are left out.
    var unlistedHosts: Int
    var leftOutAddresses: [DNSCommandRouteReport.LeftOutAddress]
    /// How many more addresses are left out.
    var unlistedAddresses: Int
    var failedLookups: [DNSCommandRouteReport.FailedLookup]
    /// Why there is no host.
    var failure: DNSCommandRouteReport.Failure?

    /// Whether the policy was to come from a file, which has none.
    private let isFileWrong: Bool
    private let findings: [Finding]
    private let route: DNSCommandRouteReport
    private let details: [String]

    private enum CodingKeys: String, CodingKey {
        case destination, hosts, id, policy, policyProblem, leftOutHosts, unlistedHosts, leftOutAddresses
        case unlistedAddresses, failedLookups, failure
    }

    /// Makes the report.
    ///
    /// - Parameters:
    ///   - decision: where the mail goes.
    ///   - findings: what was found about each host of the route, in their order.
    ///   - found: what was found of the policy; nil when none was asked for.
    init(_ decision: RouteDecision, _ findings: [Finding], policy found: DNSCommandPolicy?) {
        destination = "\(decision.destination)"
        hosts = findings.map { Host($0) }
        route = DNSCommandRouteReport(decision)
        leftOutHosts = route.leftOutHosts
        unlistedHosts = route.unlistedHosts
        leftOutAddresses = route.leftOutAddresses
        unlistedAddresses = route.unlistedAddresses
        failedLookups = route.failedLookups
        failure = route.failure
        id = (try? found?.record.get())?.id
        switch found?.policy {
        case .success(let policy): self.policy = DNSCommandPolicyReport.Policy(policy, from: found?.source ?? "")
        case .failure(let problem): policyProblem = problem
        case nil: break
        }
        isFileWrong = found?.isFile == true && policyProblem != nil
        self.findings = findings
        details = decision.details
    }

    /// The report for a person; where there are no hosts that of their route.
    var lines: [String] {
        guard failure == nil else { return route.lines }
        var notes = findings.flatMap(\.lines)
        if let policy { notes.append("the policy is at \(policy.line)") }
        if let policyProblem {
            let consequence =
                isFileWrong
                ? "the file is no policy, so that the domain would have none"
                : "mail goes as if the domain had no policy"
            notes.append("\(consequence): " + policyProblem.lines.joined(separator: "; "))
        }
        return [table] + (notes + details).map(Console.printable)
    }

    /// How the command ends, or nil where mail may go to a host and nothing is wrong with a file.
    var commandFailure: CommandFailure? {
        guard failure == nil else { return route.commandFailure }
        guard !isFileWrong else { return .negative() }
        guard !hosts.contains(where: \.permitsDelivery) else { return nil }
        let isUnknown = findings.contains { if case .unknown = $0.security.requirement { true } else { false } }
        guard isUnknown else { return .negative() }
        return .operational("no host of \(destination) may be used now; trying again later may help")
    }

    private var table: String {
        var table = Table("PREFERENCE", "HOST", "DANE", "MTA-STS", "CONNECTION")
        for finding in findings {
            table.add(
                "\(finding.host.preference)", finding.host.name?.text ?? destination, finding.dane.title,
                finding.policyTitle, finding.security.requirement.words)
        }
        return table.text
    }
}
