internal import MailAddressing

/// What is known of a mail host's addresses.
struct HostAddresses: Sendable {
    /// The addresses to try, in this order.
    var addresses: [IPAddress] = []
    /// Whether there were addresses that the options refuse.
    var hasRefusedAddresses = false
    /// Whether every address was authenticated.
    var isAuthenticated = true
    /// The names that have the addresses: the host's own, or where its aliases lead.
    var canonicalNames: [DNSName] = []
    /// Why addresses may be missing.
    var temporaryFailure: DNSFailure?
}

extension MailExchangeResolver {
    /// Whether an address may be connected to.
    func isUsable(_ address: IPAddress) -> Bool {
        options.privateAddresses == .allow || !address.isSpecialPurpose
    }

    /// The addresses of hosts, looked up at the same time, in the order of the hosts.
    func addresses(of exchanges: [Exchange]) async -> [HostAddresses] {
        await withTaskGroup(of: (Int, HostAddresses).self) { group in
            for (place, exchange) in exchanges.enumerated() {
                group.addTask { (place, await addresses(of: exchange.name)) }
            }
            var lookups = [HostAddresses](repeating: HostAddresses(), count: exchanges.count)
            for await (place, lookup) in group { lookups[place] = lookup }
            return lookups
        }
    }

    /// The addresses of one host: IPv6 and IPv4 by turns, IPv6 first (RFC 6724 and RFC 8305 would begin so too).
    private func addresses(of name: DomainName) async -> HostAddresses {
        async let six = dns.query(name, .aaaa)
        async let four = dns.query(name, .a)
        let (answerOfSix, answerOfFour) = await (six, four)
        var found = HostAddresses()
        let families = [take(answerOfSix, into: &found), take(answerOfFour, into: &found)]
        let longest = families.map(\.count).max() ?? 0
        for place in 0..<longest {
            for family in families where place < family.count && !found.addresses.contains(family[place]) {
                found.addresses.append(family[place])
            }
        }
        found.addresses = Array(found.addresses.prefix(options.maximumAddressesPerHost))
        return found
    }

    /// The usable addresses of an answer, at most as many as are tried; what else it says is noted.
    private func take(_ result: Result<DNSAnswer, DNSFailure>, into found: inout HostAddresses) -> [IPAddress] {
        switch result {
        case .success(let answer):
            found.canonicalNames.append(answer.canonicalName)
            found.isAuthenticated = found.isAuthenticated && answer.isAuthenticated
            var usable: [IPAddress] = []
            for record in answer.records where usable.count < options.maximumAddressesPerHost {
                guard case .address(let address) = record.data else { continue }
                if isUsable(address) { usable.append(address.unmapped) } else { found.hasRefusedAddresses = true }
            }
            return usable
        case .failure(let failure):
            if failure.isTemporary {
                found.temporaryFailure = failure
            } else if let name = failure.denial?.canonicalName {
                found.canonicalNames.append(name)
            }
            return []
        }
    }
}
