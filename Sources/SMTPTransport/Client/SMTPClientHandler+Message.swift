import NIOCore
import SMTPProtocol

/// How a message goes out.
extension SMTPClientHandler {
    /// Sends the message with its dots doubled, then its final dot.
    func sendStuffed(_ context: ChannelHandlerContext) {
        guard let order else { return }
        guard let terminator = writeStuffed(order.content, context) else {
            run(machine.messageIsMalformed(), context)
            return
        }
        finish(order, ByteBuffer(bytes: terminator), context)
    }

    /// Sends the message as one chunk, its last octet apart: without it the server has no message.
    func sendChunk(_ context: ChannelHandlerContext) {
        guard let order else { return }
        var octets = order.content
        guard order.transaction.isBinary || LineDiscipline.isKept(by: octets.readableBytesUInt8Span) else {
            run(machine.messageIsMalformed(), context)
            return
        }
        var command = ByteBuffer(string: "BDAT \(octets.readableBytes) LAST\r\n")
        guard octets.readableBytes > 0, let most = octets.readSlice(length: octets.readableBytes - 1) else {
            finish(order, command, context)
            return
        }
        if most.readableBytes < Self.gatheredLength {
            command.writeImmutableBuffer(most)
            context.write(wrapOutboundOut(command), promise: nil)
        } else {
            context.write(wrapOutboundOut(command), promise: nil)
            write(most, context)
        }
        finish(order, octets, context)
    }

    /// Sends what makes the message whole, when everything before it has left this process and the order's owner agrees:
    /// until then nothing is ambiguous.
    private func finish(_ order: SMTPClientOrder, _ end: ByteBuffer, _ context: ChannelHandlerContext) {
        let loopBound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        let eventLoop = context.eventLoop
        let (mayFinish, number) = (order.mayFinish, orderNumber)
        let written = eventLoop.makePromise(of: Void.self)
        context.writeAndFlush(wrapOutboundOut(ByteBuffer()), promise: written)
        Task {
            guard (try? await written.futureResult.get()) != nil else { return }
            let isAllowed = await mayFinish()
            eventLoop.execute {
                let (handler, context) = loopBound.value
                handler.finishMessage(isAllowed, end, number, context)
            }
        }
    }

    /// Writes the message with its dots doubled; gives the terminator, or nil for a message that cannot be sent.
    ///
    /// Long pieces go out as they are; short ones, as between many dots, are gathered.
    private func writeStuffed(_ content: ByteBuffer, _ context: ChannelHandlerContext) -> [UInt8]? {
        var encoder = MessageDataEncoder()
        var offset = 0
        var gathered = ByteBuffer()
        while let segment = encoder.next(content.readableBytesUInt8Span, from: &offset) {
            if segment.isPrecededByDot { gathered.writeInteger(UInt8(ascii: ".")) }
            let start = content.readerIndex + segment.octets.lowerBound
            guard var octets = content.getSlice(at: start, length: segment.octets.count) else { continue }
            if octets.readableBytes < Self.gatheredLength { gathered.writeBuffer(&octets) }
            if gathered.readableBytes >= Self.gatheredLength || octets.readableBytes > 0 {
                context.write(wrapOutboundOut(gathered), promise: nil)
                gathered = ByteBuffer()
            }
            if octets.readableBytes > 0 { write(octets, context) }
        }
        if gathered.readableBytes > 0 { context.write(wrapOutboundOut(gathered), promise: nil) }
        return encoder.terminator
    }

    /// Writes octets of the message in blocks; the deadline is set anew with each that has left this process.
    private func write(_ octets: ByteBuffer, _ context: ChannelHandlerContext) {
        var octets = octets
        let loopBound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        let number = orderNumber
        while octets.readableBytes > 0 {
            guard let block = octets.readSlice(length: min(octets.readableBytes, Self.blockLength)) else { return }
            context.write(wrapOutboundOut(block)).whenSuccess {
                let (handler, context) = loopBound.value
                if handler.orderNumber == number, handler.machine.stage == .message { handler.watch(context) }
            }
        }
    }

    /// How much is one block, for whose way the time of `SMTPClientTimeouts.message` is given.
    private static let blockLength = 262_144
    /// How much is gathered before it is written.
    private static let gatheredLength = 16_384

    private func finishMessage(
        _ isAllowed: Bool, _ end: ByteBuffer, _ number: UInt64, _ context: ChannelHandlerContext
    ) {
        guard failure == nil, order != nil, orderNumber == number else { return }
        guard isAllowed else {
            run(machine.connectionLost(OwnTrouble.unrecorded.rawValue), context)
            return
        }
        // From here on a lost connection leaves the outcome unknown.
        machine.messageSent()
        mark(context)
        context.writeAndFlush(wrapOutboundOut(end), promise: nil)
        watch(context)
    }
}
