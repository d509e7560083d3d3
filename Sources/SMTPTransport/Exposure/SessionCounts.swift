package import MailAddressing

/// The sessions that are open at the moment, by address and by network.
///
/// An IPv6 /64 counts as one address; a network is an IPv4 /24 or an IPv6 /48. Guarantees: constant time for a step; no
/// more entries than there are sessions.
package struct SessionCounts: Sendable {
    /// Whose sessions are too many; complete.
    package enum Refusal: Hashable, Sendable {
        /// Those of the address.
        case address
        /// Those of its network.
        case network
    }

    /// The most sessions at a time from one address.
    package let maximumPerAddress: Int
    /// The most sessions at a time from one network.
    package let maximumPerNetwork: Int
    private var addresses: [IPAddress: Int] = [:]
    private var networks: [IPAddress: Int] = [:]

    /// Makes counts of no sessions.
    ///
    /// - Parameters:
    ///   - maximumPerAddress: the most sessions at a time from one address. Default 100: twice what Postfix allows, as
    ///     whole companies and mailbox providers come from few addresses.
    ///   - maximumPerNetwork: the most sessions at a time from one network. Default 400: four such addresses side by
    ///     side, and a twentieth of the sessions that a server has by default, so that no network takes them all.
    package init(maximumPerAddress: Int = 100, maximumPerNetwork: Int = 400) {
        self.maximumPerAddress = maximumPerAddress
        self.maximumPerNetwork = maximumPerNetwork
    }

    /// Counts a session that begins, if it may be.
    ///
    /// - Parameter address: where it comes from; a peer without an address is neither counted nor refused.
    /// - Returns: why it may not be, or nil. A session that was refused was not counted, and does not leave.
    package mutating func enter(_ address: IPAddress?) -> Refusal? {
        guard let address else { return nil }
        let client = ClientNetwork(address)
        let own = addresses[client.address] ?? 0
        guard own < maximumPerAddress else { return .address }
        let shared = networks[client.network] ?? 0
        guard shared < maximumPerNetwork else { return .network }
        addresses[client.address] = own + 1
        networks[client.network] = shared + 1
        return nil
    }

    /// Counts a session that ends.
    ///
    /// - Parameter address: where it came from, as in `enter`, which let it in.
    package mutating func leave(_ address: IPAddress?) {
        guard let address else { return }
        let client = ClientNetwork(address)
        Self.takeOne(client.address, of: &addresses)
        Self.takeOne(client.network, of: &networks)
    }

    /// How many addresses and networks have sessions.
    package var count: Int { addresses.count + networks.count }

    private static func takeOne(_ key: IPAddress, of counts: inout [IPAddress: Int]) {
        guard let count = counts[key] else { return }
        counts[key] = count > 1 ? count - 1 : nil
    }
}
