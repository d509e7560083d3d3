public import MXResolver
internal import MailAddressing
internal import NIOCore
internal import NIOPosix

/// A name server on loopback that answers from a zone, by UDP and TCP, and fails where it is told to.
///
/// It speaks as a resolver that validates, with extended DNS: parts of the zone may be secure, and an answer that is
/// too large for the client's datagrams is cut off, so that the client asks again by TCP. Several may run in one
/// process. It is for tests and demonstrations: it has no defences.
///
/// Guarantees: it runs until it is stopped, also when nobody holds it any more; `with` stops it in any case. When
/// `stop` has returned, both ports are free, every connection is closed and nothing more is sent, delayed answers
/// included.
public final class ZoneServer: Sendable {
    /// Where it listens, for both protocols.
    public let address: DNSServerAddress

    let responder: ZoneResponder
    private let listeners: [any Channel]
    let connections: ConnectionList

    /// How often a free port for both protocols is looked for.
    private static let maximumAttempts = 16
    /// What the system is asked to hold of queries that arrive in a burst.
    private static let receiveBuffer = 1 << 20

    private init(
        address: DNSServerAddress, responder: ZoneResponder, listeners: [any Channel], connections: ConnectionList
    ) {
        self.address = address
        self.responder = responder
        self.listeners = listeners
        self.connections = connections
    }

    /// Starts a server.
    ///
    /// - Parameters:
    ///   - zone: what it answers from.
    ///   - host: the address to listen on, IPv4 or IPv6.
    ///   - port: the port for both protocols; 0 takes one that is free.
    ///   - isAuthenticated: whether names of which the zone says nothing are secure.
    ///   - streams: what becomes of connections by TCP.
    /// - Returns: the server, ready to be asked. It runs until `stop` is called.
    /// - Throws: an error of SwiftNIO when the system refuses the port.
    public static func start(
        _ zone: Zone, host: String = "127.0.0.1", port: Int = 0, isAuthenticated: Bool = false,
        streams: StreamService = .answered
    ) async throws -> ZoneServer {
        let responder = ZoneResponder(zone, isAuthenticated: isAuthenticated)
        let connections = ConnectionList()
        var attempt = 1
        while true {
            let datagrams = try await bindDatagrams(host: host, port: port, responder: responder)
            do {
                guard let bound = datagrams.localAddress, let number = bound.port, let text = bound.ipAddress,
                    let address = IPAddress(text)
                else { throw ChannelError.unknownLocalAddress }
                var listeners = [datagrams]
                if streams != .refused {
                    listeners.append(
                        try await bindStreams(streams, host: host, port: number, responder, connections))
                }
                return ZoneServer(
                    address: DNSServerAddress(address, port: UInt16(clamping: number)), responder: responder,
                    listeners: listeners, connections: connections)
            } catch {
                // The port that was free for UDP may be taken for TCP: another one is tried if any will do.
                try await datagrams.close().get()
                guard port == 0, attempt < maximumAttempts else { throw error }
                attempt += 1
            }
        }
    }

    /// Stops listening, closes every connection and drops every answer that has not been sent.
    ///
    /// It may be called repeatedly, and by several tasks at once: for each of them all of that is done when it returns.
    /// It does so in a cancelled task too.
    public func stop() async {
        for channel in listeners + connections.close() {
            channel.close(promise: nil)
            try? await channel.closeFuture.get()
        }
    }

    /// Starts a server, and stops it when the body has ended, however it ends.
    ///
    ///     try await ZoneServer.with(zone) { server in
    ///         let dns = try CAresResolver(configuration: .init(servers: [server.address]))
    ///         print(await dns.textRecords(at: name))
    ///         dns.shutdown()
    ///     }
    ///
    /// - Parameters:
    ///   - zone: what it answers from.
    ///   - host: the address to listen on, IPv4 or IPv6.
    ///   - port: the port for both protocols; 0 takes one that is free.
    ///   - isAuthenticated: whether names of which the zone says nothing are secure.
    ///   - streams: what becomes of connections by TCP.
    ///   - isolation: the actor that the body runs on, the caller's own.
    ///   - body: what is done while it runs.
    /// - Returns: what the body returns.
    /// - Throws: an error of SwiftNIO when the system refuses the port, and what the body throws.
    public static func with<Value>(
        _ zone: Zone, host: String = "127.0.0.1", port: Int = 0, isAuthenticated: Bool = false,
        streams: StreamService = .answered, isolation: isolated (any Actor)? = #isolation,
        _ body: (ZoneServer) async throws -> Value
    ) async throws -> Value {
        let server = try await start(
            zone, host: host, port: port, isAuthenticated: isAuthenticated, streams: streams)
        let value: Value
        do {
            value = try await body(server)
        } catch {
            await server.stop()
            throw error
        }
        await server.stop()
        return value
    }

    private static func bindDatagrams(host: String, port: Int, responder: ZoneResponder) async throws -> any Channel {
        try await DatagramBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.socketOption(.so_rcvbuf), value: receiveBuffer)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(DatagramHandler(responder: responder))
                }
            }
            .bind(host: host, port: port).get()
    }

    private static func bindStreams(
        _ streams: StreamService, host: String, port: Int, _ responder: ZoneResponder, _ connections: ConnectionList
    ) async throws -> any Channel {
        try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    connections.add(channel)
                    switch streams {
                    case .answered:
                        try channel.pipeline.syncOperations.addHandler(StreamHandler(responder: responder))
                    case .closedAtOnce, .refused:
                        try channel.pipeline.syncOperations.addHandler(ClosingHandler())
                    }
                }
            }
            .bind(host: host, port: port).get()
    }
}

extension ZoneServer {
    /// What becomes of connections by TCP.
    ///
    /// Complete: a connection is made or not, and serves or not; what befalls single queries is a `DNSFault`.
    public enum StreamService: Hashable, Sendable {
        /// They are made, and their queries answered.
        case answered
        /// They are made, and closed before a query is read.
        case closedAtOnce
        /// Nobody listens.
        case refused
    }
}
