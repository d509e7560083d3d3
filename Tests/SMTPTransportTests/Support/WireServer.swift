import NIOCore
import NIOPosix

/// Listens on a free port of loopback; a test plays the server on what connects.
final class WireServer: Sendable {
    /// The address that is listened on.
    let address: SocketAddress
    private let listener: any Channel
    private let peers: AsyncStream<WirePeer>

    private init(_ listener: any Channel, _ address: SocketAddress, _ peers: AsyncStream<WirePeer>) {
        self.listener = listener
        self.address = address
        self.peers = peers
    }

    static func listen() async throws -> WireServer {
        let (peers, accepted) = AsyncStream.makeStream(of: WirePeer.self)
        let listener = try await ServerBootstrap(group: TransportBench.group)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let box = NIOLoopBoundBox<WirePeer?>(nil, eventLoop: channel.eventLoop)
                    let ear = WireEar {
                        if let peer = box.value { accepted.yield(peer) }
                        box.value = nil
                    }
                    box.value = WirePeer(channel, NIOLoopBound(ear, eventLoop: channel.eventLoop))
                    try channel.pipeline.syncOperations.addHandler(ear)
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        guard let address = listener.localAddress else { throw WireEar.Closed(heard: "") }
        return WireServer(listener, address, peers)
    }

    /// Awaits the next client.
    func accept() async throws -> WirePeer {
        for await peer in peers { return peer }
        throw WireEar.Closed(heard: "")
    }

    func close() async { try? await listener.close().get() }
}
