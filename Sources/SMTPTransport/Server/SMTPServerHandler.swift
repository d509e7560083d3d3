import MailAddressing
import NIOCore
import NIOSSL
import NIOTLS
import SMTPProtocol

/// Runs a server machine's steps on a channel; all rules are in the machine.
final class SMTPServerHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = Never
    typealias OutboundOut = ByteBuffer

    private var machine: SMTPServerMachine
    private let session: any SMTPSession
    private let tlsContext: NIOSSLContext?
    private var connection = SMTPConnection(remoteAddress: nil, remotePort: nil)
    /// Octets that were read and not taken yet.
    private var input = ByteBuffer()
    private var output = ByteBuffer()
    private var isWaiting = false
    private var isReadPending = false
    private var isOver = false
    private var isShuttingDown = false

    init(machine: SMTPServerMachine, session: any SMTPSession, tlsContext: NIOSSLContext?) {
        self.machine = machine
        self.session = session
        self.tlsContext = tlsContext
    }

    func channelActive(context: ChannelHandlerContext) {
        let address = context.remoteAddress
        connection.remoteAddress = address?.ipAddress.flatMap { IPAddress($0) }.map(\.unmapped)
        connection.remotePort = address?.port
        run(machine.start(), context)
        advance(context)
        flush(context)
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isOver else { return }
        var octets = unwrapInboundIn(data)
        if input.readableBytes == 0 { input = octets } else { input.writeBuffer(&octets) }
        advance(context)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        flush(context)
        context.fireChannelReadComplete()
    }

    /// While an answer is awaited, or replies are not taken, nothing more is read: the sender's TCP stream slows down.
    func read(context: ChannelHandlerContext) {
        if isWaiting || !context.channel.isWritable { isReadPending = true } else { context.read() }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        resumeReading(context)
        context.fireChannelWritabilityChanged()
    }

    private func resumeReading(_ context: ChannelHandlerContext) {
        guard isReadPending, !isWaiting, context.channel.isWritable else { return }
        isReadPending = false
        context.read()
    }

    func channelInactive(context: ChannelHandlerContext) {
        if !isOver {
            isOver = true
            session.disconnected()
        }
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case let event as TLSUserEvent:
            if case .handshakeCompleted = event {
                connection.tlsVersion = context.channel.tlsVersionName
                machine.tlsEstablished()
                advance(context)
                flush(context)
            }
        case let event as IdleStateHandler.IdleStateEvent where event == .read:
            guard !isWaiting else { return }
            // In the middle of a handshake, or after the last word, nothing can be said.
            guard !isOver, !machine.isAwaitingTLS else {
                context.close(promise: nil)
                return
            }
            run(machine.stop(SMTPReply(421, .init(4, 4, 2), "You were silent for too long")), context)
            flush(context)
        case is SMTPServerShutdownEvent:
            // A client whose message is being recorded gets its answer first.
            isShuttingDown = true
            guard !isWaiting else { return }
            shutDown(context)
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // A broken TLS record, a reset: nothing can be said on such a connection.
        context.close(promise: nil)
    }

    /// Takes steps until the machine wants more input or an answer.
    private func advance(_ context: ChannelHandlerContext) {
        while !isWaiting, !isOver {
            var offset = 0
            let step = machine.next(input.readableBytesUInt8Span, from: &offset)
            if case .body(let range) = step,
                let octets = input.getSlice(at: input.readerIndex + range.lowerBound, length: range.count)
            {
                session.receive(octets)
            }
            input.moveReaderIndex(forwardBy: offset)
            if step == .needInput { break }
            run(step, context)
        }
        if input.readableBytes == 0 { input = ByteBuffer() }
    }

    private func run(_ step: SMTPServerMachine.Step, _ context: ChannelHandlerContext) {
        switch step {
        case .needInput, .body: break
        case .reply(let reply): write(reply)
        case .startTLS(let reply): startTLS(reply, context)
        case .close(let reply):
            write(reply)
            end(context)
        case .ask(let question): ask(question, context)
        }
    }

    private func ask(_ question: SMTPServerQuestion, _ context: ChannelHandlerContext) {
        let decision =
            switch question {
            case .connect: session.connected(connection)
            case .hello(let name, let isExtended): session.hello(name: name, isExtended: isExtended, connection)
            case .mail(let mail): session.mail(mail)
            case .recipient(let recipient): session.recipient(recipient)
            case .data: session.data()
            case .message(let size): session.message(size: size)
            }
        switch decision {
        case .answer(let answer): run(machine.answer(answer), context)
        case .drop:
            flush(context)
            isOver = true
            session.disconnected()
            context.close(promise: nil)
        case .later(let work):
            isWaiting = true
            flush(context)
            let loopBound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
            let eventLoop = context.eventLoop
            Task {
                let answer = await work()
                eventLoop.execute {
                    let (handler, context) = loopBound.value
                    handler.answered(answer, context)
                }
            }
        }
    }

    private func answered(_ answer: SMTPServerAnswer, _ context: ChannelHandlerContext) {
        isWaiting = false
        guard !isOver else { return }
        run(machine.answer(answer), context)
        if isShuttingDown { return shutDown(context) }
        advance(context)
        flush(context)
        resumeReading(context)
    }

    private func shutDown(_ context: ChannelHandlerContext) {
        run(machine.stop(SMTPReply(421, .init(4, 3, 2), "The server is shutting down")), context)
        flush(context)
    }

    private func startTLS(_ reply: SMTPReply, _ context: ChannelHandlerContext) {
        write(reply)
        flush(context)
        // What was sent in the clear behind STARTTLS is never read.
        input = ByteBuffer()
        guard let tlsContext else {
            end(context)
            return
        }
        do {
            try context.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tlsContext), position: .first)
        } catch {
            end(context)
        }
    }

    private func write(_ reply: SMTPReply) {
        output.writeBytes(reply.serialized())
    }

    private func flush(_ context: ChannelHandlerContext) {
        guard output.readableBytes > 0 else { return }
        context.writeAndFlush(wrapOutboundOut(output), promise: nil)
        output = ByteBuffer()
    }

    /// Sends what there is to send and closes.
    private func end(_ context: ChannelHandlerContext) {
        isOver = true
        session.disconnected()
        if output.readableBytes > 0 {
            let loopBound = NIOLoopBound(context, eventLoop: context.eventLoop)
            // A client that does not take the last word is not waited for.
            context.eventLoop.scheduleTask(in: Self.lastWordTime) { loopBound.value.close(promise: nil) }
            context.writeAndFlush(wrapOutboundOut(output)).whenComplete { _ in
                loopBound.value.close(promise: nil)
            }
            output = ByteBuffer()
        } else {
            context.close(promise: nil)
        }
    }
}

extension SMTPServerHandler {
    /// How long a client may take to receive the last reply.
    fileprivate static var lastWordTime: TimeAmount { .seconds(10) }
}

/// Tells a connection that the server is shutting down.
struct SMTPServerShutdownEvent: Sendable {}
