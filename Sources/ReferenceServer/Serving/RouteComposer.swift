import DeliveryAgent
import Foundation
import Logging
import MXResolver
import MailAddressing
import SMTPProtocol
import SMTPTransport

/// Makes the way out of the configuration's words.
struct RouteComposer {
    let configuration: ServerConfiguration
    /// The variables that the server was started with.
    var environment = ProcessInfo.processInfo.environment

    /// The usual way out.
    func route() throws(CommandFailure) -> DeliveryRoute {
        switch configuration.delivery.mode {
        case .direct, .hybrid, .smart: return try direct(.opportunistic)
        case .relay:
            guard !configuration.delivery.relay.isEmpty else {
                throw .operational("delivery.mode is relay, and delivery.relay names no host")
            }
            return .relay(try hosts(configuration.delivery.relay))
        }
    }

    /// The relays that take what cannot go the usual way.
    func relays() throws(CommandFailure) -> [RelayHost] { try hosts(configuration.delivery.relaysBeside) }

    /// Which mail goes another way.
    func table() throws(CommandFailure) -> RouteTable {
        var rules: [RouteRule] = []
        for route in configuration.delivery.routes {
            let way: DeliveryRoute =
                switch route.way {
                case .direct(let demand): try direct(demand)
                case .relay(let relays): .relay(try hosts(relays))
                case .lmtp(let servers): .relay(try hosts(servers, dialect: .lmtp))
                }
            rules.append(
                RouteRule(
                    name: route.name, recipients: route.recipients, senders: route.senders, sizes: route.sizes,
                    route: way, signatures: route.signatures))
        }
        return RouteTable(rules)
    }

    /// To the hosts that domains name.
    private func direct(_ demand: ServerConfiguration.Route.Demand) throws(CommandFailure) -> DeliveryRoute {
        // Mail hosts are strangers: TLS without a check of names is what they can be asked for (RFC 7435).
        let tls = try SecurityChoice.opportunistic()
        let demanded: TransportDemand =
            switch demand {
            case .opportunistic: .opportunistic
            case .encrypted: .encrypted(tls)
            case .required: .verified(try SecurityChoice.verified(roots: configuration.tls.roots))
            }
        return .direct(port: configuration.delivery.port, tls: tls, demand: demanded)
    }

    /// Whether any mail goes to the hosts that domains name.
    var hasDirectRoute: Bool {
        configuration.delivery.mode != .relay
            || configuration.delivery.routes.contains { if case .direct = $0.way { true } else { false } }
    }

    /// What deliveries to the hosts of the DNS go by beyond TLS where it is offered; nil where nothing counts.
    ///
    /// - Parameter policies: who knows MTA-STS policies; nil leaves them out.
    func security(
        policies: (any StrictTransportPolicySource)?
    ) throws(CommandFailure) -> TransportSecuritySettings? {
        let usesDANE = configuration.delivery.usesDANE
        guard hasDirectRoute, usesDANE || policies != nil else { return nil }
        var settings = TransportSecuritySettings(usesDANE: usesDANE)
        if let policies {
            settings.strictTransport = .init(
                policies: policies, verified: try SecurityChoice.verified(roots: configuration.tls.roots))
        }
        return settings
    }

    private func password(
        _ place: ServerConfiguration.Relay.Login.Password
    ) throws(CommandFailure) -> String {
        switch place {
        case .file(let path):
            do { return try PasswordFile.read(path) } catch { throw .operational("\(error)") }
        case .environment(let name):
            guard let text = environment[name], !text.isEmpty else {
                throw .operational("the variable \(Console.printable(name)), which has a relay's password, is not set")
            }
            do { return try PasswordFile.line(Array(text.utf8)[...]) } catch {
                throw .operational("the variable \(Console.printable(name)) has no password of one line")
            }
        }
    }

    private func hosts(
        _ relays: [ServerConfiguration.Relay], dialect: SMTPServerConfiguration.Dialect = .smtp
    ) throws(CommandFailure) -> [RelayHost] {
        try relays.map { relay throws(CommandFailure) in try host(relay, dialect) }
    }

    private func host(
        _ relay: ServerConfiguration.Relay, _ dialect: SMTPServerConfiguration.Dialect
    ) throws(CommandFailure) -> RelayHost {
        var credentials: SMTPCredentials?
        if let login = relay.login {
            credentials = SMTPCredentials(user: login.username, password: try password(login.password))
        }
        let host: MailHost =
            switch relay.host {
            case .name(let name): .domain(name)
            case .address(let address): .literal(address)
            }
        let security = try SecurityChoice.security(
            relay.security, roots: configuration.tls.roots)
        return RelayHost(
            host: host, port: relay.port, security: security, credentials: credentials, priority: relay.priority,
            dialect: dialect)
    }
}

/// Turns the four words for TLS into settings: `required` and `implicit` check certificate and name.
enum SecurityChoice {
    /// TLS of which certificate and name are checked.
    static func verified(roots: ServerConfiguration.TLS.Roots) throws(CommandFailure) -> SMTPClientTLS {
        let trusted: SMTPClientTLS.Roots =
            switch roots {
            case .system: .system
            case .file(let path): .file(path)
            }
        do {
            return try SMTPClientTLS.verified(roots: trusted)
        } catch {
            throw .operational("\(error)")
        }
    }

    /// The settings for a word.
    static func security(
        _ word: ServerConfiguration.Relay.Security, roots: ServerConfiguration.TLS.Roots
    ) throws(CommandFailure) -> SMTPClient.Security {
        switch word {
        case .none: .none
        case .opportunistic: .startTLSWhenOffered(try opportunistic())
        case .required: .startTLSRequired(try verified(roots: roots))
        case .implicit: .implicit(try verified(roots: roots))
        }
    }

    /// TLS of which nothing is checked.
    static func opportunistic() throws(CommandFailure) -> SMTPClientTLS {
        do {
            return try SMTPClientTLS.opportunistic()
        } catch {
            throw .operational("\(error)")
        }
    }
}

/// Makes the resolver of the configuration's words.
enum DNSComposer {
    /// The resolver.
    static func resolver(_ dns: ServerConfiguration.DNS, logger: Logger?) throws(CommandFailure) -> CAresResolver {
        let servers = dns.servers.map { DNSServerAddress($0.address, port: UInt16(clamping: $0.port)) }
        let trust: CAresResolver.AuthenticationTrust =
            switch dns.trustAuthenticated {
            case .loopback: .loopback
            case .always: .always
            case .never: .never
            }
        do {
            return try CAresResolver(
                configuration: CAresResolver.Configuration(servers: servers, authenticatedAnswers: trust),
                logger: logger)
        } catch {
            throw .operational("DNS cannot be used: \(error)")
        }
    }
}
