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
        limits: SMTPServerLimits = SMTPServerLimits(), memory: Int = .max, refusal: SMTPReply? = nil,
        session: @escaping @Sendable () -> any SMTPSession
    ) async throws {
        channel = NIOAsyncTestingChannel()
        let reads = reads
        let configuration = SMTPServerConfiguration(hostName: try MailHost("mx.example.test"))
        try await channel.testingEventLoop.executeInContext { [channel] in
            let handler = SMTPServerHandler(
                machine: SMTPServerMachine(configuration: configuration), session: session(), tlsContext: nil,
                limits: limits, memory: SMTPMemoryBudget(limit: memory), refusal: refusal)
            try channel.pipeline.syncOperations.addHandlers([ReadCounter(reads), handler])
        }
        try await channel.connect(to: SocketAddress(ipAddress: "192.0.2.1", port: 40_000)).get()
    }

    /// Takes text from the client.
    func say(_ text: String) async throws { try await channel.writeInbound(ByteBuffer(string: text)) }

    /// What was said to the client and not read yet.
    func heard() async throws -> String {
        var text = ""
        while let octets = try await channel.readOutbound(as: ByteBuffer.self) { text += String(buffer: octets) }
        return text
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
