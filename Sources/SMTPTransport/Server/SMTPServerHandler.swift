import MailAddressing
import NIOCore
import NIOSSL
import NIOTLS
import SMTPProtocol

/// Runs a server machine's steps on a channel; all rules of the protocol are in the machine.
///
/// How a connection begins, how steps are carried out and how it ends stand in files of their own.
final class SMTPServerHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = Never
    typealias OutboundOut = ByteBuffer

    /// What comes before the first word.
    enum Opening {
        /// The header of the PROXY protocol is awaited.
        case proxyHeader
        /// The TLS handshake is awaited.
        case handshake
        /// The greeting is held back; who talks now talks too early.
        case greeting
        /// Nothing: the session has begun.
        case done
    }

    let listener: SMTPListenerContext
    let session: any SMTPSession
    var machine: SMTPServerMachine
    var connection = SMTPConnection(remoteAddress: nil, remotePort: nil)
    /// The address that was counted in.
    var admittedAddress: IPAddress?
    var isAdmitted = false
    /// What a client is told that is one too many.
    var refusal: SMTPReply?
    /// The client's attempt to log in that is under way.
    var loginAttempt: SMTPLoginAttempt?
    /// What the greeting waits for.
    var greeting: SMTPGreetingDelay?
    /// Ends a connection that does not come to its first word.
    var openingDeadline: Scheduled<Void>?
    var opening = Opening.done
    /// The name that a proxy says for the client's.
    var overriddenHelloName: String?
    /// What a login can be bound to: that of the certificate that was shown.
    var channelBinding: [UInt8]?
    /// Octets that were read and not taken yet.
    var input = ByteBuffer()
    /// Replies that were not written yet.
    var output: [UInt8] = []
    /// What goes out in place of the next reply.
    var replacement: [UInt8]?
    /// Closes a connection whose client does not take the last word, or does not let go.
    var lastWord: Scheduled<Void>?
    var pace: SMTPClientPace
    /// How many commands were answered with an error.
    var errors = 0
    var isWaiting = false
    /// Whether replies are held back.
    var isHolding = false
    /// Whether what is said is a refusal that is no mistake of the client's.
    var isDeclining = false
    var isReadPending = false
    var isOver = false
    var isShuttingDown = false

    init(listener: SMTPListenerContext, session: any SMTPSession) {
        self.listener = listener
        self.session = session
        machine = listener.makeMachine()
        pace = SMTPClientPace(limits: listener.limits)
    }

    func channelActive(context: ChannelHandlerContext) {
        noteAddress(context)
        watch(context)
        switch opening {
        case .proxyHeader: break
        case .handshake:
            admit(context)
            if refusal == nil { limitOpening(context) }
        case .greeting, .done:
            admit(context)
            begin(context)
        }
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isOver else { return }
        if opening == .greeting { return tooEarly(context) }
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

    func resumeReading(_ context: ChannelHandlerContext) {
        guard isReadPending, !isWaiting, context.channel.isWritable else { return }
        isReadPending = false
        context.read()
    }

    func channelInactive(context: ChannelHandlerContext) {
        pace.stop()
        lastWord?.cancel()
        openingDeadline?.cancel()
        greeting?.cancel()
        loginAttempt?.end()
        leave()
        if !isOver {
            isOver = true
            session.disconnected()
        }
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case let event as TLSUserEvent:
            if case .handshakeCompleted = event { encrypted(context) }
        case let event as ProxyHeaderEvent: proxied(event.header, context)
        case is SMTPServerShutdownEvent:
            // A client whose message is being recorded gets its answer first.
            isShuttingDown = true
            guard !isWaiting || isHolding, !isOver else { return }
            guard opening == .done || opening == .greeting else {
                context.close(promise: nil)
                return
            }
            stop(Self.shuttingDown, context)
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // A broken TLS record, a reset: nothing can be said on such a connection.
        context.close(promise: nil)
    }
}

extension SMTPServerHandler {
    /// How long a client may take to receive the last reply.
    static let lastWordTime = TimeAmount.seconds(10)
    /// The most octets that are kept while the session is waited for: a few reads of 64 KiB.
    static let maximumInput = 1_048_576
    /// Up to here a buffer is worth keeping while a connection is idle.
    static let smallInput = 1_024

    static let shuttingDown = SMTPReply(421, .init(4, 3, 2), "The server is shutting down")
    static let outOfMemory = SMTPReply(452, .init(4, 3, 1), "Too much is under way here; try again later")
    static let spokenTooEarly = SMTPReply(
        554, .init(5, 5, 1), "You spoke before the greeting, as no mail server does; closing the connection")
}

/// Tells a connection that the server is shutting down.
struct SMTPServerShutdownEvent: Sendable {}
