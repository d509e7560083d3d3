import MTASTS
import MXResolver
import MailAddressing

/// A domain's MTA-STS policy, and which of its mail hosts the policy names, for people and programs.
struct DNSCommandPolicyReport: Encodable {
    /// A policy.
    struct Policy: Encodable {
        /// Where it comes from: a URL or a file.
        var source: String
        var mode: String
        /// The patterns that mail hosts match.
        var hosts: [String]
        /// For how many seconds it may be kept.
        var maximumAge: Int

        /// Takes a policy.
        init(_ policy: StrictTransportPolicy, from source: String) {
            self.source = source
            mode = policy.mode.rawValue
            hosts = policy.hosts.map(\.description)
            maximumAge = policy.maximumAge
        }

        /// The policy but for its hosts, in one line.
        var line: String { "\(source): mode \(mode), may be kept for \(maximumAge) s" }

        /// The patterns in one line; nil where there are none.
        var hostsLine: String? {
            guard !hosts.isEmpty else { return nil }
            let rest = hosts.count - Self.maximumShown
            let shown = hosts.prefix(Self.maximumShown).joined(separator: ", ")
            return "it names \(shown)" + (rest > 0 ? " and \(rest) more" : "")
        }

        /// How many patterns are shown to a person: real policies have a handful, and 64 KiB have room for thousands.
        private static let maximumShown = 20
    }

    /// A mail host of the domain.
    struct Host: Encodable {
        var preference: UInt16
        var name: String
        /// Whether it can be a host; false for an address, and for what is no domain name.
        var isHost: Bool
        var isNamed: Bool
        /// The first pattern that names it; nil when none does.
        var pattern: String?
    }

    var domain: String
    /// Where the record is or should be; nil when there can be no such name.
    var recordName: String?
    /// What the record calls the policy; nil without a record.
    var id: String?
    /// Why there is no record.
    var recordProblem: DNSCommandPolicyProblem?
    var policy: Policy?
    /// By preference and name; none where the policy has the mode none.
    var mailHosts: [Host] = []
    /// How many more hosts there are.
    var unlistedMailHosts = 0
    /// Why there are no mail hosts to hold against the policy.
    var mailHostsProblem: String?
    /// Why there is no policy.
    var problem: DNSCommandPolicyProblem?

    /// Makes the report.
    ///
    /// - Parameters:
    ///   - found: what was found of the policy.
    ///   - decision: where the domain's mail goes; nil where the policy says nothing of hosts.
    init(_ found: DNSCommandPolicy, mailHosts decision: RouteDecision?) {
        domain = found.domain.text
        recordName = found.recordName?.text
        switch found.record {
        case .success(let record): id = record.id
        case .failure(let problem): recordProblem = problem
        }
        switch found.policy {
        case .success(let policy):
            self.policy = Policy(policy, from: found.source)
            if let decision { take(decision, policy) }
        case .failure(let problem): self.problem = problem
        }
    }

    private mutating func take(_ decision: RouteDecision, _ policy: StrictTransportPolicy) {
        mailHosts = decision.candidates.compactMap { Host($0, policy) }
            .sorted { ($0.preference, $0.name) < ($1.preference, $1.name) }
        unlistedMailHosts = decision.unlistedCandidates
        if !mailHosts.contains(where: \.isHost) { mailHostsProblem = Console.printable(decision.conclusion) }
    }

    /// The report for a person; for a problem that may pass, only what is known besides what `commandFailure` tells.
    var lines: [String] {
        var lines: [String] = []
        if let recordName, let id { lines.append("\(recordName): id \(id)") }
        if let problem {
            guard !problem.isTemporary else { return lines }
            return lines + problem.lines
        }
        // Only beside a policy from a file a problem with the record is not the whole story.
        if let recordProblem { lines += recordProblem.lines }
        guard let policy else { return lines }
        lines.append(policy.line)
        if let hosts = policy.hostsLine { lines.append(hosts) }
        if let mailHostsProblem { lines.append("no host can be held against it: \(mailHostsProblem)") }
        if !mailHosts.isEmpty { lines.append(table) }
        if unlistedMailHosts > 0 { lines.append("more hosts that are not listed: \(unlistedMailHosts)") }
        return lines + (note.map { [$0] } ?? [])
    }

    /// How the command ends, or nil where there is a policy.
    var commandFailure: CommandFailure? {
        guard let problem else { return nil }
        guard problem.isTemporary else { return .negative() }
        return .operational(problem.lines.joined(separator: "; "))
    }

    private var table: String {
        var table = Table("PREFERENCE", "HOST", "NAMED")
        for host in mailHosts {
            let title = host.pattern.map { $0 == host.name ? "yes" : "by \($0)" } ?? (host.isHost ? "no" : "no host")
            table.add("\(host.preference)", host.name, title)
        }
        return table.text
    }

    /// What the policy means for the hosts; nil where it names all of them.
    private var note: String? {
        guard let policy else { return nil }
        if policy.mode == StrictTransportPolicy.Mode.none.rawValue {
            return "the mode none takes the policy back: mail goes as if the domain had none"
        }
        guard let first = mailHosts.first(where: { $0.isHost && !$0.isNamed }) else { return nil }
        let consequence =
            mailHosts.contains(where: \.isNamed)
            ? "whoever honours the policy sends nothing to hosts that it does not name, such as \(first.name)"
            : "whoever honours the policy sends no mail to the domain, as it names none of the hosts"
        return policy.mode == StrictTransportPolicy.Mode.enforce.rawValue
            ? consequence : "once the mode is enforce, \(consequence)"
    }
}

extension DNSCommandPolicyReport.Host {
    /// Takes a host that the domain names; nil is returned for a null MX, and for one that is named again.
    init?(_ candidate: RouteCandidate, _ policy: StrictTransportPolicy) {
        guard let name = candidate.name else { return nil }
        var isHost = true
        if case .leftOut(let omission) = candidate.outcome {
            switch omission {
            case .nullExchange, .repeated: return nil
            case .addressForName, .noHostName: isHost = false
            default: break
            }
        }
        let domain = isHost ? name.domain : nil
        let pattern = domain.flatMap { domain in policy.hosts.first { $0.matches(domain) } }
        self.init(
            preference: candidate.preference, name: name.text, isHost: isHost, isNamed: pattern != nil,
            pattern: pattern?.description)
    }
}

extension DNSCommandPolicyProblem {
    /// The problem for a person: what it is, and what to do.
    var lines: [String] { [explanation] + (advice.map { [$0] } ?? []) }
}
