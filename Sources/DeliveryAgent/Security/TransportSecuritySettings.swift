public import SMTPTransport

/// What deliveries to the hosts of the DNS go by, beyond TLS where it is offered.
///
/// DANE (RFC 7672) counts where the resolver's answers are authenticated; MTA-STS (RFC 8461) where somebody knows the
/// policies. What one of them demands is demanded: where it cannot be had, the next host is tried, and mail waits.
public struct TransportSecuritySettings: Sendable {
    /// Whether TLSA records of mail hosts count.
    public var usesDANE: Bool
    /// Who knows MTA-STS policies; nil leaves them out.
    public var policies: (any StrictTransportPolicySource)?
    /// How the certificates are checked that a policy asks for.
    public var verified: SMTPClientTLS

    /// Makes settings.
    ///
    /// - Parameters:
    ///   - usesDANE: whether TLSA records of mail hosts count.
    ///   - policies: who knows MTA-STS policies; nil leaves them out.
    ///   - verified: how the certificates are checked that a policy asks for: name and authorities.
    public init(usesDANE: Bool = true, policies: (any StrictTransportPolicySource)? = nil, verified: SMTPClientTLS) {
        self.usesDANE = usesDANE
        self.policies = policies
        self.verified = verified
    }
}
