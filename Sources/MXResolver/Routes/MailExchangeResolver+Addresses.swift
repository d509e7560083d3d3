internal import MailAddressing

extension MailExchangeResolver {
    /// The addresses of hosts, looked up at the same time, in the order of the hosts.
    func addresses(of exchanges: [Exchange]) async -> [HostAddresses] {
        await withTaskGroup(of: (Int, HostAddresses).self) { group in
            for (place, exchange) in exchanges.enumerated() {
                guard let name = exchange.name else { continue }
                group.addTask { (place, await addresses(of: name)) }
            }
            var lookups = [HostAddresses](repeating: HostAddresses(), count: exchanges.count)
            for await (place, lookup) in group { lookups[place] = lookup }
            return lookups
        }
    }

    /// The addresses of one host, of the families that are used.
    private func addresses(of name: DomainName) async -> HostAddresses {
        guard !name.isLocalhost else { return HostAddresses(localhost: options) }
        let types = options.addressPreference.recordTypes
        let answers = await withTaskGroup(of: (Int, Result<DNSAnswer, DNSFailure>).self) { group in
            for (place, type) in types.enumerated() {
                group.addTask { (place, await dns.query(name, type)) }
            }
            var answers = types.map { (type: $0, result: Result<DNSAnswer, DNSFailure>.failure(.cancelled)) }
            for await (place, result) in group { answers[place].result = result }
            return answers
        }
        return HostAddresses(of: name, answers, options: options)
    }
}
