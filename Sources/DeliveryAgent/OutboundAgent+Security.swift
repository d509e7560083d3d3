import DeliveryQueue
import MXResolver
import MailAddressing
import SMTPProtocol
import SMTPTransport

extension OutboundAgent {
    /// The hosts of a route that may be used, and what a connection to each has to prove.
    enum SecuredHosts {
        /// Those, in their order; at least one.
        case hosts([(host: MailExchangeHost, assurance: HostAssurance?)])
        /// None of them, for now.
        case refused(DeliveryOutcome)
    }

    /// Asks the DNS and the domain's policy what connections to the hosts of a route have to prove.
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
        let hosts = Array(hosts.prefix(configuration.maximumAddresses))
        let domain = destination.domain
        let policy: StrictTransportPolicy? = if let domain { await settings.policies?.policy(for: domain) } else { nil }
        var statuses: [DANEStatus] = []
        for host in hosts {
            let isAsked = settings.usesDANE && domain != nil
            statuses.append(
                isAsked
                    ? await resolver.dane(for: host, of: domain, port: UInt16(clamping: port))
                    : .notApplicable(.unauthenticatedMXRecords))
        }
        let first = judged(hosts, statuses, policy, settings, unverified)
        guard case .refused = first, policy?.mode == .enforce, let domain else { return first }
        // Before mail waits because of a policy, it is looked whether there is another one (RFC 8461, section 5.1).
        let newest = await settings.policies?.recheckedPolicy(for: domain)
        return newest == policy ? first : judged(hosts, statuses, newest, settings, unverified)
    }

    private func judged(
        _ hosts: [MailExchangeHost], _ statuses: [DANEStatus], _ policy: StrictTransportPolicy?,
        _ settings: TransportSecuritySettings, _ unverified: SMTPClientTLS
    ) -> SecuredHosts {
        var usable: [(MailExchangeHost, HostAssurance?)] = []
        var reasons: [TransportSecurity] = []
        for (host, status) in zip(hosts, statuses) {
            let security = TransportSecurity.combining(host: host, dane: status, policy: policy)
            guard security.permitsDelivery else {
                reasons.append(security)
                continue
            }
            do throws(SMTPTransportError) {
                usable.append(
                    (host, try HostAssurance(security.requirement, settings, unverified: unverified, daneConnections)))
            } catch {
                let reply = SMTPReply(451, .init(4, 3, 5), "TLS cannot be used here: \(error.reason)")
                return .refused(DeliveryOutcome(.deferred, reply: reply, isRemoteReply: false, errorClass: .local))
            }
        }
        guard usable.isEmpty else { return .hosts(usable) }
        let text = reasons.first.map { "No mail host may be used: \($0.explanation)" } ?? "No mail host may be used"
        let isUnknown = reasons.contains { if case .unknown = $0.requirement { true } else { false } }
        // 4.4.3 is a directory server that fails, 4.7.5 what cannot be secured (RFC 3463).
        let status = isUnknown ? EnhancedStatusCode(4, 4, 3) : EnhancedStatusCode(4, 7, 5)
        return .refused(
            DeliveryOutcome(
                .deferred, reply: SMTPReply(451, status, text), isRemoteReply: false,
                errorClass: isUnknown ? .resolution : .security))
    }
}
