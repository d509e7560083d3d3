internal import MailAddressing

/// The hosts of a domain that are left out without being looked up.
struct ExchangeOmissions: Sendable {
    private var all: [(preference: UInt16, name: DNSName, reason: HostOmission)] = []

    /// Leaves out a host.
    mutating func add(_ preference: UInt16, _ name: DNSName, _ reason: HostOmission) {
        all.append((preference, name, reason))
    }

    /// The best of them, in the order of preference and name, as many as are listed.
    var listed: [RouteCandidate] {
        let sorted = all.sorted { ($0.preference, $0.name.text) < ($1.preference, $1.name.text) }
        return sorted.prefix(RouteDecision.maximumListed).map { preference, name, reason in
            RouteCandidate(preference: preference, name: name, .leftOut(reason))
        }
    }

    /// How many more there are.
    var unlistedCount: Int { max(0, all.count - RouteDecision.maximumListed) }
}
