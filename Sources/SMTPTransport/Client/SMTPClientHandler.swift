import NIOConcurrencyHelpers
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

/// A transaction with what is needed to carry it out.
struct SMTPClientOrder: Sendable {
    var transaction: SMTPTransaction
    var content: ByteBuffer
    /// Asked before the final dot goes out; false cuts the connection instead.
    var mayFinish: @Sendable () async -> Bool
}

/// Runs a client machine's actions on a channel; all rules are in the machine.
final class SMTPClientHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    var machine: SMTPClientMachine
    private let tls: SMTPClientTLS?
    private let serverName: String?
    private let timeouts: SMTPClientTimeouts
    private let opened: EventLoopPromise<Result<Void, SMTPClientFailure>>
    private var isOpened = false
    /// Whether TLS comes before the greeting and does not stand yet.
    private var awaitsTLS: Bool
    /// The time of the opening, or of the order; nil while there is neither.
    private var clock: StageClock?
    /// How long the opening took from the connection on, once the session is open.
    private(set) var openingTimings = SMTPStageTimings()
    var order: SMTPClientOrder?
    /// Which order it is, so that what comes late is not taken for the next one's.
    var orderNumber: UInt64 = 0
    /// How many replies there were before the order's first command.
    private var replyCountBefore = 0
    /// Whether the order was cancelled when it could not be cut.
    private var isCancelled = false
    private var finished: EventLoopPromise<SMTPClientAnswer>?
    private var isBeginPending = false
    var failure: SMTPClientFailure?
    /// Is told when the session has failed, as an idle one by a 421.
    var onFailure: (@Sendable () -> Void)?
    private var deadline: Scheduled<Void>?
    private var context: ChannelHandlerContext?
    /// Why the judge of certificates refused what the server showed.
    private let refusal = NIOLockedValueBox<String?>(nil)

    init(
        machine: SMTPClientMachine, tls: SMTPClientTLS?, serverName: String?, timeouts: SMTPClientTimeouts,
        awaitsTLS: Bool = false, opened: EventLoopPromise<Result<Void, SMTPClientFailure>>
    ) {
        self.machine = machine
        self.tls = tls
        self.serverName = serverName
        self.timeouts = timeouts
        self.awaitsTLS = awaitsTLS
        self.opened = opened
    }

    /// What the server offered.
    var extensions: SMTPExtensions { machine.extensions }
    /// By which mechanism we have logged in.
    var mechanism: SASLMechanism? { machine.mechanism }
    /// Whether a transaction may begin now or soon.
    var isUsable: Bool {
        failure == nil && !machine.isOver && machine.hasMessagesLeft && finished == nil && context != nil
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        clock = StageClock(timedStage, at: context.eventLoop.now)
        watch(context)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        deadline?.cancel()
        run(machine.connectionLost("the connection was closed"), context)
        deadline?.cancel()
        self.context = nil
        // Whoever still waits, as for a turn that never came, is told.
        if let order {
            let gone = failure ?? SMTPClientFailure(.connection("the connection was closed"), at: .mail)
            answer(order.transaction.recipients.map { _ in .lost(gone) })
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let octets = unwrapInboundIn(data)
        let count = machine.replyCount
        let actions = receive(octets, context)
        // A piece of a reply gives the server no more time.
        if machine.replyCount != count || !actions.isEmpty { run(actions, context) }
    }

    /// Has the machine take octets: line by line where replies to several commands may come together, so that the end
    /// of each stage is seen.
    private func receive(_ octets: ByteBuffer, _ context: ChannelHandlerContext) -> [SMTPClientMachine.Action] {
        switch machine.stage {
        case .mail, .recipient, .data: break
        default: return machine.receive(octets.readableBytesUInt8Span)
        }
        var octets = octets
        var actions: [SMTPClientMachine.Action] = []
        while let end = octets.readableBytesView.firstIndex(of: UInt8(ascii: "\n")),
            let line = octets.readSlice(length: end - octets.readerIndex + 1)
        {
            actions += machine.receive(line.readableBytesUInt8Span)
            mark(context)
        }
        if octets.readableBytes > 0 { actions += machine.receive(octets.readableBytesUInt8Span) }
        return actions
    }

    func channelInactive(context: ChannelHandlerContext) {
        run(machine.connectionLost("the other side closed the connection"), context)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if machine.stage == .startTLS {
            run(machine.tlsFailed(words(for: error)), context)
        } else {
            run(machine.connectionLost("the connection broke: \(words(for: error))"), context)
        }
        context.close(promise: nil)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted = event as? TLSUserEvent {
            awaitsTLS = false
            do {
                try tls?.checkName(serverName, on: context.channel)
            } catch {
                return errorCaught(context: context, error: error)
            }
            // The digest is wanted for logins only.
            let binding = machine.wantsChannelBinding ? SMTPClientTLS.channelBinding(on: context.channel) : nil
            run(machine.tlsEstablished(channelBinding: binding), context)
        }
        context.fireUserInboundEventTriggered(event)
    }

    /// An error of the network or of TLS in words, without the innards of libraries.
    private func words(for error: any Error) -> String {
        if let reason = refusal.withLockedValue({ $0 }) { return reason }
        switch error {
        case let error as IOError: return String(cString: strerror(error.errnoCode))
        case is SMTPClientTLS.WrongName: return "the certificate is for another name"
        case NIOSSLError.uncleanShutdown: return "the connection was cut without an end of TLS"
        case is NIOSSLError, is BoringSSLError, is NIOSSLExtraError:
            let isUntrusted = "\(error)".contains("CERTIFICATE_VERIFY_FAILED")
            if isUntrusted { return "nobody who is trusted vouches for the certificate" }
            return error is NIOSSLExtraError ? "the certificate is for another name" : "the TLS handshake failed"
        default: return "\(error)"
        }
    }

    /// Begins a transaction; the answer comes when each recipient has an outcome.
    func begin(_ order: SMTPClientOrder, _ promise: EventLoopPromise<SMTPClientAnswer>) {
        if let failure {
            promise.succeed(SMTPClientAnswer(outcomes: order.transaction.recipients.map { _ in .lost(failure) }))
            return
        }
        guard let context, finished == nil, !machine.isOver else {
            let busy = SMTPClientFailure(.connection("the connection is busy or gone"), at: .mail)
            promise.succeed(SMTPClientAnswer(outcomes: order.transaction.recipients.map { _ in .lost(busy) }))
            return
        }
        self.order = order
        orderNumber += 1
        isCancelled = false
        finished = promise
        clock = StageClock(.mail, at: context.eventLoop.now)
        // After a refused transaction the machine is ready when RSET was answered.
        if machine.isReady {
            say(order, context)
        } else {
            isBeginPending = true
            watch(context)
        }
    }

    private func say(_ order: SMTPClientOrder, _ context: ChannelHandlerContext) {
        isBeginPending = false
        replyCountBefore = machine.replyCount
        run(machine.begin(order.transaction), context)
    }

    /// Cuts the connection; whoever waits gets an answer.
    ///
    /// Behind the final dot nothing is cut, as the message would arrive twice: the reply is awaited in its time.
    func cancel(_ cancelled: EventLoopFuture<SMTPClientAnswer>) {
        guard let context, failure == nil, let finished, finished.futureResult === cancelled else { return }
        guard machine.stage != .finalDot else {
            // Recipients that are left go no further.
            isCancelled = true
            return
        }
        run(machine.connectionLost(OwnTrouble.cancelled.rawValue), context)
        context.close(promise: nil)
    }

    /// Says QUIT and closes when it is answered.
    func quit() {
        guard let context else { return }
        run(machine.quit(), context)
    }

    /// Closes the connection at once, beneath TLS, whose farewell the other side may never answer.
    func cut() {
        guard let context else { return }
        let tls = try? context.pipeline.syncOperations.context(handlerType: NIOSSLClientHandler.self)
        (tls ?? context).close(promise: nil)
    }

    /// Gives whoever waits for the order its outcomes.
    private func answer(_ outcomes: [SMTPRecipientOutcome]) {
        let (promise, timings) = (finished, clock?.timings)
        (order, finished, clock) = (nil, nil, nil)
        promise?.succeed(SMTPClientAnswer(outcomes: outcomes, timings: timings ?? SMTPStageTimings()))
    }

    /// The stage that time counts for: behind the opening, what is awaited beside a transaction's own replies holds up
    /// its MAIL.
    private var timedStage: SMTPStage {
        if awaitsTLS { return .startTLS }
        return isOpened && machine.stage == .hello ? .mail : machine.stage
    }

    /// Has the time up to now count for the stage that the machine has left, or is still at.
    func mark(_ context: ChannelHandlerContext) { clock?.enter(timedStage, at: context.eventLoop.now) }

    /// Does what the machine says, of which each move comes here.
    func run(_ actions: [SMTPClientMachine.Action], _ context: ChannelHandlerContext) {
        mark(context)
        for action in actions {
            switch action {
            case .write(let octets):
                context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: octets)), promise: nil)
            case .startTLS: startTLS(context)
            case .ready:
                if !isOpened {
                    isOpened = true
                    openingTimings = clock?.timings ?? SMTPStageTimings()
                    clock = nil
                    opened.succeed(.success(()))
                }
                if isBeginPending, let order { say(order, context) }
            case .sendMessage where isCancelled:
                run(machine.connectionLost(OwnTrouble.cancelled.rawValue), context)
                context.close(promise: nil)
                return
            case .sendMessage(.data): sendStuffed(context)
            case .sendMessage(.chunks): sendChunk(context)
            case .finished(let outcomes): answer(outcomes)
            case .failed(let reason):
                failure = reason
                onFailure?()
                onFailure = nil
                if isBeginPending, let order {
                    isBeginPending = false
                    answer(order.transaction.recipients.map { _ in .lost(reason) })
                }
                if !isOpened {
                    isOpened = true
                    opened.succeed(.failure(reason))
                }
            case .close: context.close(promise: nil)
            }
        }
        watch(context)
    }

    /// How long the other side may take for what is awaited.
    private var wait: Duration {
        let wait = timeouts.duration(of: machine.stage)
        // Nothing was heard since the connection was kept, which may be dead meanwhile.
        let isUnheard = isBeginPending || machine.replyCount == replyCountBefore
        return orderNumber > 1 && isUnheard ? min(wait, timeouts.keptConnection) : wait
    }

    /// Sets the deadline of the stage, anew whenever the machine moved.
    func watch(_ context: ChannelHandlerContext) {
        deadline?.cancel()
        deadline = nil
        guard failure == nil, !isOpened || finished != nil else { return }
        let stage = machine.stage
        let loopBound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        let wait = wait
        let task = context.eventLoop.scheduleTask(in: TimeAmount(wait)) {
            let (handler, context) = loopBound.value
            let reason = "no answer within \(wait)"
            let actions =
                stage == .startTLS ? handler.machine.tlsFailed(reason) : handler.machine.connectionLost(reason)
            handler.run(actions, context)
        }
        deadline = task
    }

    private func startTLS(_ context: ChannelHandlerContext) {
        do {
            guard let tls else {
                run(machine.tlsFailed("there are no settings for TLS"), context)
                return
            }
            try context.pipeline.syncOperations.addHandler(tlsHandler(tls), position: .first)
        } catch {
            run(machine.tlsFailed(words(for: error)), context)
        }
    }

    /// A handler for TLS that tells this one why a certificate was refused.
    func tlsHandler(_ tls: SMTPClientTLS) throws -> NIOSSLClientHandler {
        let refusal = refusal
        return try tls.makeHandler(serverName: serverName) { reason in refusal.withLockedValue { $0 = reason } }
    }
}
