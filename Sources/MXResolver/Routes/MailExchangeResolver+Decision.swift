public import MailAddressing

extension MailExchangeResolver {
    /// Finds out where the mail of a domain or address literal goes, and why there.
    ///
    /// At most one question is asked for the domain, and two for each of `Options.maximumHosts` hosts. While none of
    /// these is usable the next best follow, in no more rounds than `Options.maximumRounds`.
    ///
    /// - Parameter host: what stands after the `@`; the host of a literal is the literal's address.
    /// - Returns: the decision; failures are part of it.
    public func decision(for host: MailHost) async -> RouteDecision {
        var draft = RouteDraft(for: host, options: options)
        switch host {
        case .literal(let address):
            draft.origin = .literal
            draft.site = MailSite(host)
            let itself = Exchange(preference: 0, name: nil)
            return draft.decided(by: [itself], [HostAddresses(literal: address, options: options)])
        case .domain(let domain) where domain.isLocalhost:
            return await decision(draft, byItself: domain)
        case .domain(let domain):
            switch await dns.query(domain, .mx) {
            case .success(let answer): return await decision(draft, by: answer)
            case .failure(.noData(let denial)):
                draft.take(denial, of: domain)
                return await decision(draft, byItself: domain, canonicalName: denial.canonicalName?.domain)
            case .failure(.noSuchDomain(let denial)):
                draft.take(denial, of: domain)
                return draft.failed(.noSuchDomain)
            case .failure(let failure):
                // Whoever guessed an implicit MX here would deliver to a host that is not meant.
                draft.hold(for: 0)
                return draft.failed(.lookup(failure))
            }
        }
    }

    /// Decides by MX records.
    private func decision(_ draft: RouteDraft, by answer: DNSAnswer) async -> RouteDecision {
        var draft = draft
        let exchanges = Exchanges(answer, options: options)
        draft.take(answer, exchanges)
        if exchanges.isNull { return draft.decided(.refusesMail) }
        guard !exchanges.hosts.isEmpty else { return draft.failed(exchanges.isLoop ? .loop : .noHostName) }
        var lookups: [HostAddresses] = []
        for _ in 0..<max(1, options.maximumRounds) where lookups.count < exchanges.hosts.count {
            let next = exchanges.hosts.dropFirst(lookups.count).prefix(max(1, options.maximumHosts))
            let round = await addresses(of: Array(next))
            lookups += round
            // Once one is this host, those that are left are no better.
            if round.contains(where: { !$0.addresses.isEmpty || $0.ownEvidence != nil }) { break }
        }
        return draft.decided(by: exchanges.hosts, lookups)
    }

    /// Decides for a domain that is its own mail host: the "implicit MX" of RFC 5321, section 5.1.
    private func decision(
        _ draft: RouteDraft, byItself domain: DomainName, canonicalName: DomainName? = nil
    ) async -> RouteDecision {
        var draft = draft
        draft.origin = .implicit
        let names = [domain, canonicalName].compactMap { $0 }
        if let own = names.first(where: options.ownHostNames.contains) { return draft.isThisHost(domain, called: own) }
        draft.site = MailSite(.domain(canonicalName ?? domain), rollups: options.siteRollups)
        let itself = Exchange(preference: 0, name: domain)
        return draft.decided(by: [itself], await addresses(of: [itself]))
    }
}
