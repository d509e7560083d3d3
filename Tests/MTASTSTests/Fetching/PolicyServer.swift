import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import NIOSSL

/// A server on loopback that does what its script says, octet by octet, with TLS or without.
final class PolicyServer: Sendable {
    /// How connections are encrypted.
    enum Security: Sendable {
        /// Not at all.
        case none
        /// With a certificate, in TLS 1.2 and up.
        case tls(ServerIdentity)
        /// With a certificate, in TLS 1.0 and 1.1 only.
        case oldTLS(ServerIdentity)
    }

    /// What the server has seen.
    struct Record: Sendable {
        /// How many connections were accepted.
        var connections = 0
        /// The heads of requests, in their order.
        var requests: [String] = []
    }

    /// A loop of their own, so that what these servers pour out holds up no other test's server.
    private static let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)

    /// The port.
    let port: Int
    private let listener: any Channel
    private let children: NIOLockedValueBox<[any Channel]>
    private let box: NIOLockedValueBox<Record>
    private let ends: AsyncStream<Void>

    /// What the server has seen so far.
    var record: Record { box.withLockedValue { $0 } }

    /// Starts a server on an address of loopback, at a port or a free one.
    static func start(
        _ script: ServerScript, security: Security, address: String = "127.0.0.1", port: Int = 0
    ) async throws -> PolicyServer {
        let context = try makeContext(security)
        let box = NIOLockedValueBox(Record())
        let children = NIOLockedValueBox<[any Channel]>([])
        let (ends, ended) = AsyncStream.makeStream(of: Void.self)
        let listener = try await ServerBootstrap(group: Self.group)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                children.withLockedValue { $0.append(channel) }
                box.withLockedValue { $0.connections += 1 }
                return channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    let cutter = ConnectionCutter()
                    try pipeline.addHandler(cutter)
                    if let context { try pipeline.addHandler(NIOSSLServerHandler(context: context)) }
                    let player = ScriptPlayer(
                        script, cutter: cutter, heard: { head in box.withLockedValue { $0.requests.append(head) } },
                        ended: { ended.yield() })
                    try pipeline.addHandler(player)
                }
            }
            .bind(host: address, port: port).get()
        return PolicyServer(
            listener, port: listener.localAddress?.port ?? 0, children: children, box: box, ends: ends)
    }

    private init(
        _ listener: any Channel, port: Int, children: NIOLockedValueBox<[any Channel]>,
        box: NIOLockedValueBox<Record>, ends: AsyncStream<Void>
    ) {
        self.listener = listener
        self.port = port
        self.children = children
        self.box = box
        self.ends = ends
    }

    /// Awaits the end of a script that was played to one connection.
    func scriptEnded() async {
        for await _ in ends { return }
    }

    /// Awaits that the other side has closed every connection so far.
    func clientsGone() async throws {
        for child in children.withLockedValue({ $0 }) { try await child.closeFuture.get() }
    }

    /// Closes everything.
    func stop() async {
        try? await listener.close()
        for child in children.withLockedValue({ $0 }) { try? await child.close() }
    }

    private static func makeContext(_ security: Security) throws -> NIOSSLContext? {
        let (certificate, isOld): (ServerIdentity, Bool)
        switch security {
        case .none: return nil
        case .tls(let shown): (certificate, isOld) = (shown, false)
        case .oldTLS(let shown): (certificate, isOld) = (shown, true)
        }
        let chain = try NIOSSLCertificate.fromPEMBytes(Array(certificate.certificatePEM.utf8))
        let key = try NIOSSLPrivateKey(bytes: Array(certificate.privateKeyPEM.utf8), format: .pem)
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
        configuration.minimumTLSVersion = isOld ? .tlsv1 : .tlsv12
        if isOld { configuration.maximumTLSVersion = .tlsv11 }
        configuration.shutdownTimeout = .milliseconds(100)
        return try NIOSSLContext(configuration: configuration)
    }
}
