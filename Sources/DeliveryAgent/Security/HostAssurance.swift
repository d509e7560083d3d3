import MXResolver
import MailAddressing
import SMTPTransport

/// What a connection to one host has to prove, made ready to connect.
struct HostAssurance: Sendable {
    /// How TLS is used.
    var security: SMTPClient.Security
    /// The name to ask the server for, where it is another one than the host's (RFC 7672, section 8.1).
    var serverName: String?
    /// What was proved where a message was taken, for people, such as `authenticated by DANE`.
    var proof: String
    /// Who demanded it where it could not be had, for people.
    var demand: String
    /// Whether an MTA-STS policy demands it.
    var isOfPolicy = false
    /// Whether it proves who the host is.
    var isAuthenticated = true
    /// What reports to the domain call it.
    var policy = TLSSessionResult.Policy.none
}

extension HostAssurance {
    /// What a route demands, unless something that proves as much is demanded besides.
    ///
    /// - Parameters:
    ///   - demand: what the route demands.
    ///   - other: what the host's records or the domain's policy demand.
    init?(_ demand: TransportDemand, or other: HostAssurance?) {
        switch demand {
        case .opportunistic:
            guard let other else { return nil }
            self = other
        case .encrypted(let tls):
            self =
                other
                ?? HostAssurance(
                    security: .startTLSRequired(tls), proof: "as the route demands", demand: "the route demands TLS",
                    isAuthenticated: false)
        case .verified(let tls):
            if let other, other.isAuthenticated {
                self = other
            } else {
                self.init(
                    security: .startTLSRequired(tls), proof: "authenticated by its certificate",
                    demand: "the route demands a certificate that can be checked")
            }
        }
    }
}

extension HostAssurance {
    /// Makes a requirement ready; nil where it demands nothing beyond TLS where it is offered.
    ///
    /// - Parameters:
    ///   - requirement: what is demanded; one that nothing can meet gives nil, too.
    ///   - settings: how certificates are checked.
    ///   - unverified: TLS of which nothing is checked.
    ///   - known: the domain's policy, where it has one.
    ///   - connections: the settings for DANE.
    /// - Throws: `SMTPTransportError` when TLS cannot be set up here at all.
    init?(
        _ requirement: TransportSecurity.Requirement, _ settings: TransportSecuritySettings,
        unverified: SMTPClientTLS, under known: StrictTransportPolicy?, _ connections: DANEConnections
    ) throws(SMTPTransportError) {
        switch requirement {
        case .opportunistic, .notAllowed, .unknown: return nil
        case .encrypted:
            self.init(
                security: .startTLSRequired(unverified), proof: "as TLSA records demand that cannot be used",
                demand: "TLSA records of the host demand TLS", isAuthenticated: false)
        case .dane(let policy):
            self.init(
                security: .startTLSRequired(try connections.settings(for: policy)), serverName: policy.base.text,
                proof: "authenticated by DANE", demand: "the host's TLSA records demand it (DANE)",
                policy: .tlsa(records: policy.records.map(\.description)))
        case .certificate(let name):
            // Only a policy asks for it.
            guard let verified = settings.strictTransport?.verified else { return nil }
            self.init(
                security: .startTLSRequired(verified), serverName: name.text,
                proof: "authenticated as MTA-STS demands", demand: "the domain's MTA-STS policy demands it",
                isOfPolicy: true, policy: .strictTransport(lines: known?.lines ?? []))
        }
    }
}

extension StrictTransportPolicy {
    /// The policy line by line, as its domain publishes it (RFC 8461, section 3.2).
    var lines: [String] {
        ["version: STSv1", "mode: \(mode.rawValue)"] + hosts.map { "mx: \($0)" } + ["max_age: \(maximumAge)"]
    }
}
