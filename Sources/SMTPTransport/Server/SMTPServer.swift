internal import MailAddressing
internal import NIOConcurrencyHelpers
public import NIOCore
internal import NIOPosix
internal import NIOSSL
public import SMTPProtocol

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A server that takes mail on any number of listeners.
///
/// Protocol and limits are those of `SMTPServerMachine`; what is done with the mail is the session's, which is made anew
/// for each connection.
///
/// Guarantees: a connection that waits for its session is not read from, so that memory does not grow with what clients
/// send; over a limit a client gets a reply that says so, and nobody else notices; a shutdown says 421 to idle clients and
/// waits for answers that are on their way.
public final class SMTPServer: Sendable {
    /// A place to listen at.
    public struct Listener: Sendable {
        /// The address to listen on, in numbers.
        public var host: String
        /// The port, or 0 for any that is free.
        public var port: Int
        /// Names, extensions and limits.
        public var configuration: SMTPServerConfiguration
        /// The certificate and key for STARTTLS, or nil where it is not offered.
        public var tls: SMTPServerTLS?

        /// Makes a listener; STARTTLS is offered when there is a certificate.
        ///
        /// - Parameters:
        ///   - host: the address to listen on, in numbers.
        ///   - port: the port, or 0 for any that is free.
        ///   - configuration: names, extensions and limits.
        ///   - tls: the certificate and key for STARTTLS.
        public init(host: String, port: Int, configuration: SMTPServerConfiguration, tls: SMTPServerTLS? = nil) {
            self.host = host
            self.port = port
            self.configuration = configuration
            self.configuration.offersStartTLS = tls != nil
            self.tls = tls
        }
    }

    private let group: any EventLoopGroup
    private let listening = NIOLockedValueBox<[any Channel]>([])
    private let table: SMTPConnectionTable
    /// How much of its strength the clients may use.
    public let limits: SMTPServerLimits
    /// The octets that unfinished messages may take, for sessions that keep theirs in memory.
    public let memory: SMTPMemoryBudget

    /// Makes a server.
    ///
    /// - Parameters:
    ///   - limits: how much of its strength the clients may use.
    ///   - group: the event loops to run on; those that the process shares by default.
    public init(limits: SMTPServerLimits = SMTPServerLimits(), group: (any EventLoopGroup)? = nil) {
        self.limits = limits
        self.group = group ?? MultiThreadedEventLoopGroup.singleton
        table = SMTPConnectionTable(limits: limits)
        memory = SMTPMemoryBudget(limit: limits.maximumMemory)
    }

    /// Begins to listen.
    ///
    /// - Parameters:
    ///   - listener: where, and how.
    ///   - makeSession: makes the application's part of a connection, on its event loop.
    /// - Returns: the address that is listened on, with the port that was taken.
    /// - Throws: `SMTPTransportError` of kind `bind` with the reason, such as a port in use.
    @discardableResult
    public func listen(
        _ listener: Listener, makeSession: @escaping @Sendable () -> any SMTPSession
    ) async throws(SMTPTransportError) -> SocketAddress {
        let (table, limits, memory) = (table, limits, memory)
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 1_024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            // Without descriptors the kernel says so again at once: accepting rests for a second instead of spinning.
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(AcceptBackoffHandler())
                }
            }
            // What is read in one go is held while a session waits: four buffers, of 64 KiB each at most.
            .childChannelOption(.maxMessagesPerRead, value: 4)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let machine = SMTPServerMachine(configuration: listener.configuration)
                    let address = channel.remoteAddress?.ipAddress.flatMap { IPAddress($0) }.map(\.unmapped)
                    let refusal = table.admit(channel, from: address)
                    let handler = SMTPServerHandler(
                        machine: machine, session: makeSession(), tlsContext: listener.tls?.context, limits: limits,
                        memory: memory, refusal: refusal)
                    try channel.pipeline.syncOperations.addHandler(handler)
                }
            }
        do {
            let channel = try await bootstrap.bind(host: listener.host, port: listener.port).get()
            listening.withLockedValue { $0.append(channel) }
            guard let address = channel.localAddress else {
                throw SMTPTransportError(.bind, "\(listener.host):\(listener.port) has no address")
            }
            return address
        } catch let error as SMTPTransportError {
            throw error
        } catch {
            let place = listener.host.contains(":") ? "[\(listener.host)]" : listener.host
            throw SMTPTransportError(.bind, "cannot listen on \(place):\(listener.port): \(Self.reason(of: error))")
        }
    }

    /// Stops listening, says 421 to idle clients and waits until every connection is over.
    ///
    /// - Parameter deadline: after this time the connections left are cut.
    public func shutdown(deadline: Duration = .seconds(10)) async {
        for server in listening.withLockedValue({ $0 }) { try? await server.close().get() }
        let connections = table.close()
        for connection in connections {
            connection.pipeline.fireUserInboundEventTriggered(SMTPServerShutdownEvent())
        }
        let cut = group.next().scheduleTask(in: TimeAmount(deadline)) {
            for connection in connections { connection.close(promise: nil) }
        }
        for connection in connections { try? await connection.closeFuture.get() }
        cut.cancel()
    }

    /// How many connections are open.
    public var connectionCount: Int { table.count }

    private static func reason(of error: any Error) -> String {
        guard let error = error as? IOError else { return "\(error)" }
        return switch error.errnoCode {
        case EADDRINUSE: "the address is in use"
        case EACCES: "permission denied (ports below 1024 need root or CAP_NET_BIND_SERVICE)"
        case EADDRNOTAVAIL: "this machine does not have the address"
        default: "\(error)"
        }
    }
}
