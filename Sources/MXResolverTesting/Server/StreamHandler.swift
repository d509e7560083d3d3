internal import NIOCore

/// Answers queries that come by TCP, each behind its length in two octets (RFC 1035, section 4.2.2; RFC 7766).
final class StreamHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let responder: ZoneResponder
    /// What has come and is no whole query yet: at most two octets and 65,535 more.
    private var pending = ByteBuffer()

    /// Makes a handler.
    init(responder: ZoneResponder) { self.responder = responder }

    func channelActive(context: ChannelHandlerContext) {
        responder.add(context.channel)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        responder.remove(context.channel)
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var octets = unwrapInboundIn(data)
        pending.writeBuffer(&octets)
        while let length = pending.getInteger(at: pending.readerIndex, as: UInt16.self),
            pending.readableBytes >= 2 + Int(length)
        {
            pending.moveReaderIndex(forwardBy: 2)
            guard let query = pending.readBytes(length: Int(length)) else { return }
            guard let reply = responder.reply(to: query, by: .stream) else { continue }
            var answer = context.channel.allocator.buffer(capacity: 2 + reply.octets.count)
            answer.writeInteger(UInt16(clamping: reply.octets.count))
            answer.writeBytes(reply.octets)
            context.channel.send(answer, after: reply.delay)
        }
        pending.discardReadBytes()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
