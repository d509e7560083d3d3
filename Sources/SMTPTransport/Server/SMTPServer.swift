internal import MailAddressing
internal import NIOConcurrencyHelpers
public import NIOCore
internal import NIOPosix
internal import SMTPProtocol

/// A server that takes mail on any number of listeners.
///
/// Protocol and limits are those of `SMTPServerMachine`; what is done with the mail is the session's, which is made anew
/// for each connection.
///
/// Guarantees: a connection that waits for its session is not read from, so that memory does not grow with what clients
/// send; over a limit a client gets a reply that says so, or before TLS is cut,
/// and nobody else notices; a shutdown says 421 to idle clients and
/// waits for answers that are on their way.
public final class SMTPServer: Sendable {
    private let group: any EventLoopGroup
    private let listening = NIOLockedValueBox<[(channel: any Channel, socket: ListeningSocket)]>([])
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
    /// - Throws: `SMTPTransportError` of kind `bind` with the reason, such as a port in use; of kind `dangerous` or
    ///   `tlsConfiguration` where the listener's settings are refused.
    @discardableResult
    public func listen(
        _ listener: Listener, makeSession: @escaping @Sendable () -> any SMTPSession
    ) async throws(SMTPTransportError) -> SocketAddress {
        let shared = SMTPListenerContext(listener: listener, limits: limits, memory: memory, table: table)
        let bootstrap = ServerBootstrap(group: group)
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
                    try SMTPServerHandler.install(on: channel, listener: shared, session: makeSession())
                }
            }
        let socket: ListeningSocket
        if let given = listener.socket {
            socket = given
        } else {
            socket = try ListeningSocket.bind(host: listener.host, port: listener.port)
        }
        if let problem = listener.problem(at: socket.address) {
            if listener.socket == nil { socket.closeSocket() }
            throw problem
        }
        do {
            let channel = try await bootstrap.withBoundSocket(try socket.duplicate()).get()
            listening.withLockedValue { $0.append((channel, socket)) }
            return socket.address
        } catch let error as SMTPTransportError {
            throw error
        } catch {
            throw SMTPTransportError(.bind, "cannot listen on \(socket.address): \(error)")
        }
    }

    /// Stops accepting, and keeps the sockets for whoever serves them next: connections wait there.
    ///
    /// Who was accepted at the last moment is served: a channel that closes cuts those of its connections that are still
    /// being set up on other event loops, so it is closed when none is.
    ///
    /// - Returns: the sockets in the order of `listen`.
    public func handOver() async -> [ListeningSocket] {
        let all = listening.withLockedValue { listening in
            defer { listening = [] }
            return listening
        }
        for (channel, _) in all { try? await channel.setOption(.autoRead, value: false).get() }
        for _ in 0..<Self.settingUpRounds {
            for loop in group.makeIterator() { try? await loop.submit {}.get() }
            for (channel, _) in all { try? await channel.eventLoop.submit {}.get() }
        }
        for (channel, _) in all { try? await channel.close().get() }
        return all.map(\.socket)
    }

    /// How often every event loop has its turn before a channel is closed that accepted: there and back is one, and
    /// setting up may take a few.
    private static let settingUpRounds = 4

    /// Stops listening, says 421 to idle clients and waits until every connection is over.
    ///
    /// - Parameter deadline: after this time the connections left are cut.
    public func shutdown(deadline: Duration = .seconds(10)) async {
        let table = table
        for socket in await handOver() { socket.closeSocket() }
        let cutting = NIOLockedValueBox(false)
        let cut = group.next().scheduleTask(in: TimeAmount(deadline)) {
            cutting.withLockedValue { $0 = true }
            for connection in table.close() { connection.close(promise: nil) }
        }
        // Who was accepted at the last moment is in the table by the next look.
        while true {
            let connections = table.close()
            guard !connections.isEmpty else { break }
            let isCutting = cutting.withLockedValue { $0 }
            for connection in connections {
                if isCutting { connection.close(promise: nil) }
                connection.pipeline.fireUserInboundEventTriggered(SMTPServerShutdownEvent())
            }
            for connection in connections { try? await connection.closeFuture.get() }
        }
        cut.cancel()
    }

    /// How many connections are open.
    public var connectionCount: Int { table.count }
}
