internal import MailAddressing

/// Under what a client is counted: what one subscriber has, and the network around it.
///
/// An IPv4 client counts as its address, in its /24. An IPv6 subscriber has a /64 and may take any address of it, so
/// that the /64 counts as one address, and the /48 as its network. An IPv4-mapped address is the IPv4 address.
struct ClientNetwork: Hashable, Sendable {
    private let client: IPAddress

    init(_ address: IPAddress) { client = address.unmapped }

    /// The IPv4 address, or the first address of the IPv6 /64.
    var address: IPAddress { client.family == .v4 ? client : start(prefixLength: 64) }

    /// The first address of the IPv4 /24 or the IPv6 /48.
    var network: IPAddress { start(prefixLength: client.family == .v4 ? 24 : 48) }

    private func start(prefixLength: Int) -> IPAddress {
        IPNetwork(client, prefixLength: prefixLength)?.base ?? client
    }
}
