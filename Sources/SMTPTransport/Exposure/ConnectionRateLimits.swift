/// How many new connections a minute a server takes from one place; `ConnectionRates` counts them.
public struct ConnectionRateLimits: Hashable, Sendable {
    /// How many a minute an address may make, as many of them at once; 0 is any number.
    ///
    /// An IPv6 /64 counts as one address. Default 0: some relays open a connection for each message.
    /// 120, two a second, is more than most need in the long run.
    public var connectionsPerMinute = 0
    /// How many a minute the addresses of a network may make together, as many of them at once; 0 is any number.
    ///
    /// A network is an IPv4 /24 or an IPv6 /48. Default 0; 600 are five busy relays of one provider
    /// side by side.
    public var connectionsPerMinutePerNetwork = 0
    /// How many addresses are kept count of; beyond it one with few or old connections goes.
    ///
    /// Default 100,000: a large botnet, in 20 MiB.
    public var maximumAddresses = 100_000
    /// How many networks are kept count of.
    ///
    /// Default 50,000: the addresses of a botnet lie two and more in a network.
    public var maximumNetworks = 50_000

    /// Makes the default limits.
    public init() {}
}
