import MailAddressing
import NIOCore
import NIOPosix
import SMTPProtocol
import SMTPTransport

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The servers: Waxwing's, and one that only frames lines, on one event loop each.
enum Server {
    static func run(isBare: Bool) async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let address = isBare ? try await bare(group) : try await waxwing(group)
        print(address.port ?? 0)
        flushOutput()
        while readLine() != nil {}
    }

    /// As many sessions as there are descriptors, all of them from one address.
    static var limits: SMTPServerLimits {
        var limits = SMTPServerLimits()
        limits.maximumSessions = 20_000
        limits.maximumSessionsPerAddress = 20_000
        limits.maximumSessionsPerNetwork = 20_000
        return limits
    }

    private static func waxwing(_ group: MultiThreadedEventLoopGroup) async throws -> SocketAddress {
        let server = SMTPServer(limits: limits, group: group)
        var configuration = SMTPServerConfiguration(hostName: try MailHost("mx.example.com"))
        configuration.maximumIdleCommands = .max
        configuration.maximumMessageSize = 100 * 1_024 * 1_024
        let listener = SMTPServer.Listener(host: "127.0.0.1", port: 0, configuration: configuration)
        return try await server.listen(listener) { CountingSession() }
    }

    private static func bare(_ group: MultiThreadedEventLoopGroup) async throws -> SocketAddress {
        let channel = try await ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 1_024)
            .childChannelOption(.maxMessagesPerRead, value: 4)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(LineHandler()) }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        return try channel.localAddress ?? SocketAddress(ipAddress: "127.0.0.1", port: 0)
    }
}

/// Takes every message and keeps nothing of it.
final class CountingSession: SMTPSession {
    private var octets = 0

    func recipient(_ recipient: SMTPRecipient) -> SMTPDecision { .accept }

    func receive(_ octets: ByteBuffer) -> SMTPDemand {
        self.octets += octets.readableBytes
        return .more
    }

    func message(size: Int) -> SMTPDecision { .accept }
}

/// Finds lines and answers each with the same reply: what no server can be faster than.
private final class LineHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private var input = ByteBuffer()
    private var output = ByteBuffer()

    func channelActive(context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: "220 bare\r\n")), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var octets = unwrapInboundIn(data)
        if input.readableBytes == 0 { input = octets } else { input.writeBuffer(&octets) }
        while let length = Self.lineLength(input) {
            input.moveReaderIndex(forwardBy: length)
            output.writeStaticString("250 2.0.0 Still here\r\n")
        }
        if input.readableBytes == 0 { input = ByteBuffer() }
    }

    private static func lineLength(_ input: ByteBuffer) -> Int? {
        input.withUnsafeReadableBytes { octets in
            guard let base = octets.baseAddress, let lineFeed = memchr(base, 10, octets.count) else { return nil }
            return base.distance(to: UnsafeRawPointer(lineFeed)) + 1
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        guard output.readableBytes > 0 else { return }
        context.writeAndFlush(wrapOutboundOut(output), promise: nil)
        output = ByteBuffer()
    }
}
