/// How an agent presents itself and how far it goes in one attempt.
public struct OutboundAgentConfiguration: Sendable {
    /// Our name in EHLO and in reports.
    public var hostName: String
    /// The way out.
    public var route: DeliveryRoute
    /// The most addresses that are tried in one attempt.
    ///
    /// Default 6, so that an attempt at a dead destination ends in minutes.
    public var maximumAddresses: Int
    /// Whether 8-bit mail is converted, before it is signed, for a host that takes 7 bits only (RFC 6152, section 3).
    ///
    /// Default false: others' signatures break by it, and few such hosts are left.
    public var convertsToSevenBit = false

    /// Makes a configuration.
    ///
    /// - Parameters:
    ///   - hostName: our name in EHLO and in reports.
    ///   - route: the way out.
    ///   - maximumAddresses: the most addresses that are tried in one attempt.
    public init(
        hostName: String, route: DeliveryRoute, maximumAddresses: Int = 6
    ) {
        self.hostName = hostName
        self.route = route
        self.maximumAddresses = maximumAddresses
    }
}
