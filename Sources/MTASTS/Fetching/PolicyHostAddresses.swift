internal import MXResolver
internal import MailAddressing

/// Finds the addresses of a policy host.
enum PolicyHostAddresses {
    /// Why there is no address to connect to.
    struct Absence: Error {
        /// In the words of a failed fetch.
        let kind: PolicyFetchFailure.Kind
    }

    /// The addresses to try: IPv6 and IPv4 by turns, IPv6 first, each once, aliases followed.
    ///
    /// - Parameters:
    ///   - host: the policy host.
    ///   - dns: who is asked, once for each family.
    ///   - privateAddresses: whether addresses are left out at which no public host can be.
    ///   - maximumCount: how many addresses there are at most.
    static func find(
        _ host: DomainName, from dns: any DNSResolver, privateAddresses: MailExchangeResolver.PrivateAddresses,
        maximumCount: Int
    ) async -> Result<[IPAddress], Absence> {
        async let six = dns.query(host, .aaaa)
        async let four = dns.query(host, .a)
        let results = await [six, four]
        var hasRefused = false
        let families = results.map { result -> [IPAddress] in
            guard case .success(let answer) = result else { return [] }
            var usable: [IPAddress] = []
            for record in answer.records where usable.count < maximumCount {
                guard case .address(let address) = record.data else { continue }
                guard privateAddresses.refusal(of: address) == nil else {
                    hasRefused = true
                    continue
                }
                // One that is there twice is tried once, and takes no other's place.
                if !usable.contains(address.unmapped) { usable.append(address.unmapped) }
            }
            return usable
        }
        let addresses = byTurns(families, maximumCount: maximumCount)
        guard addresses.isEmpty else { return .success(addresses) }
        for case .failure(let failure) in results where failure.isTemporary {
            return .failure(Absence(kind: .lookup(failure)))
        }
        return .failure(Absence(kind: hasRefused ? .privateAddressesOnly : .noAddress))
    }

    private static func byTurns(_ families: [[IPAddress]], maximumCount: Int) -> [IPAddress] {
        var addresses: [IPAddress] = []
        for place in 0..<(families.map(\.count).max() ?? 0) {
            for family in families where place < family.count && !addresses.contains(family[place]) {
                addresses.append(family[place])
            }
        }
        return Array(addresses.prefix(maximumCount))
    }
}
