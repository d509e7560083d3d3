public import MXResolver
public import MailAddressing

/// Knows the MTA-STS policies of domains (RFC 8461): whoever fetches and keeps them.
public protocol StrictTransportPolicySource: Sendable {
    /// The policy that holds for mail to a domain.
    ///
    /// It is asked before each attempt, so that it should answer at once for a domain that it knows.
    ///
    /// - Parameter domain: the domain of a recipient, in A-labels.
    /// - Returns: the policy; nil where the domain has none, or none is known.
    func policy(for domain: DomainName) async -> StrictTransportPolicy?

    /// The policy, after a look whether the domain has published another one: asked before its mail waits because of a
    /// policy (RFC 8461, section 5.1).
    ///
    /// - Parameter domain: the domain of a recipient, in A-labels.
    /// - Returns: the policy; nil where the domain has none any more.
    func recheckedPolicy(for domain: DomainName) async -> StrictTransportPolicy?

    /// Whether it is not known for now whether a domain has a policy, as it could not be fetched.
    ///
    /// What a sender demands of TLS is not refused for good then. The default is false.
    ///
    /// - Parameter domain: the domain of a recipient, in A-labels.
    func isUncertain(of domain: DomainName) async -> Bool
}

extension StrictTransportPolicySource {
    /// Says that it is known.
    public func isUncertain(of domain: DomainName) async -> Bool { false }
}
