import MailAddressing
import NIOCore
import SMTPTransport

/// Listening before root is given up, as ports below 1024 are root's.
extension Privileges {
    /// The most sockets that are handed on, as whoever takes them takes no more.
    static let maximumSockets = 64

    /// Binds what is not listened on yet.
    ///
    /// Clients wait in the sockets until the daemon serves them.
    ///
    /// - Parameters:
    ///   - configuration: where to listen; what may have any port is bound later.
    ///   - sockets: those that listen already; all of them are handed on.
    /// - Returns: all sockets.
    /// - Throws: `CommandFailure` with the reason, such as a port in use.
    static func bind(
        _ configuration: ServerConfiguration, besides sockets: InheritedSockets?
    ) throws(CommandFailure) -> [ListeningSocket] {
        var bound: [ListeningSocket] = []
        if var sockets {
            for address in sockets.addresses {
                guard let host = address.ipAddress, let port = address.port,
                    let socket = sockets.take(host: host, port: port)
                else { continue }
                bound.append(socket)
            }
        }
        for listener in configuration.listeners where listener.endpoint.port != 0 {
            let (host, port) = (listener.endpoint.address.description, listener.endpoint.port)
            let place = try? SocketAddress(ipAddress: host, port: port)
            guard !bound.contains(where: { $0.address == place }) else { continue }
            do throws(SMTPTransportError) {
                bound.append(try ListeningSocket.bind(host: host, port: port))
            } catch {
                throw .operational(error.reason)
            }
        }
        guard bound.count <= maximumSockets else {
            throw .operational("user: \(bound.count) sockets cannot be handed on; \(maximumSockets) can")
        }
        return bound
    }
}
