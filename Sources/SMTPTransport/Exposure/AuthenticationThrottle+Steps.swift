internal import MailAddressing

/// The steps that the calls of a throttle share.
extension AuthenticationThrottle {
    /// Whether there was a login to the account from the address in the last weeks.
    func isKnown(_ address: IPAddress?, to account: UInt64, now: Duration) -> Bool {
        guard let position = accounts.position(of: account) else { return false }
        return accounts.records[position].knows(address, now: now, lifetime: limits.knownAddressLifetime)
    }

    /// The delay of the account for an attempt that its address does not forbid.
    func admitAccount(_ account: UInt64, from address: IPAddress?, now: Duration) -> Admission {
        guard let position = accounts.position(of: account) else { return .now }
        let record = accounts.records[position]
        let failures = record.failures.value(at: now, fadingTime: limits.fadingTime)
        guard failures > 0, !record.knows(address, now: now, lifetime: limits.knownAddressLifetime) else { return .now }
        return .after(limits.firstAccountDelay.doubled(failures - 1, most: limits.longestAccountDelay))
    }

    /// The client's last attempt is no reason to wait.
    mutating func excuse(_ client: ClientNetwork) {
        if let position = addresses.position(of: client.address) { addresses.records[position].peer.excuse() }
        if let position = networks.position(of: client.network) { networks.records[position].excuse() }
    }

    /// Ends the trial of a client that logged in, and takes back its last failures if they were on the same account.
    mutating func forgive(_ client: ClientNetwork, account: UInt64) {
        excuse(client)
        guard let position = addresses.position(of: client.address), addresses.records[position].account == account
        else { return }
        let failures = addresses.records[position].accountFailures
        let last = addresses.records[position].peer.failures.last
        addresses.records[position].accountFailures = 0
        addresses.records[position].peer.failures.subtract(failures)
        guard let networkPosition = networks.position(of: client.network) else { return }
        // What is left of them since: the network may have had failures of others, and with them a later fading.
        var share = FailureCount(count: failures, last: last)
        share.fade(to: networks.records[networkPosition].failures.last, fadingTime: limits.fadingTime)
        networks.records[networkPosition].failures.subtract(share.count)
    }

    mutating func addressPosition(_ key: IPAddress, now: Duration) -> Int {
        let limits = limits
        return addresses.makePosition(of: key, fresh: AddressRecord()) {
            $0.peer.burden(at: now, limits: limits) < $1.peer.burden(at: now, limits: limits)
        }
    }

    mutating func networkPosition(_ key: IPAddress, now: Duration) -> Int {
        let limits = limits
        return networks.makePosition(of: key, fresh: PeerRecord()) {
            $0.burden(at: now, limits: limits) < $1.burden(at: now, limits: limits)
        }
    }

    mutating func accountPosition(_ key: UInt64, now: Duration) -> Int {
        let limits = limits
        return accounts.makePosition(of: key, fresh: AccountRecord()) {
            $0.burden(at: now, limits: limits) < $1.burden(at: now, limits: limits)
        }
    }
}
