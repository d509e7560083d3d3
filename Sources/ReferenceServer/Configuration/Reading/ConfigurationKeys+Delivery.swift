import DeliveryQueue

/// The classes are the keys of `delivery.retry.classes`.
extension DeliveryErrorClass: ConfigurationKey {}

/// The keys of `delivery` and of all that is in it.
extension ConfigurationKeys {
    /// The keys of `delivery`.
    enum Delivery: String, CaseIterable, ConfigurationKey {
        case mode
        case port
        case privateAddresses = "private-addresses"
        case relay
        case routes
        case smart
        case dane
        case mtaSTS = "mta-sts"
        case limits
        case sources
        case shaping
        case bounceRules = "bounce-rules"
        case eightBit = "eight-bit"
        case pool
        case timeouts
        case retry
        case ambiguous
    }

    /// The keys of `delivery.pool`.
    enum Pool: String, CaseIterable, ConfigurationKey {
        case connections
        case connectionsPerHost = "connections-per-host"
        case messagesPerConnection = "messages-per-connection"
        case idle
    }

    /// The keys of `delivery.timeouts`.
    enum Timeouts: String, CaseIterable, ConfigurationKey {
        case connect
        case secondAddress = "second-address"
        case greeting
        case session
        case envelope
        case data
        case message
        case finalDot = "final-dot"
        case keptConnection = "kept-connection"
    }

    /// The keys of an entry of `delivery.relay`.
    enum Relay: String, CaseIterable, ConfigurationKey {
        case host
        case tls
        case username
        case passwordFile = "password-file"
        case passwordEnvironment = "password-environment"
        case priority
    }

    /// The keys of an entry of `delivery.routes`.
    enum Route: String, CaseIterable, ConfigurationKey {
        case name
        case to
        case from
        case largerThan = "larger-than"
        case smallerThan = "smaller-than"
        case direct
        case relay
        case lmtp
        case sign
    }

    /// The keys of `direct` of a route.
    enum DirectRoute: String, CaseIterable, ConfigurationKey {
        case tls
    }

    /// The keys of `delivery.smart`.
    enum Smart: String, CaseIterable, ConfigurationKey {
        case window
        case samples
        case leastSamples = "least-samples"
        case margin
        case stay
        case exploring
        case relayCost = "relay-cost"
        case failureCost = "failure-cost"
    }

    /// The keys of `delivery.retry`.
    enum Retry: String, CaseIterable, ConfigurationKey {
        case first
        case factor
        case max
        case jitter
        case expire
        case delayNotice = "delay-notice"
        case classes
        case sites
    }

    /// The keys of an entry of `delivery.retry.classes`.
    enum RetryClass: String, CaseIterable, ConfigurationKey {
        case first
        case factor
        case max
    }

    /// The keys of an entry of `delivery.retry.sites`.
    enum RetrySite: String, CaseIterable, ConfigurationKey {
        case sites
        case first
        case factor
        case max
        case expire
    }

    /// The keys of `delivery.limits`.
    enum DeliveryLimits: String, CaseIterable, ConfigurationKey {
        case deliveries
    }

    /// The keys of an entry of `delivery.sources`.
    enum Source: String, CaseIterable, ConfigurationKey {
        case name
        case address
        case hello
        case weight
        case warmUp = "warm-up"
    }

    /// The keys of `warm-up` of a source.
    enum WarmUp: String, CaseIterable, ConfigurationKey {
        case firstDay = "first-day"
        case growth
        case daysPerStep = "days-per-step"
        case length
        case perSite = "per-site"
        case began
        case overflow
    }

    /// The keys of `delivery.shaping`.
    enum Shaping: String, CaseIterable, ConfigurationKey {
        case file
        case presets
        case connections
        case initialConnections = "initial-connections"
        case messagesPerConnection = "messages-per-connection"
        case recipientsPerTransaction = "recipients-per-transaction"
        case rate
        case sites
    }

    /// The keys of an entry of `delivery.shaping.sites`.
    enum ShapingSite: String, CaseIterable, ConfigurationKey {
        case name
        case sites
        case connections
        case initialConnections = "initial-connections"
        case messagesPerConnection = "messages-per-connection"
        case recipientsPerTransaction = "recipients-per-transaction"
        case rate
    }

    /// The paths of these keys.
    static let deliveryGroups: [[String]] =
        [
            paths(Delivery.self, under: "delivery."),
            paths(Relay.self, under: "delivery.relay[]."),
            paths(Route.self, under: "delivery.routes[]."),
            paths(DirectRoute.self, under: "delivery.routes[].direct."),
            paths(Relay.self, under: "delivery.routes[].relay[]."),
            paths(Relay.self, under: "delivery.routes[].lmtp[]."),
            paths(Smart.self, under: "delivery.smart."),
            paths(DeliveryLimits.self, under: "delivery.limits."),
            paths(Source.self, under: "delivery.sources[]."),
            paths(WarmUp.self, under: "delivery.sources[].warm-up."),
            paths(Shaping.self, under: "delivery.shaping."),
            paths(ShapingSite.self, under: "delivery.shaping.sites[]."),
            paths(Pool.self, under: "delivery.pool."),
            paths(Timeouts.self, under: "delivery.timeouts."),
            paths(Retry.self, under: "delivery.retry."),
            paths(DeliveryErrorClass.self, under: "delivery.retry.classes."),
            paths(RetrySite.self, under: "delivery.retry.sites[]."),
        ] + DeliveryErrorClass.allCases.map { paths(RetryClass.self, under: "delivery.retry.classes.\($0.rawValue).") }
}
