import DeliveryQueue
import MXResolver
import MailAddressing
import SMTPProtocol
import SMTPTransport

extension OutboundAgent {
    /// The hosts of a route that may be used, and what a connection to each has to prove.
    enum SecuredHosts {
        /// Those, in their order; at least one.
        case hosts([(host: MailExchangeHost, assurance: HostAssurance?)], tested: TLSSessionResult.Policy? = nil)
        /// None of them, for now.
        case refused(DeliveryOutcome, [RefusedHost] = [])

        /// Whether anything is demanded.
        var isRestricted: Bool {
            switch self {
            case .hosts(let hosts, _): hosts.contains { $0.assurance != nil }
            case .refused: true
            }
        }
    }

    /// A host that nothing is sent to, before there is a session.
    struct RefusedHost {
        /// Its name, where it has one.
        var name: String?
        /// Why, by the names of reports.
        var kind: TLSFailureKind
        /// What it had to meet.
        var policy: TLSSessionResult.Policy
        /// Why, for people.
        var reason: String
    }

    /// Asks the DNS and the domain's policy what connections to the hosts of a route have to prove.
    ///
    /// All of them are asked at the same time, so that it takes no longer than the slowest answer.
    ///
    /// - Parameters:
    ///   - hosts: the hosts of the route.
    ///   - destination: whose mail it is.
    ///   - settings: what counts.
    ///   - unverified: TLS of which nothing is checked.
    ///   - port: the hosts' port.
    func secured(
        _ hosts: [MailExchangeHost], of destination: MailHost, by settings: TransportSecuritySettings,
        unverified: SMTPClientTLS, port: Int
    ) async -> SecuredHosts {
        // An address literal has neither records nor a policy.
        guard let domain = destination.domain else { return .hosts(hosts.map { ($0, nil) }) }
        async let policy = settings.strictTransport?.policies.policy(for: domain)
        let statuses = await statuses(of: hosts, domain, settings, port)
        let known = await policy
        let first = judged(hosts, statuses, known, settings, unverified)
        guard case .refused = first, let known, known.mode == .enforce,
            hosts.contains(where: { $0.name.map { !known.allows($0) } ?? true })
        else { return first }
        // Before mail waits because of a policy, it is looked whether there is another one (RFC 8461, section 5.1).
        let newest = await settings.strictTransport?.policies.recheckedPolicy(for: domain)
        return newest == known ? first : judged(hosts, statuses, newest, settings, unverified)
    }

    /// Looks whether a domain has another policy than the one that a host could not meet.
    ///
    /// - Parameters:
    ///   - outcomes: what became of the recipients.
    ///   - targets: what was tried.
    ///   - attempt: the attempt.
    /// - Returns: whether it has, so that the same may succeed now.
    func hasOtherPolicy(
        than outcomes: [DeliveryOutcome], at targets: [DeliveryTarget], for attempt: DeliveryAttempt
    ) async -> Bool {
        guard let policies = configuration.security?.strictTransport?.policies, !Task.isCancelled,
            outcomes.allSatisfy({ $0.kind == .deferred && $0.errorClass == .security }),
            targets.contains(where: { $0.assurance?.isOfPolicy == true }),
            let domain = attempt.message.recipients[attempt.recipients[0]].host.domain
        else { return false }
        let before = await policies.policy(for: domain)
        return await policies.recheckedPolicy(for: domain) != before
    }

    private func statuses(
        of hosts: [MailExchangeHost], _ domain: DomainName, _ settings: TransportSecuritySettings, _ port: Int
    ) async -> [DANEStatus] {
        var statuses = hosts.map { _ in DANEStatus.notApplicable(.unauthenticatedMXRecords) }
        // Of most domains nothing is authenticated, and there is nothing to ask.
        let asked = hosts.indices.filter { hosts[$0].areMXRecordsAuthenticated || hosts[$0].isAlias }
        guard settings.usesDANE, !asked.isEmpty else { return statuses }
        let port = UInt16(clamping: port)
        return await withTaskGroup(of: (Int, DANEStatus).self) { group in
            for index in asked {
                let host = hosts[index]
                group.addTask { [resolver] in (index, await resolver.dane(for: host, of: domain, port: port)) }
            }
            for await (index, status) in group { statuses[index] = status }
            return statuses
        }
    }

    private func judged(
        _ hosts: [MailExchangeHost], _ statuses: [DANEStatus], _ policy: StrictTransportPolicy?,
        _ settings: TransportSecuritySettings, _ unverified: SMTPClientTLS
    ) -> SecuredHosts {
        var usable: [(MailExchangeHost, HostAssurance?)] = []
        var reasons: [TransportSecurity] = []
        var refused: [RefusedHost] = []
        for (host, status) in zip(hosts, statuses) {
            let security = TransportSecurity.combining(host: host, dane: status, policy: policy)
            guard security.permitsDelivery else {
                reasons.append(security)
                refused.append(RefusedHost(host, security, policy))
                continue
            }
            do throws(SMTPTransportError) {
                usable.append(
                    (
                        host,
                        try HostAssurance(
                            security.requirement, settings, unverified: unverified, under: policy, daneConnections)
                    ))
            } catch {
                let reply = SMTPReply(451, .init(4, 3, 5), "TLS cannot be used here: \(error.reason)")
                return .refused(DeliveryOutcome(.deferred, reply: reply, isRemoteReply: false, errorClass: .local))
            }
        }
        let tested = policy?.mode == .testing ? policy?.lines : nil
        guard usable.isEmpty else { return .hosts(usable, tested: tested.map { .strictTransport(lines: $0) }) }
        let text = reasons.first.map { "No mail host may be used: \($0.explanation)" } ?? "No mail host may be used"
        let isUnknown = reasons.contains { if case .unknown = $0.requirement { true } else { false } }
        // 4.4.3 is a directory server that fails, 4.7.5 what cannot be secured (RFC 3463).
        let status = isUnknown ? EnhancedStatusCode(4, 4, 3) : EnhancedStatusCode(4, 7, 5)
        return .refused(
            DeliveryOutcome(
                .deferred, reply: SMTPReply(451, status, text), isRemoteReply: false,
                errorClass: isUnknown ? .resolution : .security), refused)
    }
}

extension OutboundAgent.RefusedHost {
    /// A host whose security permits no delivery.
    fileprivate init(_ host: MailExchangeHost, _ security: TransportSecurity, _ known: StrictTransportPolicy?) {
        name = host.name?.text
        reason = security.explanation
        if case .unknown = security.requirement {
            (kind, policy) = (.dnssecInvalid, .tlsa(records: []))
        } else {
            (kind, policy) = (.validationFailure, .strictTransport(lines: known?.lines ?? []))
        }
    }
}
