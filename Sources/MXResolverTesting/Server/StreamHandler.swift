internal import NIOCore

/// Answers queries that come by TCP, each behind its length in two octets (RFC 1035, section 4.2.2; RFC 7766).
final class StreamHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let responder: ZoneResponder
    private var writer: StreamWriter?
    /// What has come and is no whole query yet: at most two octets and 65,535 more.
    private var pending = ByteBuffer()

    /// Makes a handler.
    init(responder: ZoneResponder) { self.responder = responder }

    func handlerAdded(context: ChannelHandlerContext) { writer = StreamWriter(context.channel) }

    func handlerRemoved(context: ChannelHandlerContext) { writer = nil }

    func channelInactive(context: ChannelHandlerContext) {
        writer?.cancel()
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
            writer?.send(responder.reply(to: query, by: .stream))
        }
        pending.discardReadBytes()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}

/// Closes a connection as soon as there is one.
final class ClosingHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    /// Makes a handler.
    init() {}

    func channelActive(context: ChannelHandlerContext) { context.close(promise: nil) }
}
