import DeliveryQueue
import MailAddressing
import NIOCore
import SMTPProtocol
import SMTPTransport

/// A host to try, with what connecting to it takes.
struct DeliveryTarget: Sendable {
    /// What the hosts of a route have in common.
    struct Manner: Sendable {
        /// Their port.
        var port: Int
        /// How TLS is used.
        var security: SMTPClient.Security
        /// Who to log in as, if anyone.
        var credentials: SMTPCredentials?
        /// Our name in EHLO.
        var helloName: String
        /// Which protocol is spoken.
        var dialect = SMTPServerConfiguration.Dialect.smtp
        /// Whether no host of the route was left out for a reason that may pass.
        var isComplete = true
        /// A policy of the domain that is being tested.
        var tested: TLSSessionResult.Policy?
        /// What connections have to prove, whatever else is demanded.
        var demand = TransportDemand.opportunistic
        /// The address to connect from, or nil for the system's choice.
        var localAddress: IPAddress?
    }

    /// The host's name, where it has one.
    var serverName: String?
    /// Its address.
    var address: IPAddress
    /// Another one of its addresses, of the other family, that is tried beside it (RFC 8305).
    var alternative: IPAddress?
    /// How to go about it.
    var manner: Manner
    /// What the connection has to prove; nil where nobody demands anything.
    var assurance: HostAssurance?
    /// A policy that is being tested, which nothing is demanded by: reports name it.
    var tested: TLSSessionResult.Policy?

    /// Whether it belongs to the same host as another one, as far as names and addresses tell.
    func isOfSameHost(as other: DeliveryTarget) -> Bool {
        serverName == other.serverName && manner.port == other.manner.port
            && (serverName != nil || address == other.address)
    }

    /// How TLS is used.
    var security: SMTPClient.Security { assurance?.security ?? manner.security }

    /// The host for people: `mx.example.com [192.0.2.1]`, with its port where that is not 25.
    var description: String {
        let place = MailHost.literal(address).description + (manner.port == 25 ? "" : ":\(manner.port)")
        return [serverName, place].compactMap { $0 }.joined(separator: " ")
    }

    /// The host by the address that a session was held with, and by the other one, which is left then; nil for that
    /// where there is none.
    ///
    /// - Parameter text: the address.
    func parted(by text: String?) -> (held: DeliveryTarget, left: DeliveryTarget?) {
        var (held, left) = (self, self)
        (held.alternative, left.alternative) = (nil, nil)
        guard let alternative else { return (held, nil) }
        left.address = alternative
        return text.flatMap({ IPAddress($0) })?.unmapped == alternative ? (left, held) : (held, left)
    }

    /// An outcome that tells what the connection proved or could not, and which address we came from, where that was not
    /// the system's choice.
    func completing(_ outcome: DeliveryOutcome) -> DeliveryOutcome {
        let assured = assurance.flatMap { assurance in
            outcome.kind == .delivered ? assurance.proof : outcome.errorClass == .security ? assurance.demand : nil
        }
        let local = manner.localAddress.map { "from \($0)" }
        guard assured != nil || local != nil else { return outcome }
        var outcome = outcome
        outcome.detail = [outcome.detail, assured, local].compactMap { $0 }.joined(separator: ", ")
        return outcome
    }

    /// What a pool of connections takes.
    ///
    /// - Parameter security: how TLS is used in place of what the manner says.
    func destination(security: SMTPClient.Security) throws(SMTPClientFailure) -> SMTPConnectionPool.Destination {
        do {
            return SMTPConnectionPool.Destination(
                address: try SocketAddress(ipAddress: address.description, port: manner.port),
                serverName: assurance?.serverName ?? serverName,
                helloName: manner.helloName, security: security, credentials: manner.credentials,
                behaviour: SMTPClient.Behaviour(dialect: manner.dialect),
                localAddress: try manner.localAddress.map { try SocketAddress(ipAddress: $0.description, port: 0) },
                alternative: try alternative.map {
                    try SocketAddress(ipAddress: $0.description, port: manner.port)
                })
        } catch {
            throw SMTPClientFailure(.connection("the address cannot be used"), at: .connect)
        }
    }
}
