import MailAddressing
import NIOCore
import SMTPProtocol

/// How the machine's steps are carried out.
extension SMTPServerHandler {
    /// Takes steps until the machine wants more input or an answer.
    func advance(_ context: ChannelHandlerContext) {
        guard opening == .done else { return }
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
        endAttempt()
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

    func run(_ step: SMTPServerMachine.Step, _ context: ChannelHandlerContext) {
        switch step {
        case .needInput, .body: break
        case .reply(let reply): answer(reply, context)
        case .replies(let replies): for reply in replies { answer(reply, context) }
        case .startTLS(let reply): startTLS(reply, context)
        case .close(let reply):
            write(reply)
            end(context)
        case .ask(let question): ask(question, context)
        case .authenticate(let question): authenticate(question, context)
        case .loggedIn(let reply):
            connection.user = machine.identity?.user
            connection.mechanism = machine.identity?.mechanism
            session.authenticated(connection)
            write(reply)
        case .overrideClient(let override): self.override(by: override, context)
        }
    }

    private func ask(_ question: SMTPServerQuestion, _ context: ChannelHandlerContext) {
        let decision: SMTPDecision
        switch question {
        case .connect: return connect(context)
        case .hello(let name, let isExtended):
            decision = session.hello(name: overriddenHelloName ?? name, isExtended: isExtended, connection)
        case .mail(let mail):
            let needed = min(mail.declaredSize ?? 0, listener.listener.maximumMessageMemory ?? .max)
            let isFull = listener.memory.left < max(1, needed)
            decision = isFull ? .answer(.declined(Self.outOfMemory)) : session.mail(mail)
        case .recipient(let recipient): decision = session.recipient(recipient)
        case .data(let transfer):
            pace.messageBegins()
            decision = session.data(transfer)
        case .message(let size): decision = session.message(size: size)
        case .reset: decision = session.reset()
        case .quit: decision = session.quit()
        }
        decide(decision, context)
    }

    func decide(_ decision: SMTPDecision, _ context: ChannelHandlerContext) {
        switch decision {
        case .answer(let answer): give(answer, context)
        case .dangerousOctets(let octets, let answer):
            replacement = octets
            give(answer, context)
            replacement = nil
        case .drop:
            flush(context)
            isOver = true
            session.disconnected()
            context.close(promise: nil)
        case .later(let work):
            wait(context, for: work) { handler, context, answer in
                handler.give(answer, context)
                handler.resume(context)
            }
        }
    }

    /// Gives the machine the session's answer; a refusal that is no mistake of the client's is not held back.
    private func give(_ answer: SMTPServerAnswer, _ context: ChannelHandlerContext) {
        if case .declined = answer { isDeclining = true }
        run(machine.answer(answer), context)
        isDeclining = false
    }

    /// Has the authenticator judge who the client is.
    private func authenticate(_ question: SASLQuestion, _ context: ChannelHandlerContext) {
        guard let authenticator = listener.listener.authenticator else {
            return run(machine.answerAuthentication(.refuse), context)
        }
        let attempt = loginAttempt ?? authenticator.attempt(from: judgedAddress)
        loginAttempt = attempt
        let judge: @Sendable () async -> SASLAnswer = { await attempt.answer(question) }
        let mechanism = machine.mechanismUnderWay
        wait(context, for: judge) { handler, context, answer in
            if case .refuse = answer { handler.session.loginRefused(by: mechanism, handler.connection) }
            handler.run(handler.machine.answerAuthentication(answer), context)
            handler.resume(context)
        }
    }

    /// Gives the place of an attempt to log in back that came to its end.
    private func endAttempt() {
        guard let attempt = loginAttempt, !machine.isAuthenticating else { return }
        attempt.end()
        loginAttempt = nil
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

    func resume(_ context: ChannelHandlerContext) {
        guard !isOver, !isWaiting else { return flush(context) }
        advance(context)
        flush(context)
        resumeReading(context)
    }

    private func startTLS(_ reply: SMTPReply, _ context: ChannelHandlerContext) {
        write(reply)
        flush(context)
        // What was sent in the clear behind STARTTLS is never read.
        input = ByteBuffer()
        guard acceptTLS(context) else { return end(context) }
        limitOpening(context)
    }

    /// Answers a command; errors are held back when there are many.
    private func answer(_ reply: SMTPReply, _ context: ChannelHandlerContext) {
        write(reply)
        if reply.code >= 400, !isDeclining { holdBack(context) }
    }

    private func write(_ reply: SMTPReply) {
        if let octets = replacement {
            output += octets
            replacement = nil
        } else {
            reply.append(to: &output, form: machine.replyForm)
        }
    }

    /// Has a client that makes one mistake after another wait for the reply.
    private func holdBack(_ context: ChannelHandlerContext) {
        errors += 1
        let exposure = listener.listener.exposure
        let delay = exposure.tarpit.delay(afterErrors: errors)
        guard delay > .zero, !isWaiting, !exposure.isExempt(connection) else { return }
        (isWaiting, isHolding) = (true, true)
        pace.pause(at: context.eventLoop.now)
        let loopBound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        context.eventLoop.scheduleTask(in: TimeAmount(delay)) {
            let (handler, context) = loopBound.value
            (handler.isWaiting, handler.isHolding) = (false, false)
            handler.pace.resume(at: context.eventLoop.now)
            handler.resume(context)
        }
    }

    func flush(_ context: ChannelHandlerContext) {
        guard !output.isEmpty, !isHolding else { return }
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: output)), promise: nil)
        output.removeAll(keepingCapacity: output.capacity <= Self.smallInput)
    }
}
