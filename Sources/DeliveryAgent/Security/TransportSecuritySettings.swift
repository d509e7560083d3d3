public import SMTPTransport

/// What deliveries to the hosts of the DNS go by, beyond TLS where it is offered.
///
/// DANE (RFC 7672) counts where the resolver's answers are authenticated; MTA-STS (RFC 8461) where somebody knows the
/// policies. What one of them demands is demanded: where it cannot be had, the next host is tried, and mail waits.
public struct TransportSecuritySettings: Sendable {
    /// MTA-STS: who knows the policies, and how the certificates are checked that they ask for.
    public struct StrictTransport: Sendable {
        /// Who knows the policies.
        public var policies: any StrictTransportPolicySource
        /// How certificates are checked: name and authorities.
        public var verified: SMTPClientTLS

        /// Makes settings.
        ///
        /// - Parameters:
        ///   - policies: who knows the policies.
        ///   - verified: how certificates are checked: name and authorities.
        public init(policies: any StrictTransportPolicySource, verified: SMTPClientTLS) {
            self.policies = policies
            self.verified = verified
        }
    }

    /// Whether TLSA records of mail hosts count.
    public var usesDANE: Bool
    /// MTA-STS; nil leaves it out.
    public var strictTransport: StrictTransport?

    /// Makes settings.
    ///
    /// - Parameters:
    ///   - usesDANE: whether TLSA records of mail hosts count.
    ///   - strictTransport: MTA-STS; nil leaves it out.
    public init(usesDANE: Bool = true, strictTransport: StrictTransport? = nil) {
        self.usesDANE = usesDANE
        self.strictTransport = strictTransport
    }
}
