import NIOCore
import SMTPProtocol

/// How a connection ends from our side.
extension SMTPServerHandler {
    /// Ends the session from our side.
    func stop(_ reply: SMTPReply, _ context: ChannelHandlerContext) {
        if isHolding { (isHolding, isWaiting) = (false, false) }
        run(machine.stop(reply), context)
        flush(context)
    }

    /// Sends what there is to send and closes.
    func end(_ context: ChannelHandlerContext) {
        isOver = true
        isHolding = false
        session.disconnected()
        guard !output.isEmpty else {
            context.close(promise: nil)
            return
        }
        let loopBound = NIOLoopBound(context, eventLoop: context.eventLoop)
        // A client that does not take the last word, or does not close behind it, is not waited for.
        lastWord = context.eventLoop.scheduleTask(in: Self.lastWordTime) { loopBound.value.close(promise: nil) }
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: output))).whenComplete { _ in
            // Closed at once, with octets of the client unread, the connection would be reset and the reply lost: what
            // still comes is read and dropped until the client closes.
            loopBound.value.close(mode: .output, promise: nil)
        }
        output = []
        input = ByteBuffer()
        if isReadPending {
            isReadPending = false
            context.read()
        }
    }

    /// Looks after the client's pace, now and then.
    func watch(_ context: ChannelHandlerContext) {
        let loopBound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        pace.schedule(on: context.eventLoop) {
            let (handler, context) = loopBound.value
            handler.judgePace(context)
        }
    }

    private func judgePace(_ context: ChannelHandlerContext) {
        let verdict = pace.judge(
            at: context.eventLoop.now, isWaitingForUs: isWaiting || opening == .greeting,
            isReceivingMessage: machine.isReceivingMessage)
        guard let verdict else { return watch(context) }
        // In the middle of a handshake, after the last word, or to a client that takes no replies, nothing can be said.
        guard !isOver, opening == .done, !machine.isAwaitingTLS, context.channel.isWritable else {
            context.close(promise: nil)
            return
        }
        stop(verdict, context)
    }
}
