public import MailAddressing

extension MailExchangeResolver {
    /// Finds the addresses of one host, as for a relay: A and AAAA records, no MX.
    ///
    /// Addresses on loopback and private networks are taken whatever the options say, as whoever names a relay knows
    /// where it stands; so are own addresses. `localhost` and names below it are never looked up (RFC 6761, section
    /// 6.3).
    ///
    /// The host's name is the caller's own word and not that of MX records, so these count as authenticated; its
    /// addresses are if the DNS says so. ``dane(for:of:port:)`` takes such a host with nil for the domain.
    ///
    /// - Parameter host: the host's name, or its address as a literal.
    /// - Returns: one host with its addresses, or why there is none.
    public func addresses(of host: MailHost) async -> MailRoute {
        var trusting = self.options
        trusting.privateAddresses = .allow
        let resolver = MailExchangeResolver(dns: dns, options: trusting)
        let found: HostAddresses
        switch host {
        case .literal(let address): found = HostAddresses(literal: address, options: trusting)
        case .domain(let name):
            let exchange = Exchange(preference: 0, name: name)
            found = await resolver.addresses(of: [exchange]).first ?? HostAddresses()
        }
        guard found.addresses.isEmpty else {
            let relay = MailExchangeHost(
                preference: 0, name: host.domain, canonicalName: found.canonicalName,
                isAlias: !found.aliases.isEmpty, addresses: found.addresses,
                areMXRecordsAuthenticated: true, areAddressesAuthenticated: found.isAuthenticated)
            return .hosts([relay])
        }
        switch found.omission(options: trusting) {
        case .lookup(let failure): return .failed(RouteFailure(.lookup(failure), to: host))
        case .noAddressOfFamily(let family): return .failed(RouteFailure(.noAddressOfFamily(family), to: host))
        default: return .failed(RouteFailure(.noAddress, to: host))
        }
    }
}
