import NIOCore
import NIOTLS

/// What a server says, when, and what it does then.
struct ServerScript: Sendable {
    /// When the server begins.
    enum Moment: Sendable {
        /// As soon as there is a connection.
        case connection
        /// When TLS stands.
        case handshake
        /// When the head of a request has come.
        case request
    }

    /// What happens after the last piece.
    enum Ending: Sendable {
        /// The connection is closed as TLS has it.
        case close
        /// The connection breaks off without a farewell of TLS.
        case cut
        /// Nothing.
        case hold
        /// These octets follow again and again, as fast as they are taken and up to a megabyte, then nothing.
        case flood([UInt8])
        /// These octets follow again and again, a hundred times a second.
        case drip([UInt8])
    }

    var moment = Moment.request
    /// Each is sent on its own.
    var pieces: [[UInt8]] = []
    var ending = Ending.close

    /// A script that answers a request.
    static func answer(_ text: String, ending: Ending = .close) -> ServerScript {
        ServerScript(pieces: [Array(text.utf8)], ending: ending)
    }

    /// The same script, octet by octet.
    var byOctets: ServerScript {
        ServerScript(moment: moment, pieces: pieces.joined().map { [$0] }, ending: ending)
    }
}

/// Closes a connection below TLS, so that no farewell is sent.
final class ConnectionCutter: ChannelInboundHandler {
    typealias InboundIn = NIOAny

    private var context: ChannelHandlerContext?

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }
    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }
    func cut() { context?.close(promise: nil) }
}

/// Plays a script on one connection.
final class ScriptPlayer: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let script: ServerScript
    private let cutter: ConnectionCutter
    private let heard: (String) -> Void
    private let ended: @Sendable () -> Void
    private var head = ""
    private var hasBegun = false

    init(
        _ script: ServerScript, cutter: ConnectionCutter, heard: @escaping (String) -> Void,
        ended: @escaping @Sendable () -> Void
    ) {
        self.script = script
        self.cutter = cutter
        self.heard = heard
        self.ended = ended
    }

    func channelActive(context: ChannelHandlerContext) {
        if script.moment == .connection { begin(context) }
        context.fireChannelActive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted = event as? TLSUserEvent, script.moment == .handshake { begin(context) }
        context.fireUserInboundEventTriggered(event)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        head += String(buffer: unwrapInboundIn(data))
        guard script.moment == .request, !hasBegun, head.hasSuffix("\r\n\r\n") else { return }
        heard(head)
        begin(context)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func begin(_ context: ChannelHandlerContext) {
        hasBegun = true
        for piece in script.pieces { send(piece, context, promise: nil) }
        switch script.ending {
        case .close: context.close(promise: nil)
        case .cut: cutter.cut()
        case .hold: break
        case .flood(let octets): flood(octets, Self.floodSize, context)
        case .drip(let octets):
            let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
            let drops = context.eventLoop.scheduleRepeatedTask(initialDelay: .zero, delay: .milliseconds(10)) { _ in
                let (player, context) = bound.value
                player.send(octets, context, promise: nil)
            }
            context.channel.closeFuture.whenComplete { _ in drops.cancel() }
        }
        ended()
    }

    /// Far more than a client takes, and little for a machine that runs other tests as well.
    private static let floodSize = 1 << 20

    private func flood(_ octets: [UInt8], _ rest: Int, _ context: ChannelHandlerContext) {
        guard rest > 0, !octets.isEmpty else { return }
        let sent = context.eventLoop.makePromise(of: Void.self)
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        sent.futureResult.whenSuccess {
            // Not at once: the loop has others to serve.
            bound.eventLoop.execute {
                let (player, context) = bound.value
                player.flood(octets, rest - octets.count, context)
            }
        }
        send(octets, context, promise: sent)
    }

    private func send(_ octets: [UInt8], _ context: ChannelHandlerContext, promise: EventLoopPromise<Void>?) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: octets)), promise: promise)
    }
}
