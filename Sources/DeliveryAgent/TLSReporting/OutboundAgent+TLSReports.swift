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
        await tellOfTLS(target, attempt, result, at: remote, from: lease.client.localAddress?.ipAddress)
    }

    /// Tells of a session that failed on account of TLS.
    func tellOfTLS(_ target: DeliveryTarget, _ attempt: DeliveryAttempt, _ failure: SMTPClientFailure) async {
        let policy = target.assurance?.policy ?? target.tested ?? .none
        guard let kind = TLSFailureKind(failure, under: policy) else { return }
        // What a route of ours demands beyond the domain's policy is no failure of its hosts.
        if policy == .none, target.assurance != nil, kind != .startTLSNotSupported { return }
        let reason =
            switch failure.reason {
            case .tlsUnavailable(let text), .connection(let text): text
            default: failure.reply.map { "\($0)" } ?? ""
            }
        await tellOfTLS(
            target, attempt, .failure(kind, reason: reason), at: failure.address ?? target.address.description,
            from: target.manner.localAddress?.description)
    }

    private func tellOfTLS(
        _ target: DeliveryTarget, _ attempt: DeliveryAttempt, _ result: TLSSessionResult.Outcome,
        at remote: String?, from local: String?
    ) async {
        // A relay is of our own choice and gets no report.
        guard let tlsObserver, isDirect(attempt),
            let domain = attempt.message.recipients[attempt.recipients[0]].host.domain
        else { return }
        await tlsObserver.established(
            TLSSessionResult(
                time: clock.now(), policyDomain: domain, policy: target.assurance?.policy ?? target.tested ?? .none,
                mailHost: target.serverName, receivingAddress: remote, sendingAddress: local, result: result))
    }
}
