internal import NIOCore

/// Ends a connection over which more octets come than any policy needs, whatever they are.
///
/// Interim answers and the extensions of chunks are passed over by the client, without being counted anywhere else.
final class ReceivedLimit: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    /// How much more may come, in octets as they are on the wire; negative when it was too much.
    private var rest: Int
    private var isOver = false

    /// Makes a limit.
    init(_ octets: Int) { rest = octets }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isOver else { return }
        rest -= unwrapInboundIn(data).readableBytes
        context.fireChannelRead(data)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        // What is read at a time is bounded. Whoever knows better what is wrong with it says so first.
        context.fireChannelReadComplete()
        guard rest < 0, !isOver else { return }
        isOver = true
        context.fireErrorCaught(ConnectionCheck.Fault.tooMuch)
        context.close(promise: nil)
    }
}
