internal import NIOCore

/// Answers queries that come by UDP, a datagram each (RFC 1035, section 4.2.1).
final class DatagramHandler: ChannelInboundHandler {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>
    typealias OutboundOut = AddressedEnvelope<ByteBuffer>

    private let responder: ZoneResponder

    /// Makes a handler.
    init(responder: ZoneResponder) { self.responder = responder }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let query = unwrapInboundIn(data)
        guard let reply = responder.reply(to: Array(query.data.readableBytesView), by: .datagram) else { return }
        let answer = AddressedEnvelope(
            remoteAddress: query.remoteAddress, data: context.channel.allocator.buffer(bytes: reply.octets))
        context.channel.send(answer, after: reply.delay)
    }
}

extension Channel {
    /// Writes and flushes a message, now or after a delay; a channel that is closed by then drops it.
    func send<Message: Sendable>(_ message: Message, after delay: Duration?) {
        guard let delay else {
            writeAndFlush(message, promise: nil)
            return
        }
        eventLoop.scheduleTask(in: TimeAmount(delay)) { self.writeAndFlush(message, promise: nil) }
    }
}
