import MailAddressing

extension ServerConfiguration.Listener {
    /// Reads the value of `listeners`.
    ///
    /// - Parameter cursor: the list.
    static func list(reading cursor: ConfigurationCursor) -> [ServerConfiguration.Listener] {
        var listeners: [ServerConfiguration.Listener] = []
        for item in cursor.items(of: "listeners, each with an address") {
            guard let listener = ServerConfiguration.Listener(reading: item) else { continue }
            // Port 0 asks for a free port, so two of them are two sockets.
            if listener.endpoint.port != 0, listeners.contains(where: { $0.endpoint == listener.endpoint }) {
                item.report(.conflict, "\(listener.endpoint) is already the address of another listener")
            }
            listeners.append(listener)
        }
        return listeners
    }

    /// Reads an entry of `listeners`; nil when it has no usable address.
    ///
    /// - Parameter cursor: the entry.
    init?(reading cursor: ConfigurationCursor) {
        guard let fields = cursor.fields(ConfigurationKeys.Listener.self) else { return nil }
        let endpoint = fields.required(.address)?.endpoint(ports: 0...65_535)
        var kind = Kind.mx
        fields.assign(.kind, to: &kind) { $0.choice(Kind.self) }
        let relayFrom = fields[.relayFrom]?.networks() ?? []
        let proxyFrom = fields[.proxyFrom]?.networks() ?? []
        let xclientFrom = fields[.xclientFrom]?.networks() ?? []
        var greetingDelay = Duration.zero
        fields.assign(.greetingDelay, to: &greetingDelay) { $0.duration(in: Self.greetingDelayRange) }
        var authWithoutTLS = false
        fields.assign(.dangerousAuthWithoutTLS, to: &authWithoutTLS) { $0.boolean() }
        if authWithoutTLS {
            if kind != .submission {
                fields.report(.conflict, .dangerousAuthWithoutTLS, "is for a listener of kind submission")
            } else if let endpoint, !endpoint.address.isLoopback {
                fields.report(
                    .dangerous, .dangerousAuthWithoutTLS,
                    "everybody on the way to \(endpoint) could read passwords; accepted on loopback only")
            }
        }
        for network in proxyFrom + xclientFrom {
            if let danger = ProxyDanger(of: network.network) {
                network.cursor.report(.dangerous, danger.description)
            }
        }
        if kind == .lmtp, endpoint?.port == 25 {
            fields.report(.dangerous, .kind, "lmtp is not spoken at port 25 (RFC 2033, section 5)")
        }
        if kind == .submission || kind == .submissions, !relayFrom.isEmpty {
            fields.report(
                .conflict, .relayFrom,
                "means nothing where everybody has to log in; give these hosts a listener of kind mx")
        }
        guard let endpoint else { return nil }
        let isBehindProxy = !proxyFrom.isEmpty || !xclientFrom.isEmpty
        for network in relayFrom {
            if let danger = RelayDanger(of: network.network, at: endpoint, isBehindProxy: isBehindProxy) {
                network.cursor.report(.dangerous, danger.description)
            }
        }
        self.init(
            endpoint: endpoint, kind: kind, relayFrom: relayFrom.map { $0.network },
            proxyFrom: proxyFrom.map { $0.network }, xclientFrom: xclientFrom.map { $0.network },
            greetingDelay: greetingDelay, dangerousAuthWithoutTLS: authWithoutTLS)
    }
}
