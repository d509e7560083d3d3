public import MailAddressing

extension MailExchangeResolver {
    /// Finds the addresses of one host, as for a relay: A and AAAA records, no MX.
    ///
    /// Addresses on loopback and private networks are taken whatever the options say, as whoever names a relay knows
    /// where it stands. `localhost` is never looked up (RFC 6761, section 6.3).
    ///
    /// - Parameter host: the host's name, or its address as a literal.
    /// - Returns: one host with its addresses, or why there is none.
    public func addresses(of host: MailHost) async -> MailRoute {
        switch host {
        case .literal(let address):
            return .hosts([MailExchangeHost(preference: 0, name: nil, addresses: [address])])
        case .domain(let name):
            if name.text == "localhost", let loopback = IPAddress("127.0.0.1") {
                return .hosts([MailExchangeHost(preference: 0, name: name, addresses: [loopback])])
            }
            var trusting = self.options
            trusting.privateAddresses = .allow
            let resolver = MailExchangeResolver(dns: dns, options: trusting)
            let found = await resolver.addresses(of: [Exchange(preference: 0, name: name)]).first ?? HostAddresses()
            if !found.addresses.isEmpty {
                let host = MailExchangeHost(
                    preference: 0, name: name, addresses: found.addresses, isAuthenticated: found.isAuthenticated)
                return .hosts([host])
            }
            if let failure = found.temporaryFailure { return .failed(RouteFailure(.lookup(failure), to: host)) }
            return .failed(RouteFailure(.noAddress, to: host))
        }
    }
}
