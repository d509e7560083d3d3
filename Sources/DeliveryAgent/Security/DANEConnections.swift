import DeliveryQueue
import MXResolver
import MailAddressing
import MailCryptography
import NIOConcurrencyHelpers
import SMTPTransport

/// The settings of connections that DANE secures, one for all domains whose mail has to prove the same to a host, so that
/// they share connections.
final class DANEConnections: Sendable {
    /// What tells connections apart: for whom a certificate is made matters below a trust anchor only.
    private struct Key: Hashable {
        var base: DomainName
        var records: [TLSARecord]
        var names: [DomainName]

        init(_ policy: DANEPolicy) {
            base = policy.base
            records = policy.records
            names = policy.hasTrustAnchors ? policy.referenceNames : []
        }
    }

    /// How many settings are remembered, so that domains that somebody else makes up do not fill the memory.
    static let capacity = 1_000

    private let clock: any QueueClock
    private let known = NIOLockedValueBox<[Key: SMTPClientTLS]>([:])

    /// Makes settings with a clock, by which certificates below trust anchors are judged.
    init(clock: any QueueClock) { self.clock = clock }

    /// How many settings there are.
    var count: Int { known.withLockedValue { $0.count } }

    /// The settings for a policy: the certificates that a server shows are held against its records, and nothing else.
    ///
    /// - Parameter policy: the usable TLSA records of a host.
    /// - Throws: `SMTPTransportError` when TLS cannot be set up here at all.
    func settings(for policy: DANEPolicy) throws(SMTPTransportError) -> SMTPClientTLS {
        let key = Key(policy)
        if let settings = known.withLockedValue({ $0[key] }) { return settings }
        let made = try SMTPClientTLS.judged { [clock] presentation in
            let chain = presentation.chain.compactMap { try? Certificate(der: $0) }
            guard chain.count == presentation.chain.count else {
                return .refused("a certificate of the server cannot be read")
            }
            let verdict = policy.verdict(on: chain, at: clock.now().seconds)
            guard case .authenticated = verdict else { return .refused(verdict.description) }
            return .trusted
        }
        return known.withLockedValue { known in
            if let other = known[key] { return other }
            // What is in use lives on with its connections; only sharing begins anew.
            if known.count >= Self.capacity { known.removeAll() }
            known[key] = made
            return made
        }
    }
}
