internal import MailAddressing

extension TransportSecurity {
    /// Combines what DANE and MTA-STS say of one mail host: DANE first.
    ///
    /// Where the host has authenticated TLSA records, they decide alone, for better and for worse: a policy neither saves
    /// a connection that fails them nor forbids one that meets them (RFC 8461, section 2). The same holds while it is
    /// unknown whether there are any, as whoever can suppress them could otherwise choose the weaker check. TLSA records
    /// that cannot be used ask for TLS only; a policy that enforces asks for more and is heard.
    ///
    /// - Parameters:
    ///   - host: the host; one without a name, an address literal, has neither.
    ///   - dane: what DANE says of the host.
    ///   - policy: the MTA-STS policy of the recipient's domain, or nil where it has none.
    /// - Returns: how a connection has to be secured.
    public static func combining(
        host: MailExchangeHost, dane: DANEStatus, policy: StrictTransportPolicy?
    ) -> TransportSecurity {
        guard let name = host.name else {
            guard policy?.mode != .enforce else {
                return TransportSecurity(
                    requirement: .notAllowed, origin: .mtasts,
                    explanation: "the domain's MTA-STS policy is enforced, and the host has no name")
            }
            return TransportSecurity(
                requirement: .opportunistic, origin: .nobody,
                explanation: "an address literal has neither TLSA records nor a policy")
        }
        let tested = policy.flatMap { $0.mode == .testing ? combining(name, $0).tested : nil }
        switch dane {
        case .required(let tlsa):
            return TransportSecurity(
                requirement: .dane(tlsa), origin: .dane, tested: tested,
                explanation: "\(tlsa.base) has authenticated TLSA records, which come before any policy")
        case .failed(let failure):
            return TransportSecurity(
                requirement: .unknown(failure), origin: .dane, tested: tested,
                explanation: "it cannot be known whether \(name) has TLSA records: \(failure)")
        case .unusable(let base, _):
            let combined = combining(name, policy)
            guard combined.requirement == .opportunistic else { return combined }
            return TransportSecurity(
                requirement: .encrypted, origin: .dane, tested: tested,
                explanation: "\(base) has authenticated TLSA records, none of which can be used: TLS without a check")
        case .notApplicable: return combining(name, policy)
        }
    }

    /// What MTA-STS alone says of a host.
    private static func combining(_ name: DomainName, _ policy: StrictTransportPolicy?) -> TransportSecurity {
        guard let policy, policy.mode != .none else {
            return TransportSecurity(
                requirement: .opportunistic, origin: .nobody,
                explanation: "\(name) has no authenticated TLSA records and the domain has no MTA-STS policy")
        }
        let isAllowed = policy.allows(name)
        let demanded: Requirement = isAllowed ? .certificate(for: name) : .notAllowed
        let listed = isAllowed ? "names \(name)" : "does not name \(name)"
        guard policy.mode == .enforce else {
            return TransportSecurity(
                requirement: .opportunistic, origin: .nobody, tested: demanded,
                explanation: "the domain's MTA-STS policy is in testing and \(listed)")
        }
        return TransportSecurity(
            requirement: demanded, origin: .mtasts, explanation: "the domain's MTA-STS policy is enforced and \(listed)"
        )
    }
}
