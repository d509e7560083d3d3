internal import MailAddressing

/// A decision in the making.
struct RouteDraft {
    /// Where the hosts come from, as far as that is known.
    var origin: RouteDecision.Origin?
    /// What the hosts are together as a destination.
    var site: MailSite?
    private let destination: MailHost
    private let options: MailExchangeResolver.Options
    private var aliases: [DNSName] = []
    /// The hosts of which more is known than their names.
    private var candidates: [RouteCandidate] = []
    private var omissions = ExchangeOmissions()
    private var timeToLive: UInt32?
    private var areMXRecordsAuthenticated = false

    /// Begins a decision on a destination.
    init(for destination: MailHost, options: MailExchangeResolver.Options) {
        self.destination = destination
        self.options = options
    }

    /// Takes what MX records say.
    mutating func take(_ answer: DNSAnswer, _ exchanges: Exchanges) {
        origin = .mxRecords
        areMXRecordsAuthenticated = answer.isAuthenticated
        aliases = answer.aliases.compactMap { if case .cname(let target) = $0.data { target } else { nil } }
        hold(for: answer.timeToLive)
        omissions = exchanges.omissions
        site = MailSite(exchanges.hosts.compactMap(\.name), rollups: options.siteRollups)
    }

    /// Takes the statement that there are no MX records.
    mutating func take(_ denial: DNSDenial, of domain: DomainName) {
        areMXRecordsAuthenticated = denial.isAuthenticated
        if let target = denial.canonicalName, target != DNSName(domain) { aliases = [target] }
        if let timeToLive = denial.timeToLive { hold(for: timeToLive) }
    }

    /// Lowers the time for which the decision holds.
    mutating func hold(for seconds: UInt32) { timeToLive = min(timeToLive ?? seconds, seconds) }

    /// The decision that nothing can be done.
    func failed(_ reason: RouteFailure.Reason) -> RouteDecision {
        decided(.failed(RouteFailure(reason, to: destination)))
    }

    /// The decision on a domain that is its own mail host, and this host.
    consuming func isThisHost(_ domain: DomainName, called name: DomainName) -> RouteDecision {
        candidates.append(RouteCandidate(preference: 0, name: DNSName(domain), .leftOut(.thisHost(.name(name)))))
        return failed(.loop)
    }

    /// The decision that is drafted.
    func decided(_ route: MailRoute) -> RouteDecision {
        RouteDecision(
            destination: destination, route: route, origin: origin, aliases: aliases,
            // The sort is stable: hosts of equal preference stay as they are tried.
            candidates: (candidates + omissions.listed).sorted { $0.preference < $1.preference },
            unlistedCandidates: omissions.unlistedCount, timeToLive: timeToLive,
            areMXRecordsAuthenticated: areMXRecordsAuthenticated, site: site)
    }

    /// The decision by hosts in the order in which to try them, and what is known of the addresses of the first ones.
    ///
    /// - Parameters:
    ///   - exchanges: all hosts.
    ///   - lookups: as many results as hosts were looked up.
    consuming func decided(by exchanges: [Exchange], _ lookups: [HostAddresses]) -> RouteDecision {
        let pairs = Array(zip(exchanges, lookups))
        // An alias or an address may show only now that a host is this one.
        let own = pairs.filter { $0.1.ownEvidence != nil }.map { $0.0.preference }.min()
        let maximum = max(1, options.maximumAddresses)
        var room = maximum
        var hosts: [MailExchangeHost] = []
        var reasons: [HostOmission] = []
        for (exchange, lookup) in pairs {
            if let seconds = lookup.timeToLive { hold(for: seconds) }
            var lookup = lookup
            let outcome: RouteCandidate.Outcome
            if let omission = omission(of: exchange, lookup, own: own, hasRoom: room > 0) {
                reasons.append(omission)
                outcome = .leftOut(omission)
            } else {
                lookup.limit(to: room, of: maximum)
                room -= lookup.addresses.count
                outcome = .used(lookup.addresses)
                hosts.append(host(exchange, lookup))
            }
            candidates.append(
                RouteCandidate(
                    preference: exchange.preference, name: exchange.name.map { DNSName($0) }, outcome,
                    addresses: lookup))
        }
        // Without MX records only now the whole chain is known.
        if origin == .implicit, let chain = lookups.first?.aliases, !chain.isEmpty { aliases = chain }
        let unasked = exchanges.dropFirst(lookups.count)
        for exchange in unasked {
            guard let name = exchange.name else { continue }
            omissions.add(
                exchange.preference, DNSName(name),
                // Hosts that were not looked up are no better than those that were.
                own.map { .notBetter(than: $0) } ?? .beyondMaximumHosts(lookups.count))
        }
        guard hosts.isEmpty else { return decided(.hosts(hosts)) }
        let reason = Self.reason(for: reasons)
        if case .lookup = reason { return failed(reason) }
        guard own == nil, !unasked.isEmpty else { return failed(reason) }
        // Nobody has said that the hosts that are left cannot be reached, and chance may choose others next time.
        hold(for: 0)
        return failed(.noneOfFirst(lookups.count, of: exchanges.count))
    }

    /// Why a host is not tried, or nil when it is.
    private func omission(
        of exchange: Exchange, _ lookup: HostAddresses, own: UInt16?, hasRoom: Bool
    ) -> HostOmission? {
        if let evidence = lookup.ownEvidence { return .thisHost(evidence) }
        if let own, exchange.preference >= own { return .notBetter(than: own) }
        if lookup.addresses.isEmpty { return lookup.omission(options: options) }
        return hasRoom ? nil : .beyondMaximumAddresses(max(1, options.maximumAddresses))
    }

    private func host(_ exchange: Exchange, _ lookup: HostAddresses) -> MailExchangeHost {
        MailExchangeHost(
            preference: exchange.preference, name: exchange.name, canonicalName: lookup.canonicalName,
            isAlias: !lookup.aliases.isEmpty,
            addresses: lookup.addresses, areMXRecordsAuthenticated: areMXRecordsAuthenticated,
            areAddressesAuthenticated: lookup.isAuthenticated)
    }

    /// Why there is no host, out of what became of each.
    private static func reason(for omissions: [HostOmission]) -> RouteFailure.Reason {
        var reason = RouteFailure.Reason.loop
        for omission in omissions {
            switch omission {
            case .lookup(let failure): return .lookup(failure)
            case .privateAddressesOnly, .localhost: reason = .privateAddressesOnly
            case .noAddressOfFamily(let family):
                if reason != .privateAddressesOnly { reason = .noAddressOfFamily(family) }
            case .noSuchHost, .noAddress:
                if reason == .loop { reason = .noAddress }
            case .nullExchange, .addressForName, .noHostName, .repeated, .thisHost, .notBetter, .beyondMaximumHosts,
                .beyondMaximumAddresses:
                break
            }
        }
        return reason
    }
}
