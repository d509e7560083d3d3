import NIOCore
import NIOTLS

/// Keeps what the other side of a connection says until somebody asks for it.
final class WireEar: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    /// Takes what is wanted out of what was heard; nil as long as it has not come.
    typealias Taking = @Sendable (_ heard: inout [UInt8], _ isOver: Bool) -> String?

    /// The connection ended before what was awaited; the text is what came instead.
    struct Closed: Error {
        let heard: String
    }

    private let onActive: @Sendable () -> Void
    private var heard: [UInt8] = []
    private var isOver = false
    private var waiting: (taking: Taking, promise: EventLoopPromise<String>)?
    private var secured: EventLoopPromise<Void>?

    init(onActive: @escaping @Sendable () -> Void = {}) { self.onActive = onActive }

    func wait(for taking: @escaping Taking, _ promise: EventLoopPromise<String>) {
        waiting = (taking, promise)
        serve()
    }

    func awaitTLS(_ promise: EventLoopPromise<Void>) {
        secured = promise
        if isOver { settle(.failure(closed)) }
    }

    func channelActive(context: ChannelHandlerContext) {
        onActive()
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        heard += unwrapInboundIn(data).readableBytesView
        serve()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted = event as? TLSUserEvent { settle(.success(())) }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        isOver = true
        settle(.failure(closed))
        serve()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        settle(.failure(error))
        context.close(promise: nil)
    }

    private var closed: Closed { Closed(heard: String(decoding: heard, as: UTF8.self)) }

    private func serve() {
        guard let (taking, promise) = waiting else { return }
        if let taken = taking(&heard, isOver) {
            waiting = nil
            promise.succeed(taken)
        } else if isOver {
            waiting = nil
            promise.fail(closed)
        }
    }

    private func settle(_ result: Result<Void, any Error>) {
        secured?.completeWith(result)
        secured = nil
    }
}
