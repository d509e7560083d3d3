import DeliveryQueue
import MXResolver
import MailAddressing
import SMTPProtocol
import SMTPTransport

extension OutboundAgent {
    /// Where an attempt leads.
    enum Way {
        /// The addresses to try, in this order; at least one.
        case targets([DeliveryTarget])
        /// Nowhere yet: the recipients belong to this site.
        case otherSite(String)
        /// Nowhere from the attempt's source; the outcome is for the case that no other one has a way either.
        case noWay(DeliveryOutcome)
        /// Nowhere.
        case refused(Refusal)
    }

    /// The rule that chose an attempt's way; nil where it goes the usual way.
    ///
    /// The queue has found it by the same table; of a rule that is no more the mail goes the usual way.
    func rule(for attempt: DeliveryAttempt) -> RouteRule? { attempt.rule.flatMap(configuration.table.rule(named:)) }

    /// Which keys sign a message on its way.
    func signatures(for attempt: DeliveryAttempt) -> SignatureChoice {
        guard attempt.message.senderProof.vouchesForAuthor else { return .none }
        return rule(for: attempt)?.signatures ?? .all
    }

    /// Whether an attempt leads to the hosts that the destination itself names.
    func isDirect(_ attempt: DeliveryAttempt) -> Bool {
        let rule = rule(for: attempt)
        guard rule != nil || attempt.way == .usual, case .direct = rule?.route ?? configuration.route else {
            return false
        }
        return true
    }

    /// Finds out where an attempt leads.
    func way(for attempt: DeliveryAttempt) async -> Way {
        if let rule = rule(for: attempt) { return await way(for: attempt, by: rule.route, of: rule.name) }
        guard attempt.way == .overflow else { return await way(for: attempt, by: configuration.route, of: nil) }
        guard !configuration.relays.isEmpty else {
            let reply = SMTPReply(451, .init(4, 3, 5), "There is no relay for what cannot be sent from here")
            return .refused(.local(reply))
        }
        // Receivers see the relay's address and not the source's, which may have no way to the relay at all.
        let way = await targets(at: configuration.relays, from: .standard, for: attempt)
        // What no relay may have, as none can prove who it is, goes directly all the same.
        guard attempt.message.options.requiresTLS, case .refused = restricted(way, for: attempt) else { return way }
        return await self.way(for: attempt, by: configuration.route, of: nil)
    }

    /// Finds out where an attempt leads by a route.
    ///
    /// - Parameters:
    ///   - attempt: the attempt.
    ///   - route: the route.
    ///   - rule: the name of the rule that chose it, if one did.
    private func way(for attempt: DeliveryAttempt, by route: DeliveryRoute, of rule: String?) async -> Way {
        switch route {
        case .relay(let relays):
            let places = relays.map { ($0.host, UInt16(clamping: $0.port)) }
            if let site = otherSite(MailSite(relays: places), attempt, rule) { return .otherSite(site) }
            // Receivers of what a rule gives a relay see the relay's address; a source is for receivers.
            return await targets(at: relays, from: rule == nil ? attempt.source : .standard, for: attempt)
        case .direct(let port, let tls, let demand):
            let decision = await resolver.decision(for: attempt.message.recipients[attempt.recipients[0]].host)
            // Without a host nothing is tried at any site.
            if case .hosts = decision.route, let site = otherSite(decision.site, attempt, rule) {
                return .otherSite(site)
            }
            let security = tls.map { SMTPClient.Security.startTLSWhenOffered($0) } ?? .none
            var manner = DeliveryTarget.Manner(port: port, security: security, helloName: configuration.hostName)
            manner.demand = demand
            manner.isComplete = decision.isWholeSite
            guard case .hosts(let hosts) = decision.route, let settings = configuration.security, let tls else {
                return targets(
                    decision.route, to: decision.destination, manner, from: attempt.source,
                    isWholeSite: decision.isWholeSite)
            }
            let found = await secured(hosts, of: decision.destination, by: settings, unverified: tls, port: port)
            // The header is looked at only where something is demanded.
            if found.isRestricted, waivesDemands(attempt) {
                return targets(
                    decision.route, to: decision.destination, manner, from: attempt.source,
                    isWholeSite: decision.isWholeSite)
            }
            switch found {
            case .refused(let outcome, let failures):
                for failure in failures { await tellOfTLS(failure, attempt) }
                return .refused(Refusal(outcome: outcome))
            case .hosts(let secured, let tested):
                manner.isComplete = decision.isWholeSite && secured.count == hosts.count
                if attempt.message.options.requiresTLS, manner.isComplete, let domain = decision.destination.domain,
                    let policies = settings.strictTransport?.policies
                {
                    manner.isComplete = !(await policies.isUncertain(of: domain))
                }
                manner.tested = tested
                return targets(
                    secured, to: decision.destination, manner, from: attempt.source,
                    isWholeSite: decision.isWholeSite && secured.count == hosts.count)
            }
        }
    }

