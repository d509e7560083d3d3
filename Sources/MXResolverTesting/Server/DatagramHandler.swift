internal import NIOCore

/// Answers queries that come by UDP, each datagram one message.
final class DatagramHandler: ChannelInboundHandler {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>
    typealias OutboundOut = AddressedEnvelope<ByteBuffer>

    private let responder: ZoneResponder
    private let timer = ReplyTimer()

    /// Makes a handler.
    init(responder: ZoneResponder) { self.responder = responder }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let query = unwrapInboundIn(data)
        let reply = responder.reply(to: Array(query.data.readableBytesView), by: .datagram)
        let channel = context.channel
        timer.run(after: reply.delay, on: context.eventLoop) {
            for octets in reply.messages {
                let answer = AddressedEnvelope(
                    remoteAddress: query.remoteAddress, data: channel.allocator.buffer(bytes: octets))
                channel.writeAndFlush(answer, promise: nil)
            }
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        timer.cancelAll()
        context.fireChannelInactive()
    }
}
