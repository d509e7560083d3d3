public import MXResolver
public import MailAddressing
internal import NIOCore
internal import NIOPosix

/// A name server on loopback that answers from a zone, by UDP and TCP, and fails where it is told to.
///
/// It speaks as a resolver that has validated or not, with extended DNS: an answer that is too large for the client's
/// datagrams is cut off, so that the client asks again by TCP. It is for tests and demonstrations: it has no defences.
public final class ZoneServer: Sendable {
    /// Where it listens, for both protocols.
    public let address: DNSServerAddress

    private let responder: ZoneResponder
    private let datagrams: any Channel
    private let streams: any Channel

    /// How often a free port for both protocols is looked for.
    private static let maximumAttempts = 16
    /// What the system is asked to hold of queries that arrive in a burst.
    private static let receiveBuffer = 1 << 20

    private init(address: DNSServerAddress, responder: ZoneResponder, datagrams: any Channel, streams: any Channel) {
        self.address = address
        self.responder = responder
        self.datagrams = datagrams
        self.streams = streams
    }

    /// Starts a server.
    ///
    /// - Parameters:
    ///   - zone: what it answers from.
    ///   - host: the address to listen on.
    ///   - port: the port for both protocols; 0 takes one that is free.
    ///   - isAuthenticated: whether it says that it has validated its answers.
    /// - Returns: the server, ready to be asked.
    /// - Throws: an error of SwiftNIO when the system refuses the port.
    public static func start(
        _ zone: Zone, host: String = "127.0.0.1", port: Int = 0, isAuthenticated: Bool = false
    ) async throws -> ZoneServer {
        let responder = ZoneResponder(zone, isAuthenticated: isAuthenticated)
        var attempt = 1
        while true {
            let datagrams = try await bindDatagrams(host: host, port: port, responder: responder)
            let bound = datagrams.localAddress?.port ?? port
            do {
                let streams = try await bindStreams(host: host, port: bound, responder: responder)
                guard let text = datagrams.localAddress?.ipAddress, let address = IPAddress(text) else {
                    try await streams.close().get()
                    throw ChannelError.unknownLocalAddress
                }
                return ZoneServer(
                    address: DNSServerAddress(address, port: UInt16(clamping: bound)), responder: responder,
                    datagrams: datagrams, streams: streams)
            } catch {
                // The port that was free for UDP may be taken for TCP: another one is tried if any will do.
                try await datagrams.close().get()
                guard port == 0, attempt < maximumAttempts else { throw error }
                attempt += 1
            }
        }
    }

    /// Stops listening and closes every connection.
    public func stop() async {
        for channel in [datagrams, streams] + responder.takeConnections() {
            // A channel that is closed already is as good.
            try? await channel.close().get()
        }
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

    private static func bindStreams(host: String, port: Int, responder: ZoneResponder) async throws -> any Channel {
        try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(StreamHandler(responder: responder))
                }
            }
            .bind(host: host, port: port).get()
    }
}

extension ZoneServer {
    /// Replaces the zone; faults stay.
    ///
    /// - Parameter zone: what it answers from, from now on.
    public func replace(with zone: Zone) { responder.replace(with: zone) }

    /// Makes questions fail from now on.
    ///
    /// - Parameters:
    ///   - name: the name that is asked for.
    ///   - type: the type that is asked for, or nil for all without a fault of their own.
    ///   - fault: what goes wrong, or nil for nothing.
    public func fail(_ name: DomainName, _ type: DNSRecordType? = nil, with fault: Fault?) {
        responder.set(fault, for: DNSName(name), type)
    }

    /// How many queries have come so far.
    public var counts: Counts { responder.counts }

    /// What goes wrong with a question.
    ///
    /// Complete: what a server can do to a client, as far as the client sees a difference.
    public enum Fault: Hashable, Sendable {
        /// It answers SERVFAIL.
        case serverFailure
        /// It answers REFUSED.
        case refused
        /// It answers nothing.
        case drop
        /// It answers as it should, but later.
        case delay(Duration)
        /// It leaves the last octet of its answer out.
        case malformed
    }

    /// How many queries have come by each protocol.
    public struct Counts: Hashable, Sendable {
        /// By UDP.
        public var datagrams = 0
        /// By TCP.
        public var streams = 0
    }
}