    /// The name of a site that an attempt may be sent to, where that is another one.
    private func otherSite(_ site: MailSite?, _ attempt: DeliveryAttempt, _ rule: String?) -> String? {
        guard attempt.mayReroute, let site else { return nil }
        let name = RoutedName.name(site.name, by: rule)
        return name == attempt.site ? nil : name
    }

    /// The addresses of relays, in the order in which they are tried for a message.
    ///
    /// A relay that cannot be found leaves the mail to the others.
    func targets(at relays: [RelayHost], from source: DeliverySource, for attempt: DeliveryAttempt) async -> Way {
        if relays.count == 1, let relay = relays.first { return await targets(at: relay, from: source) }
        let turn = UInt64(bitPattern: attempt.message.id.number) &+ UInt64(max(0, attempt.earlierAttempts))
        let ordered = relays.inOrder(turn: turn)
        // All names are looked up at once, so that one that hangs holds up no other.
        var ways: [Way?] = ordered.map { _ in nil }
        await withTaskGroup(of: (Int, Way).self) { group in
            for (index, relay) in ordered.enumerated() {
                group.addTask { (index, await self.targets(at: relay, from: source)) }
            }
            for await (index, way) in group { ways[index] = way }
        }
        var found: [DeliveryTarget] = []
        var trouble: Way?
        for case let way? in ways {
            if case .targets(let targets) = way { found += targets } else { trouble = trouble ?? way }
        }
        if trouble != nil { for index in found.indices { found[index].manner.isComplete = false } }
        guard found.isEmpty else { return .targets(found) }
        return trouble ?? .refused(.local(SMTPReply(451, .init(4, 3, 5), "The route names no host")))
    }

    /// The addresses of a relay.
    private func targets(at relay: RelayHost, from source: DeliverySource) async -> Way {
        let route = await resolver.addresses(of: relay.host)
        if case .failed(let failure) = route {
            // A relay that cannot be found is our trouble, and no word on the recipient.
            let (_, subject, detail) = failure.status
            let status = EnhancedStatusCode(4, UInt16(clamping: subject), UInt16(clamping: detail))
            return .refused(.local(SMTPReply(451, status, failure.explanation)))
        }
        var manner = DeliveryTarget.Manner(
            port: relay.port, security: relay.security, credentials: relay.credentials,
            helloName: configuration.hostName)
        manner.dialect = relay.dialect
        return targets(route, to: relay.host, manner, from: source)
    }

    /// The addresses of a route that can be reached from a source.
    ///
    /// - Parameters:
    ///   - route: the route.
    ///   - destination: where it leads, for people.
    ///   - manner: how to connect.
    ///   - source: where from.
    ///   - isWholeSite: whether the route has every address of the site, so that what is missing here is missing there.
    private func targets(
        _ route: MailRoute, to destination: MailHost, _ manner: DeliveryTarget.Manner, from source: DeliverySource,
        isWholeSite: Bool = false
    ) -> Way {
        switch route {
        case .hosts(let hosts):
            return targets(hosts.map { ($0, nil) }, to: destination, manner, from: source, isWholeSite: isWholeSite)
        case .refusesMail:
            let reply = SMTPReply(556, .init(5, 1, 10), "\(destination) accepts no mail (null MX)")
            return .refused(Refusal(outcome: DeliveryOutcome(.failed, reply: reply, isRemoteReply: false)))
        case .failed(let failure):
            let (_, subject, detail) = failure.status
            let status = EnhancedStatusCode(
                failure.isTemporary ? 4 : 5, UInt16(clamping: subject), UInt16(clamping: detail))
            let reply = SMTPReply(failure.isTemporary ? 451 : 550, status, failure.explanation)
            let kind: DeliveryOutcome.Kind = failure.isTemporary ? .deferred : .failed
            let outcome = DeliveryOutcome(kind, reply: reply, isRemoteReply: false, errorClass: .resolution)
            return .refused(Refusal(outcome: outcome))
        }
    }

