import DeliveryQueue
import MXResolver
import MailCryptography
import NIOConcurrencyHelpers
import SMTPTransport

/// The settings of connections that DANE secures, one for each policy, so that connections of one policy are shared.
final class DANEConnections: Sendable {
    /// How many policies are remembered: those of more hosts than connections are kept to.
    static let capacity = 2_000

    private let clock: any QueueClock
    private let known = NIOLockedValueBox<[DANEPolicy: SMTPClientTLS]>([:])

    /// Makes settings with a clock, by which certificates below trust anchors are judged.
    init(clock: any QueueClock) { self.clock = clock }

    /// The settings for a policy: the certificates that a server shows are held against its records, and nothing else.
    ///
    /// - Parameter policy: the usable TLSA records of a host.
    /// - Throws: `SMTPTransportError` when TLS cannot be set up here at all.
    func settings(for policy: DANEPolicy) throws(SMTPTransportError) -> SMTPClientTLS {
        if let settings = known.withLockedValue({ $0[policy] }) { return settings }
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
            if let other = known[policy] { return other }
            // What is in use lives on with its connections; only sharing begins anew.
            if known.count >= Self.capacity { known.removeAll() }
            known[policy] = made
            return made
        }
    }
}
