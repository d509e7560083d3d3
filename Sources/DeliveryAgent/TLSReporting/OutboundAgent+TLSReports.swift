import DeliveryQueue
import MailAddressing
import NIOCore
import SMTPProtocol
import SMTPTransport

/// What came of TLS with the mail hosts of domains, for whoever counts it for reports (RFC 8460).
extension OutboundAgent {
    /// Tells of a session that was opened; one that is used again was told of before.
    func tellOfTLS(_ target: DeliveryTarget, _ attempt: DeliveryAttempt, _ lease: SMTPConnectionPool.Lease) async {
        guard !lease.isReused, target.security != .none else { return }
        let result: TLSSessionResult.Outcome =
            lease.client.tlsVersion == nil
            ? .failure(.startTLSNotSupported, reason: "the server does not offer STARTTLS") : .success
        let remote = lease.client.remoteAddress.ipAddress
        await tellOfTLS(
            attempt, target.policy, result, mailHost: target.serverName, at: remote,
            from: lease.client.localAddress?.ipAddress)
    }

    /// Tells of a session that failed on account of TLS.
    func tellOfTLS(_ target: DeliveryTarget, _ attempt: DeliveryAttempt, _ failure: SMTPClientFailure) async {
        let policy = target.policy
        guard let kind = TLSFailureKind(failure, under: policy) else { return }
        // What a route of ours demands beyond the domain's policy is no failure of its hosts.
        if policy == .none, target.assurance != nil, kind != .startTLSNotSupported { return }
        let reason =
            switch failure.reason {
            case .tlsUnavailable(let text), .connection(let text): text
            default: failure.reply.map { "\($0)" } ?? ""
            }
        await tellOfTLS(
            attempt, policy, .failure(kind, reason: reason), mailHost: target.serverName,
            at: failure.address ?? target.address.description, from: target.manner.localAddress?.description)
    }

    /// Tells of a host that nothing was sent to, as it could not be secured.
    func tellOfTLS(_ host: RefusedHost, _ attempt: DeliveryAttempt) async {
        await tellOfTLS(
            attempt, host.policy, .failure(host.kind, reason: host.reason), mailHost: host.name, at: nil, from: nil)
    }

    private func tellOfTLS(
        _ attempt: DeliveryAttempt, _ policy: TLSSessionResult.Policy, _ result: TLSSessionResult.Outcome,
        mailHost: String?, at remote: String?, from local: String?
    ) async {
        // A relay is of our own choice and gets no report.
        guard let tlsObserver, isDirect(attempt),
            let domain = attempt.message.recipients[attempt.recipients[0]].host.domain
        else { return }
        await tlsObserver.established(
            TLSSessionResult(
                time: clock.now(), policyDomain: domain, policy: policy, mailHost: mailHost,
                receivingAddress: remote, sendingAddress: local, result: result))
    }
}

extension DeliveryTarget {
    /// What a session with it had to meet, as reports name it.
    fileprivate var policy: TLSSessionResult.Policy { assurance?.policy ?? tested ?? .none }
}
