import DeliveryQueue
import MailAddressing
import SMTPTransport

extension ServerConfiguration.Delivery {
    /// Reads the value of `delivery`.
    ///
    /// - Parameter cursor: the mapping.
    init(reading cursor: ConfigurationCursor) {
        self.init()
        guard let fields = cursor.fields(ConfigurationKeys.Delivery.self) else { return }
        fields.assign(.mode, to: &mode) { $0.choice(Mode.self) }
        fields.assign(.port, to: &port) { $0.integer(in: 1...65_535) }
        fields.assign(.privateAddresses, to: &privateAddresses) { $0.choice(PrivateAddresses.self) }
        let entries = fields[.relay]?.items(of: "relays, each with a host") ?? []
        relay = entries.compactMap { ServerConfiguration.Relay(reading: $0) }
        fields.assign(.routes, to: &routes) { ServerConfiguration.Route.list(reading: $0) }
        fields.assign(.smart, to: &smart) { WayChoiceRules(reading: $0) }
        if mode != .smart {
            for key in [ConfigurationKeys.Delivery.smart] where fields[key] != nil {
                fields.report(.noEffect, key, "has no effect while delivery.mode is \(mode.rawValue)")
            }
        }
        if mode != .direct, entries.isEmpty {
            let example = "{ host: \"smtp.example.net:587\" }"
            fields.report(.conflict, .mode, "\(mode.rawValue) needs an entry in delivery.relay, such as \(example)")
        }
        fields.assign(.limits, to: &deliveries) { Self.deliveries(reading: $0) }
        fields.assign(.sources, to: &sources) {
            DeliverySource.list(reading: $0, mode: mode, hasRelay: !entries.isEmpty)
        }
        if mode == .direct, !entries.isEmpty, !sources.contains(where: { $0.warmUp?.overflow == .takesRelay }) {
            let use = "no source in its warm-up has overflow: relay"
            fields.report(.noEffect, .relay, "has no effect while delivery.mode is direct and \(use)")
        }
        fields.assign(.dane, to: &usesDANE) { $0.boolean() }
        fields.assign(.mtaSTS, to: &usesStrictTransport) { $0.boolean() }
        let hasDirectRoute = routes.contains { if case .direct = $0.way { true } else { false } }
        if mode == .relay, !hasDirectRoute {
            for key in [ConfigurationKeys.Delivery.dane, .mtaSTS] where fields[key] != nil {
                fields.report(.noEffect, key, "has no effect while delivery.mode is relay: the relay's own tls holds")
            }
        }
        fields.assign(.shaping, to: &shaping) { ServerConfiguration.Shaping(reading: $0) }
        bounceRules = fields[.bounceRules]?.filePath()
        fields.assign(.eightBit, to: &eightBit) { $0.choice(EightBit.self) }
        fields.assign(.pool, to: &pool) { ServerConfiguration.Pool(reading: $0) }
        fields.assign(.timeouts, to: &timeouts) { SMTPClientTimeouts(reading: $0) }
        fields.assign(.retry, to: &retry) { RetryRules(reading: $0) }
        fields.assign(.ambiguous, to: &ambiguous) { $0.choice(AmbiguousAttemptPolicy.self) }
        let connections = shaping.limits.over(ShapingLimits()).connections
        if let most = pool.connectionsPerHost, connections > most, let limits = fields[.shaping] {
            let place = "delivery.pool.connections-per-host, \(most)"
            limits.report(.noEffect, "connections has no effect beyond \(place): further deliveries wait for one")
        }
        if let most = pool.connections, most < deliveries, let connections = fields[.pool] {
            let place = "delivery.limits.deliveries, \(deliveries)"
            connections.report(.noEffect, "connections is fewer than \(place), which has no effect beyond it")
        }
    }

    /// Reads the value of `delivery.limits`: how many deliveries are under way at once.
    ///
    /// - Parameter cursor: the mapping.
    private static func deliveries(reading cursor: ConfigurationCursor) -> Int? {
        guard let fields = cursor.fields(ConfigurationKeys.DeliveryLimits.self) else { return nil }
        return fields[.deliveries]?.integer(in: ServerConfiguration.Shaping.countRange)
    }
}

extension ServerConfiguration.Relay {
    /// Reads an entry of `delivery.relay`; nil when it has no usable host.
    ///
    /// - Parameters:
    ///   - cursor: the entry.
    ///   - usualSecurity: the protection where nothing is said of it; nil for none on this host, else `required`.
    init?(reading cursor: ConfigurationCursor, usualSecurity: Security? = .required) {
        guard let fields = cursor.fields(ConfigurationKeys.Relay.self) else { return nil }
        let place = fields.required(.host)?.relayAddress()
        var security = usualSecurity ?? .required
        if usualSecurity == nil, case .address(let address) = place?.host, address.isLoopback { security = .none }
        fields.assign(.tls, to: &security) { $0.choice(Security.self) }
        let priority = fields[.priority]?.integer(in: Self.priorities) ?? 10
        let login = Self.login(reading: fields)
        guard let place else { return nil }
        self.init(host: place.host, port: place.port, security: security)
        self.priority = priority
        self.login = login
        if login != nil, Self.exposesPassword(security, to: place.host) {
            let danger = "\(security.rawValue) would send the password to whoever answers"
            fields.report(.dangerous, .tls, "\(danger); accepted with username: required, implicit")
        }
    }

    /// Reads how to log in; nil where nothing is said of it, or where half of it is missing.
    private static func login(reading fields: ConfigurationFields<ConfigurationKeys.Relay>) -> Login? {
        let username = fields[.username]?.string("a name")
        let file = fields[.passwordFile]?.filePath()
        let variable = fields[.passwordEnvironment]?.string("the name of a variable, such as RELAY_PASSWORD")
        let sources = [ConfigurationKeys.Relay.passwordFile, .passwordEnvironment].filter { fields[$0] != nil }
        if fields[.username] != nil, sources.isEmpty {
            fields.report(.conflict, .username, "needs password-file or password-environment beside it")
        }
        if fields[.username] == nil, let source = sources.first {
            fields.report(.conflict, source, "needs username beside it")
        }
        if sources.count > 1 {
            fields.report(.conflict, .passwordEnvironment, "stands beside password-file; accepted: one of them")
        }
        guard let username else { return nil }
        if let file { return Login(username: username, password: .file(file)) }
        return variable.map { Login(username: username, password: .environment($0)) }
    }

    /// Whether somebody on the way could read the password: without a checked certificate, and not on this host.
    private static func exposesPassword(_ security: Security, to host: Host) -> Bool {
        if security == .required || security == .implicit { return false }
        if case .address(let address) = host { return !address.isLoopback }
        return true
    }
}
