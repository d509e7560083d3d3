public import MailAddressing

extension MailExchangeResolver {
    /// Finds the addresses of one host, as for a relay: A and AAAA records, no MX.
    ///
    /// Addresses on loopback and private networks are taken, as whoever names a relay knows where it stands.
    ///
    /// - Parameter host: the host's name, or its address as a literal.
    /// - Returns: one host with its addresses, or why there is none.
    public func addresses(of host: MailHost) async -> MailRoute {
        guard case .domain(let name) = host else {
            guard case .literal(let address) = host else { return .failed(RouteFailure(.noAddress, to: host)) }
            return .hosts([MailExchangeHost(preference: 0, name: nil, addresses: [address])])
        }
        if let loopback = IPAddress("127.0.0.1"), name.text == "localhost" {
            return .hosts([MailExchangeHost(preference: 0, name: name, addresses: [loopback])])
        }
        async let sixth = dns.query(name, .aaaa)
        async let fourth = dns.query(name, .a)
        var addresses: [IPAddress] = []
        var temporary: DNSFailure?
        var isMissing = false
        for result in [await sixth, await fourth] {
            switch result {
            case .success(let answer):
                addresses += answer.records.compactMap { record in
                    if case .address(let address) = record.data { address } else { nil }
                }
            case .failure(let failure):
                if failure.isTemporary { temporary = failure }
                if case .noSuchDomain = failure { isMissing = true }
            }
        }
        if !addresses.isEmpty {
            return .hosts([MailExchangeHost(preference: 0, name: name, addresses: addresses)])
        }
        if let temporary { return .failed(RouteFailure(.lookup(temporary), to: host)) }
        return .failed(RouteFailure(isMissing ? .noSuchDomain : .noAddress, to: host))
    }
}
