import NIOCore
import NIOHTTP1

/// Closes a connection once its first request is answered, as `Connection: close` in the answer says
/// (RFC 9112, section 9.6).
///
/// Our side is closed first, and the client has a while to close its own: who still sends would otherwise lose the
/// answer to a reset. Of what comes after the first request nothing is looked at, and no second answer goes out.
final class OneRequestHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private let closeTime: TimeAmount
    private var hasRequest = false
    private var hasAnswer = false
    private var isClosing = false
    private var cut: Scheduled<Void>?

    /// Makes a handler for one connection.
    ///
    /// - Parameter closeTime: how long the client has to close its side once it has the answer.
    init(closeTime: TimeAmount) { self.closeTime = closeTime }

    /// Passes the first request on, and drops what follows.
    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !hasRequest, !hasAnswer else { return }
        if case .end = unwrapInboundIn(data) { hasRequest = true }
        context.fireChannelRead(data)
    }

    /// Passes the first answer on, and closes our side when it is written to its end.
    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard !hasAnswer else {
            promise?.fail(ChannelError.outputClosed)
            return
        }
        guard case .end = unwrapOutboundIn(data) else {
            context.write(data, promise: promise)
            return
        }
        hasAnswer = true
        let written = promise ?? context.eventLoop.makePromise(of: Void.self)
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        written.futureResult.whenComplete { _ in
            let (handler, context) = bound.value
            handler.close(context)
        }
        context.writeAndFlush(data, promise: written)
    }

    /// Keeps our side open until the answer is written, for it would be cut short where the client has closed its own.
    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        guard case .output = mode, hasAnswer, !isClosing else {
            context.close(mode: mode, promise: promise)
            return
        }
        promise?.succeed(())
    }

    /// Ends the wait for the client.
    func handlerRemoved(context: ChannelHandlerContext) { cut?.cancel() }

    private func close(_ context: ChannelHandlerContext) {
        isClosing = true
        let channel = context.channel
        guard channel.isActive else { return }
        cut = context.eventLoop.scheduleTask(in: closeTime) { channel.close(promise: nil) }
        context.close(mode: .output, promise: nil)
    }
}
