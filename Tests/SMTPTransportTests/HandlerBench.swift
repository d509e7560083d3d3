import MailAddressing
import NIOConcurrencyHelpers
import NIOCore
import NIOEmbedded
import SMTPProtocol

@testable import SMTPTransport

/// A server's handler on a channel without a socket, whose clock is moved by hand.
struct HandlerBench {
    let channel: NIOAsyncTestingChannel
    let reads = NIOLockedValueBox(0)

    init(
        from address: String = "192.0.2.1", limits: SMTPServerLimits = SMTPServerLimits(), memory: Int = .max,
        table: SMTPConnectionTable? = nil,
        adjusting: (inout SMTPServer.Listener) -> Void = { _ in },
        session: @escaping @Sendable () -> any SMTPSession
    ) async throws {
        channel = NIOAsyncTestingChannel()
        let peer = try SocketAddress(ipAddress: address, port: 40_000)
        // It is known when handlers are installed, as on a channel that was accepted.
        channel.remoteAddress = peer
        let reads = reads
        var adjusted = SMTPServer.Listener.mx(
            host: "127.0.0.1", port: 0, hostName: try MailHost("mx.example.test"))
        adjusting(&adjusted)
        let listener = adjusted
        try await channel.testingEventLoop.executeInContext { [channel] in
            let listener = SMTPListenerContext(
                listener: listener, limits: limits, memory: SMTPMemoryBudget(limit: memory),
                table: table ?? SMTPConnectionTable(limits: limits))
            try SMTPServerHandler.install(on: channel, listener: listener, session: session())
            try channel.pipeline.syncOperations.addHandler(ReadCounter(reads), position: .first)
        }
        try await channel.connect(to: peer).get()
    }

    /// Takes octets from the client.
    func say(_ octets: [UInt8]) async throws { try await channel.writeInbound(ByteBuffer(bytes: octets)) }

    /// Takes text from the client.
    func say(_ text: String) async throws { try await channel.writeInbound(ByteBuffer(string: text)) }

    /// What was said to the client and not read yet.
    func heard() async throws -> String {
        var text = ""
        while let octets = try await channel.readOutbound(as: ByteBuffer.self) { text += String(buffer: octets) }
        return text
    }

    /// Awaits the next thing that is said to the client.
    func heardNext() async throws -> String {
        String(buffer: try await channel.waitForOutboundWrite(as: ByteBuffer.self))
    }

    /// The client closes the connection.
    func leave() async throws { try await channel.close().get() }

    /// The server begins to shut down.
    func shutDown() async throws {
        try await channel.testingEventLoop.executeInContext { [channel] in
            channel.pipeline.syncOperations.fireUserInboundEventTriggered(SMTPServerShutdownEvent())
        }
    }

    /// Lets time pass.
    func pass(_ seconds: Int64) async { await channel.testingEventLoop.advanceTime(by: .seconds(seconds)) }

    /// Asks for more input, as a channel does when it has given what it read.
    func read() async throws {
        try await channel.testingEventLoop.executeInContext { [channel] in channel.read() }
    }

    var readCount: Int { reads.withLockedValue { $0 } }
}

/// Counts how often more input is asked for.
private final class ReadCounter: ChannelOutboundHandler {
    typealias OutboundIn = ByteBuffer

    private let count: NIOLockedValueBox<Int>

    init(_ count: NIOLockedValueBox<Int>) { self.count = count }

    func read(context: ChannelHandlerContext) {
        count.withLockedValue { $0 += 1 }
        context.read()
    }
}

/// A session that takes what comes, and may make the client wait for its body.
final class BodySession: SMTPSession {
    private let demand: @Sendable () -> SMTPDemand
    private let received: NIOLockedValueBox<Int>

    init(received: NIOLockedValueBox<Int> = .init(0), demand: @escaping @Sendable () -> SMTPDemand = { .more }) {
        self.received = received
        self.demand = demand
    }

    func recipient(_ recipient: SMTPRecipient) -> SMTPDecision { .accept }

    func receive(_ octets: ByteBuffer) -> SMTPDemand {
        received.withLockedValue { $0 += octets.readableBytes }
        return demand()
    }

    func message(size: Int) -> SMTPDecision { .accept }
}
