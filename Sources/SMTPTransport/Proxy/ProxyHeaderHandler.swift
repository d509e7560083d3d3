import MailAddressing
import NIOCore

/// Reads the header of the PROXY protocol that a connection begins with, tells who the client is, and steps aside.
///
/// A connection without one is closed: a proxy that forgets it would make strangers look like itself.
final class ProxyHeaderHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private var input = ByteBuffer()
    private var isDone = false
    private var deadline: Scheduled<Void>?
    private let timeout: TimeAmount

    /// Makes a handler of one connection.
    ///
    /// - Parameter timeout: how long the header may take.
    init(timeout: TimeAmount) { self.timeout = timeout }

    func channelActive(context: ChannelHandlerContext) {
        let loopBound = NIOLoopBound(context, eventLoop: context.eventLoop)
        deadline = context.eventLoop.scheduleTask(in: timeout) { loopBound.value.close(promise: nil) }
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        deadline?.cancel()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { deadline?.cancel() }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var octets = unwrapInboundIn(data)
        guard !isDone else {
            context.fireChannelRead(wrapInboundOut(octets))
            return
        }
        input.writeBuffer(&octets)
        switch ProxyHeader.parse(input.readableBytesUInt8Span) {
        case .needsMore: break
        case .malformed:
            isDone = true
            context.close(promise: nil)
        case .header(let header, let length):
            isDone = true
            input.moveReaderIndex(forwardBy: length)
            let rest = input
            input = ByteBuffer()
            context.fireUserInboundEventTriggered(ProxyHeaderEvent(header: header))
            if rest.readableBytes > 0 { context.fireChannelRead(wrapInboundOut(rest)) }
            context.pipeline.syncOperations.removeHandler(self, promise: nil)
        }
    }
}

/// Tells who the client is for whom a proxy speaks.
struct ProxyHeaderEvent: Sendable {
    let header: ProxyHeader
}
