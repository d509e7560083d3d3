/// How an agent presents itself and how far it goes in one attempt.
public struct OutboundAgentConfiguration: Sendable {
    /// Our name in EHLO, for sources that have none of their own.
    public var hostName: String
    /// The usual way out.
    public var route: DeliveryRoute
    /// Which mail goes another way.
    public var table = RouteTable()
    /// The relays that take what a source in its warm-up may not send itself, and what a site refuses from all sources,
    /// tried by their priorities.
    ///
    /// Without one such deliveries are deferred; a scheduler that is told so by
    /// `SchedulerConfiguration.hasOverflowRelay` and `hasFallbackRelay` asks for none.
    public var relays: [RelayHost]
    /// Whether they also take, in the same attempt, what could not be delivered to the destination's own hosts for
    /// a reason that another way can cure; default false.
    ///
    /// Which reasons these are is in the table of `FailurePolicy`: a refusal of our address, no host that answers, and
    /// greylisting again and again. A recipient or a message that was refused is never tried a second time.
    public var fallsBack = false
    /// What deliveries to the hosts of the DNS go by beyond TLS where it is offered; nil for nothing.
    ///
    /// It counts where the route has TLS at all; a relay is secured as its own settings say.
    public var security: TransportSecuritySettings?
    /// The most addresses that are tried in one attempt.
    ///
    /// Default 6, so that an attempt at a dead destination ends in minutes.
    public var maximumAddresses: Int
    /// What follows where a message has to be signed and cannot be; default `hold`.
    public var unsignable = UnsignablePolicy.hold
    /// Whether outcomes say, for people, how long each part of the attempt took; default false.
    public var tellsTimings = false
    /// Whether 8-bit mail is converted, before it is signed, for a host that takes 7 bits only (RFC 6152, section 3).
    ///
    /// Default false: others' signatures break by it, and few such hosts are left.
    public var convertsToSevenBit = false

    /// Makes a configuration.
    ///
    /// - Parameters:
    ///   - hostName: our name in EHLO, for sources that have none of their own.
    ///   - route: the usual way out.
    ///   - relays: those that take what a source in its warm-up may not send itself.
    ///   - maximumAddresses: the most addresses that are tried in one attempt.
    public init(
        hostName: String, route: DeliveryRoute, relays: [RelayHost] = [], maximumAddresses: Int = 6
    ) {
        self.hostName = hostName
        self.route = route
        self.relays = relays
        self.maximumAddresses = maximumAddresses
    }
}
