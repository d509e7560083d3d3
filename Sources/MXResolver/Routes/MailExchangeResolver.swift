public import MailAddressing

/// Finds out where a domain's mail goes (RFC 5321, section 5.1; RFC 7505).
///
/// MX records make the list of hosts, ordered by preference and by chance among equals; a domain without any is its own
/// mail host. The addresses of all hosts are looked up at the same time.
///
/// Guarantees: a route has only hosts with an address; a name that does not exist is told apart from a look-up that
/// failed, so that mail bounces on a statement of the DNS alone; hosts no better than this one are left out, so that mail
/// does not go in circles; unless the options allow it, no stranger's record leads to a private address.
public struct MailExchangeResolver: Sendable {
    /// Who answers questions to the DNS.
    public let dns: any DNSResolver
    /// What is asked and believed.
    public let options: Options

    /// Makes a resolver of routes.
    ///
    /// - Parameters:
    ///   - dns: who answers questions to the DNS.
    ///   - options: what is asked and believed.
    public init(dns: any DNSResolver, options: Options = Options()) {
        self.dns = dns
        self.options = options
    }

    /// Finds out where the mail of a domain or address literal goes.
    ///
    /// - Parameter host: what stands after the `@`; the host of a literal is the literal's address.
    /// - Returns: the route; failures are part of it.
    public func route(to host: MailHost) async -> MailRoute {
        switch host {
        case .domain(let domain): return await route(to: domain)
        case .literal(let address):
            guard isUsable(address) else { return .failed(RouteFailure(.privateAddressesOnly, to: host)) }
            return .hosts([MailExchangeHost(preference: 0, name: nil, addresses: [address.unmapped])])
        }
    }

    /// Finds out where a domain's mail goes.
    ///
    /// - Parameter domain: the domain, which may be an alias (CNAME) of another.
    /// - Returns: the route; failures are part of it.
    public func route(to domain: DomainName) async -> MailRoute {
        let destination = MailHost.domain(domain)
        switch await dns.query(domain, .mx) {
        case .success(let answer):
            let exchanges = Exchanges(answer, options: options)
            if exchanges.isNull { return .refusesMail }
            guard !exchanges.hosts.isEmpty else {
                return .failed(RouteFailure(exchanges.isLoop ? .loop : .noHostName, to: destination))
            }
            return await route(to: domain, by: exchanges.hosts, isAuthenticated: answer.isAuthenticated)
        case .failure(.noData(let denial)):
            // The domain is its own mail host: the "implicit MX" of RFC 5321, section 5.1.
            guard !options.ownHostNames.contains(domain) else { return .failed(RouteFailure(.loop, to: destination)) }
            let itself = Exchange(preference: 0, name: domain)
            return await route(to: domain, by: [itself], isAuthenticated: denial.isAuthenticated)
        case .failure(.noSuchDomain): return .failed(RouteFailure(.noSuchDomain, to: destination))
        case .failure(let failure): return .failed(RouteFailure(.lookup(failure), to: destination))
        }
    }

    /// Looks up the addresses of the hosts and leaves out those that cannot be used.
    private func route(to domain: DomainName, by exchanges: [Exchange], isAuthenticated: Bool) async -> MailRoute {
        let lookups = await addresses(of: exchanges)
        let pairs = Array(zip(exchanges, lookups))
        // An alias may show only now that a host is this one.
        let own = pairs.filter { isOwn($0.1.canonicalNames) }.map { $0.0.preference }.min()
        let others = pairs.filter { pair in own.map { pair.0.preference < $0 } ?? true }
        let hosts = others.filter { !$0.1.addresses.isEmpty }.map { exchange, lookup in
            MailExchangeHost(
                preference: exchange.preference, name: exchange.name, addresses: lookup.addresses,
                isAuthenticated: isAuthenticated && lookup.isAuthenticated)
        }
        guard hosts.isEmpty else { return .hosts(hosts) }
        let destination = MailHost.domain(domain)
        guard !others.isEmpty else { return .failed(RouteFailure(.loop, to: destination)) }
        if let failure = others.compactMap({ $0.1.temporaryFailure }).first {
            return .failed(RouteFailure(.lookup(failure), to: destination))
        }
        let isPrivate = others.contains { $0.1.hasRefusedAddresses }
        return .failed(RouteFailure(isPrivate ? .privateAddressesOnly : .noAddress, to: destination))
    }

    private func isOwn(_ names: [DNSName]) -> Bool {
        names.contains { name in
            guard let domain = name.domain else { return false }
            return options.ownHostNames.contains(domain)
        }
    }
}