    /// The addresses of hosts that can be reached from a source.
    ///
    /// - Parameters:
    ///   - hosts: the hosts in their order, and what a connection to each has to prove.
    ///   - destination: where it leads, for people.
    ///   - manner: how to connect.
    ///   - source: where from.
    ///   - isWholeSite: whether these are all hosts of the site.
    private func targets(
        _ hosts: [(host: MailExchangeHost, assurance: HostAssurance?)], to destination: MailHost,
        _ manner: DeliveryTarget.Manner, from source: DeliverySource, isWholeSite: Bool
    ) -> Way {
        var manner = manner
        manner.helloName = source.helloName ?? manner.helloName
        manner.localAddress = source.address?.unmapped
        let all = hosts.flatMap { host, assurance in
            host.addresses.map {
                DeliveryTarget(
                    serverName: host.name?.text, address: $0.unmapped, manner: manner,
                    assurance: HostAssurance(manner.demand, or: assurance), tested: manner.tested)
            }.inPairs
        }
        guard let local = manner.localAddress else { return .targets(all) }
        var fitting = all.flatMap(\.single).filter { $0.address.family == local.family }
        // Another source may reach what this one cannot.
        if fitting.count < all.flatMap(\.single).count {
            for index in fitting.indices { fitting[index].manner.isComplete = false }
        }
        guard fitting.isEmpty else { return .targets(fitting) }
        let place = "the source \(source.name), which is \(local)"
        let text = "\(destination) has no \(local.family.word) address and cannot be reached from \(place)"
        let refusal = Refusal.local(SMTPReply(451, .init(4, 4, 4), text))
        return isWholeSite ? .noWay(refusal.outcome) : .refused(refusal)
    }
}

extension RouteDecision {
    /// Whether the route has every address at which the site takes mail: nothing was left out, no look-up failed, and
    /// the site is not one of many hosts under a domain, of which this destination has its own.
    fileprivate var isWholeSite: Bool {
        guard let site, !site.name.contains("*"), unlistedCandidates == 0 else { return false }
        return candidates.allSatisfy { candidate in
            guard case .used = candidate.outcome else { return false }
            return candidate.failures.isEmpty && candidate.leftOutAddresses.isEmpty && candidate.unlistedAddresses == 0
        }
    }
}

extension OutboundAgent.Refusal {
    /// Trouble of our own, which will pass or be mended.
    fileprivate static func local(_ reply: SMTPReply) -> Self {
        Self(outcome: DeliveryOutcome(.deferred, reply: reply, isRemoteReply: false, errorClass: .local))
    }
}

extension IPAddress.Family {
    /// The family's name.
    fileprivate var word: String { self == .v4 ? "IPv4" : "IPv6" }
}

extension [DeliveryTarget] {
    /// The addresses of one host, those of different families two by two, in the order of the first of each pair.
    ///
    /// Which belong together does not depend on their order, which changes from answer to answer, so that connections are
    /// found again.
    fileprivate var inPairs: [DeliveryTarget] {
        guard let first = self.first?.address.family, contains(where: { $0.address.family != first }) else {
            return self
        }
        let addresses = map(\.address).sorted { $0.octets.lexicographicallyPrecedes($1.octets) }
        let (own, others) = (addresses.filter { $0.family == first }, addresses.filter { $0.family != first })
        let partners = Dictionary(zip(own, others), uniquingKeysWith: { partner, _ in partner })
        let taken = Set(partners.values)
        return compactMap { target in
            guard !taken.contains(target.address) else { return nil }
            var target = target
            target.alternative = partners[target.address]
            return target
        }
    }
}

extension DeliveryTarget {
    /// Its addresses each by itself.
    fileprivate var single: [DeliveryTarget] {
        let (first, second) = parted(by: nil)
        return [first] + (second.map { [$0] } ?? [])
    }
}
