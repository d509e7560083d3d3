import MailAddressing

/// Why a network may not relay through a listener.
///
/// Complete: these are the ways in which a listener that strangers can reach becomes an open relay.
enum RelayDanger: Hashable, Sendable {
    /// The network is so large that strangers are in it.
    case openToStrangers(IPNetwork)
    /// The network holds every IPv4 address in its IPv6 form.
    case openToAllOfIPv4(IPNetwork)
    /// The network is loopback, and the listener is not.
    case loopbackBehindForwarding(IPNetwork, ServerConfiguration.Endpoint)

    /// The shortest prefix of an IPv4 network that may relay: the largest private network, 10.0.0.0/8, has 8 bits.
    static let shortestPrefixV4 = 8
    /// The shortest prefix of an IPv6 network that may relay: nobody owns more than a /16.
    static let shortestPrefixV6 = 16

    /// Judges a network; nil means that it may relay.
    ///
    /// A listener on loopback is not judged, as only this host reaches it, unless a proxy or a filter
    /// speaks there for others.
    ///
    /// - Parameters:
    ///   - network: an entry of `relay-from`.
    ///   - endpoint: where the listener is.
    ///   - isBehindProxy: whether the clients are those of a proxy or a filter, who may be strangers.
    init?(of network: IPNetwork, at endpoint: ServerConfiguration.Endpoint, isBehindProxy: Bool = false) {
        guard !endpoint.address.isLoopback || isBehindProxy else { return nil }
        let plain = Self.unmapped(network)
        let shortest = plain.base.family == .v4 ? Self.shortestPrefixV4 : Self.shortestPrefixV6
        if plain.prefixLength < shortest {
            self = .openToStrangers(network)
        } else if Self.containsAllOfIPv4(plain) {
            self = .openToAllOfIPv4(network)
        } else if !endpoint.address.isLoopback,
            IPNetwork.loopback.contains(where: { $0.contains(plain.base) || plain.contains($0.base) })
        {
            self = .loopbackBehindForwarding(network, endpoint)
        } else {
            return nil
        }
    }

    /// Whether an IPv6 network holds every IPv4-mapped address, as a listener on `[::]` may see IPv4 clients.
    private static func containsAllOfIPv4(_ network: IPNetwork) -> Bool {
        guard network.base.family == .v6, network.prefixLength <= 96 else { return false }
        return IPAddress("::ffff:0:0").map { network.contains($0) } ?? false
    }

    /// The IPv4 network that an IPv4-mapped IPv6 network means, else the network itself.
    private static func unmapped(_ network: IPNetwork) -> IPNetwork {
        guard network.base.family == .v6, network.prefixLength >= 96, network.base.unmapped.family == .v4 else {
            return network
        }
        return IPNetwork(network.base.unmapped, prefixLength: network.prefixLength - 96) ?? network
    }
}

extension RelayDanger: CustomStringConvertible {
    /// The reason, for a person.
    var description: String {
        switch self {
        case .openToStrangers(let network):
            """
            \(network) on a listener that others can reach would make an open relay, which anybody may send spam \
            through; accepted: networks of at least /\(Self.shortestPrefixV4) (IPv4) or /\(Self.shortestPrefixV6) (IPv6)
            """
        case .openToAllOfIPv4(let network):
            "\(network) holds every IPv4 address in its IPv6 form and would make an open relay; accepted: smaller networks"
        case .loopbackBehindForwarding(let network, let endpoint):
            """
            \(network) is loopback, but \(endpoint) is not: behind a forwarding proxy or a port mapping every stranger \
            looks like loopback and could relay; give loopback clients a listener on 127.0.0.1
            """
        }
    }
}
