import MailAddressing

/// Why a network may not say for whom it speaks, by the PROXY protocol or by XCLIENT.
struct ProxyDanger: Hashable, Sendable {
    /// The network, which holds strangers.
    let network: IPNetwork

    /// Judges a network; nil means that it may.
    ///
    /// - Parameter network: an entry of `proxy-from` or `xclient-from`.
    init?(of network: IPNetwork) {
        let isFour = network.base.family == .v4
        let shortest = isFour ? RelayDanger.shortestPrefixV4 : RelayDanger.shortestPrefixV6
        guard network.prefixLength < shortest else { return nil }
        self.network = network
    }
}

extension ProxyDanger: CustomStringConvertible {
    /// The reason, for a person.
    var description: String {
        """
        \(network) would let strangers choose the address that they are judged by, and so relay; accepted: the addresses \
        of your proxies
        """
    }
}
