public import MailAddressing

/// How the connection to one mail host has to be secured, and why.
///
/// It is made by ``combining(host:dane:policy:)`` from what the DNS and the domain's MTA-STS policy say. It is about one
/// host and one recipient domain: another domain with the same host has a value of its own, so that nobody's policy
/// touches another's mail.
public struct TransportSecurity: Hashable, Sendable {
    /// What is demanded of a connection before mail goes over it.
    ///
    /// Complete: these are the ways in which the two standards and their absence end.
    public enum Requirement: Hashable, Sendable {
        /// Nothing: TLS is used where it is offered, and nothing is checked (RFC 7435).
        case opportunistic
        /// TLS, but any certificate will do: the host's TLSA records cannot be used (RFC 7672, section 2.2).
        case encrypted
        /// TLS, and the certificate chain is held against TLSA records (RFC 7672, section 3).
        case dane(DANEPolicy)
        /// TLS, and a certificate for this name that the web's authorities vouch for (RFC 8461, section 4.1).
        case certificate(for: DomainName)
        /// Nothing helps: mail for the domain does not go to this host, as its MTA-STS policy does not name it.
        case notAllowed
        /// Nothing helps for now: it cannot be known whether the host has TLSA records (RFC 7672, section 2.1.2).
        case unknown(DNSFailure)
    }

    /// Who demands it.
    ///
    /// Complete: the standards, or nobody.
    public enum Origin: String, Hashable, Sendable, CaseIterable {
        /// The host's DNS, by DANE.
        case dane
        /// The domain's MTA-STS policy.
        case mtasts
        /// Nobody.
        case nobody
    }

    /// What is demanded.
    public let requirement: Requirement
    /// Who demands it.
    public let origin: Origin
    /// What a policy in testing would demand: where the connection falls short, mail goes all the same and it is
    /// reported; nil when nothing is tested.
    public let tested: Requirement?
    /// One sentence that says why, for people.
    public let explanation: String

    /// Makes a value.
    ///
    /// - Parameters:
    ///   - requirement: what is demanded.
    ///   - origin: who demands it.
    ///   - tested: what a policy in testing would demand.
    ///   - explanation: one sentence that says why.
    public init(requirement: Requirement, origin: Origin, tested: Requirement? = nil, explanation: String) {
        self.requirement = requirement
        self.origin = origin
        self.tested = tested
        self.explanation = explanation
    }

    /// Whether mail may go to the host at all, given that what is demanded is met.
    public var permitsDelivery: Bool {
        switch requirement {
        case .opportunistic, .encrypted, .dane, .certificate: true
        case .notAllowed, .unknown: false
        }
    }

    /// Whether the connection must be encrypted, so that one without TLS is not used.
    public var requiresTLS: Bool { requirement != .opportunistic }
}
