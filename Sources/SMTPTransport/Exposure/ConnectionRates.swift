package import MailAddressing

/// The rates at which addresses and networks make connections: a token bucket for each.
///
/// A bucket holds the connections of a minute and fills evenly; a connection takes a token of its address and one of
/// its network. One that is refused takes none, so that a client which goes on trying still gets its rate.
///
/// Guarantees: a value without a clock; each call takes constant time; the tables are bounded, with the default limits
/// below 30 MiB when both are full. The addresses of this host are counted like any other.
package struct ConnectionRates: Sendable {
    /// The limits.
    package let limits: ConnectionRateLimits
    private var addresses: BoundedTable<IPAddress, TokenBucket>
    private var networks: BoundedTable<IPAddress, TokenBucket>

    /// Makes rates at which nobody has made a connection.
    ///
    /// - Parameter limits: the limits.
    package init(limits: ConnectionRateLimits = ConnectionRateLimits()) {
        self.limits = limits
        addresses = BoundedTable(capacity: limits.maximumAddresses)
        networks = BoundedTable(capacity: limits.maximumNetworks)
    }

    /// Counts a new connection, if it may be.
    ///
    /// - Parameters:
    ///   - address: where it comes from; a peer without an address is always admitted.
    ///   - now: the time since any fixed moment, on a clock that does not go back.
    /// - Returns: false when there are too many from the address or its network: let it go.
    package mutating func admit(_ address: IPAddress?, now: Duration) -> Bool {
        guard let address else { return true }
        let client = ClientNetwork(address)
        let own = Self.position(of: client.address, in: &addresses, rate: limits.connectionsPerMinute)
        if let own, !addresses.records[own].hasToken(rate: limits.connectionsPerMinute, now: now) { return false }
        let shared = Self.position(of: client.network, in: &networks, rate: limits.connectionsPerMinutePerNetwork)
        if let shared {
            guard networks.records[shared].take(rate: limits.connectionsPerMinutePerNetwork, now: now) else {
                return false
            }
        }
        return own.map { addresses.records[$0].take(rate: limits.connectionsPerMinute, now: now) } ?? true
    }

    /// How many addresses and networks are counted at the moment.
    package var count: Int { addresses.records.count + networks.records.count }

    private static func position(
        of key: IPAddress, in table: inout BoundedTable<IPAddress, TokenBucket>, rate: Int
    ) -> Int? {
        guard rate > 0 else { return nil }
        return table.makePosition(of: key, fresh: TokenBucket()) { $0.full < $1.full }
    }
}

/// A bucket that holds the tokens of a minute.
struct TokenBucket: Hashable, Sendable {
    /// When it is full again, in the past if it is full; each missing token puts it off by what one takes to come.
    private(set) var full: Duration = .zero

    /// Whether there is a token, at a rate of so many a minute; the rate is above 0.
    func hasToken(rate: Int, now: Duration) -> Bool { after(rate: rate, now: now) - now <= .seconds(60) }

    /// Takes a token if there is one.
    mutating func take(rate: Int, now: Duration) -> Bool {
        guard hasToken(rate: rate, now: now) else { return false }
        full = after(rate: rate, now: now)
        return true
    }

    private func after(rate: Int, now: Duration) -> Duration { max(full, now) + .seconds(60) / rate }
}
