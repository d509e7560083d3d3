internal import MailAddressing

extension RouteDecision {
    /// The whole decision for a person, a line for each thing there is to say.
    ///
    /// The conclusion comes first; then every host that is used, what there is to know of the others, for how long all
    /// of that holds, what was authenticated, and the site. Names are in printable ASCII.
    public var explanation: [String] {
        let used = candidates.compactMap { candidate -> String? in
            guard case .used(let addresses) = candidate.outcome else { return nil }
            return "\(candidate.title) is used: \(addresses.map(\.description).joined(separator: " "))"
        }
        let lines = [conclusion] + used + details + [holding, authentication]
        return lines + (site.map { ["the site is \($0)"] } ?? [])
    }

    /// Aliases, and what was left out or is missing and why, a line each; none where there is nothing to say.
    public var details: [String] {
        var lines: [String] = []
        // A domain that is its own host says the same as that host.
        let isSaid = origin == .implicit && candidates.contains { !$0.aliases.isEmpty }
        if !aliases.isEmpty, !isSaid { lines.append("\(destination) is an alias of \(aliases.joinedAsChain)") }
        lines += candidates.flatMap(\.details)
        if unlistedCandidates > 0 { lines.append("more hosts that are left out: \(unlistedCandidates)") }
        return lines
    }

    /// Where the mail goes or why it goes nowhere, in one line.
    public var conclusion: String {
        switch route {
        case .hosts(let hosts):
            switch origin {
            case .mxRecords, nil: "mail for \(destination) goes to \(Self.hosts(hosts.count)) of its MX records"
            case .implicit: "mail for \(destination) goes to the domain itself, as it has no MX records"
            case .literal: "mail for \(destination) goes to that address"
            }
        case .refusesMail: "5.1.10 \(destination) accepts no mail (null MX)"
        case .failed(let failure): "\(failure)"
        }
    }

    /// For how long the decision holds, in one line.
    public var holding: String {
        switch timeToLive {
        case nil: "nothing says for how long this holds"
        case 0: "this holds for now only"
        case let seconds?: "this holds for \(seconds) s"
        }
    }

    /// What was authenticated (DNSSEC), in one line.
    public var authentication: String {
        let records =
            switch origin {
            case .mxRecords: "the MX records are"
            case .implicit: "that there are no MX records is"
            case .literal: "an address literal is"
            case nil: "what the DNS says of the domain is"
            }
        guard areMXRecordsAuthenticated else { return "\(records) not authenticated" }
        guard !route.hosts.isEmpty else { return "\(records) authenticated" }
        let count = route.hosts.count { $0.areAddressesAuthenticated }
        return "\(records) authenticated, as are the addresses of \(count) of \(Self.hosts(route.hosts.count))"
    }

    private static func hosts(_ count: Int) -> String { count == 1 ? "1 host" : "\(count) hosts" }
}
