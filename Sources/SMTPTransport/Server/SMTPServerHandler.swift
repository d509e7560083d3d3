import MailAddressing
import NIOCore
import NIOSSL
import NIOTLS
import SMTPProtocol

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Runs a server machine's steps on a channel; all rules of the protocol are in the machine.
final class SMTPServerHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = Never
    typealias OutboundOut = ByteBuffer

    private var machine: SMTPServerMachine
    private let session: any SMTPSession
    private let tlsContext: NIOSSLContext?
    private let memory: SMTPMemoryBudget
    /// What a client is told that is one too many.
    private let refusal: SMTPReply?
    private var connection = SMTPConnection(remoteAddress: nil, remotePort: nil)
    /// Octets that were read and not taken yet.
    private var input = ByteBuffer()
    /// Replies that were not written yet.
    private var output: [UInt8] = []
    /// What goes out in place of the next reply.
    private var replacement: [UInt8]?
    /// Closes a connection whose client does not take the last word, or does not let go.
    private var lastWord: Scheduled<Void>?
    private var pace: SMTPClientPace
    private var isWaiting = false
    private var isReadPending = false
    private var isOver = false
    private var isShuttingDown = false

    init(
        machine: SMTPServerMachine, session: any SMTPSession, tlsContext: NIOSSLContext?, limits: SMTPServerLimits,
        memory: SMTPMemoryBudget, refusal: SMTPReply?
    ) {
        self.machine = machine
        self.session = session
        self.tlsContext = tlsContext
        self.memory = memory
        self.refusal = refusal
        pace = SMTPClientPace(limits: limits)
    }

    func channelActive(context: ChannelHandlerContext) {
        let address = context.remoteAddress
        connection.remoteAddress = address?.ipAddress.flatMap { IPAddress($0) }.map(\.unmapped)
        connection.remotePort = address?.port
        machine.unixTime = Self.unixTime()
        watch(context)
        run(machine.start(), context)
        advance(context)
        flush(context)
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isOver else { return }
        var octets = unwrapInboundIn(data)
        if input.readableBytes == 0 { input = octets } else { input.writeBuffer(&octets) }
        guard input.readableBytes <= Self.maximumInput else {
            // A client that closes while it is waited for has all that it sent read at once, asked for or not.
            context.close(promise: nil)
            return
        }
        advance(context)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        flush(context)
        context.fireChannelReadComplete()
    }

    /// While the session is waited for, or replies are not taken, nothing more is read: the sender's TCP stream slows down.
    func read(context: ChannelHandlerContext) {
        if !isOver, isWaiting || !context.channel.isWritable { isReadPending = true } else { context.read() }
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
        pace.stop()
        lastWord?.cancel()
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
        case is SMTPServerShutdownEvent:
            // A client whose message is being recorded gets its answer first.
            isShuttingDown = true
            guard !isWaiting, !isOver else { return }
            stop(Self.shuttingDown, context)
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // A broken TLS record, a reset: nothing can be said on such a connection.
        context.close(promise: nil)
    }

    /// Takes steps until the machine wants more input or an answer.
    private func advance(_ context: ChannelHandlerContext) {
        var bodyOctets = 0
        var commands = 0
        steps: while !isWaiting, !isOver {
            var offset = 0
            let step = machine.next(input.readableBytesUInt8Span, from: &offset)
            if machine.takeRefusedMessage() { session.messageRefused() }
            switch step {
            case .needInput:
                input.moveReaderIndex(forwardBy: offset)
                break steps
            case .body(let range):
                bodyOctets += range.count
                let octets = input.getSlice(at: input.readerIndex + range.lowerBound, length: range.count)
                input.moveReaderIndex(forwardBy: offset)
                if let octets { give(octets, context) }
            default:
                commands += 1
                input.moveReaderIndex(forwardBy: offset)
                run(step, context)
            }
        }
        pace.note(commands: commands, bodyOctets: bodyOctets, at: context.eventLoop.now)
        if isShuttingDown, !isWaiting, !isOver, !machine.isReceivingMessage { return stop(Self.shuttingDown, context) }
        if input.readableBytes == 0 {
            input = ByteBuffer()
        } else if input.readableBytes < Self.smallInput, input.capacity > 4 * Self.smallInput {
            // A piece of a command does not hold a large buffer.
            input = ByteBuffer(bytes: input.readableBytesView)
        }
    }

    private func give(_ octets: ByteBuffer, _ context: ChannelHandlerContext) {
        guard case .later(let work) = session.receive(octets) else { return }
        wait(context, for: work) { handler, context, _ in handler.resume(context) }
    }

    private func run(_ step: SMTPServerMachine.Step, _ context: ChannelHandlerContext) {
        switch step {
        case .needInput, .body: break
        case .reply(let reply): write(reply)
        case .replies(let replies): for reply in replies { write(reply) }
        case .startTLS(let reply): startTLS(reply, context)
        case .close(let reply):
            write(reply)
            end(context)
        case .ask(let question): ask(question, context)
        }
    }

    private func ask(_ question: SMTPServerQuestion, _ context: ChannelHandlerContext) {
        let decision: SMTPDecision
        switch question {
        case .connect: decision = refusal.map { .answer(.reply($0)) } ?? session.connected(connection)
        case .hello(let name, let isExtended): decision = session.hello(name: name, isExtended: isExtended, connection)
        case .mail(let mail):
            let isFull = memory.left < max(1, mail.declaredSize ?? 0)
            decision = isFull ? .answer(.reply(Self.outOfMemory)) : session.mail(mail)
        case .recipient(let recipient): decision = session.recipient(recipient)
        case .data(let transfer):
            pace.messageBegins()
            decision = session.data(transfer)
        case .message(let size): decision = session.message(size: size)
        case .reset: decision = session.reset()
        case .quit: decision = session.quit()
        }
        switch decision {
        case .answer(let answer): run(machine.answer(answer), context)
        case .dangerousOctets(let octets, let answer):
            replacement = octets
            run(machine.answer(answer), context)
            replacement = nil
        case .drop:
            flush(context)
            isOver = true
            session.disconnected()
            context.close(promise: nil)
        case .later(let work):
            wait(context, for: work) { handler, context, answer in
                handler.run(handler.machine.answer(answer), context)
                handler.resume(context)
            }
        }
    }

    /// Waits for something off the event loop; meanwhile nothing is read.
    private func wait<Result: Sendable>(
        _ context: ChannelHandlerContext, for work: @escaping @Sendable () async -> Result,
        then resume: @escaping @Sendable (SMTPServerHandler, ChannelHandlerContext, Result) -> Void
    ) {
        isWaiting = true
        pace.pause(at: context.eventLoop.now)
        flush(context)
        let loopBound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        let eventLoop = context.eventLoop
        Task {
            let result = await work()
            eventLoop.execute {
                let (handler, context) = loopBound.value
                handler.isWaiting = false
                handler.pace.resume(at: context.eventLoop.now)
                guard !handler.isOver else { return }
                resume(handler, context, result)
            }
        }
    }

    private func resume(_ context: ChannelHandlerContext) {
        guard !isOver, !isWaiting else { return flush(context) }
        advance(context)
        flush(context)
        resumeReading(context)
    }

    /// Ends the session from our side.
    private func stop(_ reply: SMTPReply, _ context: ChannelHandlerContext) {
        run(machine.stop(reply), context)
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
        guard let octets = replacement else { return reply.append(to: &output, form: machine.replyForm) }
        output += octets
        replacement = nil
    }

    private func flush(_ context: ChannelHandlerContext) {
        guard !output.isEmpty else { return }
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: output)), promise: nil)
        output.removeAll(keepingCapacity: output.capacity <= Self.smallInput)
    }

    /// Sends what there is to send and closes.
    private func end(_ context: ChannelHandlerContext) {
        isOver = true
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
    private func watch(_ context: ChannelHandlerContext) {
        let loopBound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        pace.schedule(on: context.eventLoop) {
            let (handler, context) = loopBound.value
            handler.judgePace(context)
        }
    }

    private func judgePace(_ context: ChannelHandlerContext) {
        let verdict = pace.judge(
            at: context.eventLoop.now, isWaitingForUs: isWaiting, isReceivingMessage: machine.isReceivingMessage)
        guard let verdict else { return watch(context) }
        // In the middle of a handshake, after the last word, or to a client that takes no replies, nothing can be said.
        guard !isOver, !machine.isAwaitingTLS, context.channel.isWritable else {
            context.close(promise: nil)
            return
        }
        stop(verdict, context)
    }
}

extension SMTPServerHandler {
    /// How long a client may take to receive the last reply.
    fileprivate static let lastWordTime = TimeAmount.seconds(10)
    /// The most octets that are kept while the session is waited for: a few reads of 64 KiB.
    fileprivate static let maximumInput = 1_048_576
    /// Up to here a buffer is worth keeping while a connection is idle.
    fileprivate static let smallInput = 1_024

    fileprivate static let shuttingDown = SMTPReply(421, .init(4, 3, 2), "The server is shutting down")
    fileprivate static let outOfMemory = SMTPReply(452, .init(4, 3, 1), "Too much is under way here; try again later")

    /// The civil time, for the date that FUTURERELEASE names.
    fileprivate static func unixTime() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec)
    }
}

/// Tells a connection that the server is shutting down.
struct SMTPServerShutdownEvent: Sendable {}
