public import NIOCore
public import SMTPProtocol

/// One connection to a server, for any number of messages one after another.
///
/// Guarantees: `send` answers with one outcome for each recipient, whatever happens to the connection; the octets that
/// are sent are those that were given, dots doubled; a message with a bare CR, a bare LF or a NUL is never finished.
public final class SMTPClient: Sendable {
    private let channel: any Channel
    private let handler: NIOLoopBound<SMTPClientHandler>
    /// The address that we are connected to: of the two that `connect` was given, the one that was used.
    public let remoteAddress: SocketAddress
    /// The version of TLS, such as `TLSv1.3`, or nil in the clear.
    public let tlsVersion: String?
    /// What the server offered.
    public let extensions: SMTPExtensions
    /// By which mechanism we have logged in, or nil.
    public let mechanism: SASLMechanism?
    /// How long the opening of the session took, stage by stage.
    public let openingTimings: SMTPStageTimings

    /// The address that we are connected from; nil where the system does not say.
    public var localAddress: SocketAddress? { channel.localAddress }

    init(
        channel: any Channel, handler: NIOLoopBound<SMTPClientHandler>, remoteAddress: SocketAddress,
        tlsVersion: String?, extensions: SMTPExtensions, mechanism: SASLMechanism?, openingTimings: SMTPStageTimings
    ) {
        self.channel = channel
        self.handler = handler
        self.remoteAddress = remoteAddress
        self.tlsVersion = tlsVersion
        self.extensions = extensions
        self.mechanism = mechanism
        self.openingTimings = openingTimings
    }

    /// How TLS is used on a connection; complete.
    public enum Security: Hashable, Sendable {
        /// In the clear.
        case none
        /// STARTTLS where it is offered.
        case startTLSWhenOffered(SMTPClientTLS)
        /// STARTTLS, or failure.
        case startTLSRequired(SMTPClientTLS)
        /// TLS from the first octet (RFC 8314).
        case implicit(SMTPClientTLS)
    }

    /// How a client goes about it, beside TLS.
    public struct Behaviour: Hashable, Sendable {
        /// Which protocol is spoken.
        public var dialect: SMTPServerConfiguration.Dialect
        /// When a message goes out by BDAT, to a server that offers CHUNKING.
        public var chunking: SMTPClientConfiguration.Chunking
        /// Whether commands go out together where the server offers PIPELINING.
        public var usesPipelining: Bool

        /// Makes a behaviour.
        ///
        /// - Parameters:
        ///   - dialect: which protocol is spoken.
        ///   - chunking: when a message goes out by BDAT; by default from 64 KiB.
        ///   - usesPipelining: whether commands go out together where that is offered.
        public init(
            dialect: SMTPServerConfiguration.Dialect = .smtp,
            chunking: SMTPClientConfiguration.Chunking = .from(octets: 65_536), usesPipelining: Bool = true
        ) {
            self.dialect = dialect
            self.chunking = chunking
            self.usesPipelining = usesPipelining
        }
    }

    /// Sends one message.
    ///
    /// When the task is cancelled the connection is cut, and the outcomes say at which stage.
    ///
    /// - Parameters:
    ///   - transaction: the envelope.
    ///   - content: the message's octets; lines end with CRLF.
    ///   - mayFinish: asked before the final dot goes out, when all else was sent; false cuts the connection instead. It is
    ///     asked once for each transaction that the recipients take.
    /// - Returns: an outcome for each recipient, in their order.
    public func send(
        _ transaction: SMTPTransaction, content: ByteBuffer, mayFinish: @escaping @Sendable () async -> Bool = { true }
    ) async -> [SMTPRecipientOutcome] {
        await sendTimed(transaction, content: content, mayFinish: mayFinish).outcomes
    }

    /// Sends one message as `send` does, and says how long it took.
    ///
    /// - Parameters:
    ///   - transaction: the envelope.
    ///   - content: the message's octets; lines end with CRLF.
    ///   - mayFinish: asked before the final dot goes out; see `send`. The time of the answer counts for the message.
    /// - Returns: an outcome for each recipient, in their order; and how long each stage took, from this call on, of all
    ///   transactions together that the recipients take.
    public func sendTimed(
        _ transaction: SMTPTransaction, content: ByteBuffer, mayFinish: @escaping @Sendable () async -> Bool = { true }
    ) async -> (outcomes: [SMTPRecipientOutcome], timings: SMTPStageTimings) {
        guard !transaction.recipients.isEmpty else { return ([], SMTPStageTimings()) }
        let promise = channel.eventLoop.makePromise(of: SMTPClientAnswer.self)
        let order = SMTPClientOrder(transaction: transaction, content: content, mayFinish: mayFinish)
        let handler = handler
        let eventLoop = channel.eventLoop
        eventLoop.execute { handler.value.begin(order, promise) }
        do {
            let answer = try await withTaskCancellationHandler {
                try await promise.futureResult.get()
            } onCancel: {
                eventLoop.execute { handler.value.cancel(promise.futureResult) }
            }
            return (answer.outcomes, answer.timings)
        } catch {
            let failure = SMTPClientFailure(.connection("\(error)"), at: .mail)
            return (transaction.recipients.map { _ in .lost(failure) }, SMTPStageTimings())
        }
    }

    /// Whether another message may go over this connection: it is open, and no transaction is under way.
    public var isUsable: Bool {
        get async {
            let handler = handler
            return (try? await channel.eventLoop.submit { handler.value.isUsable }.get()) ?? false
        }
    }

    /// Has something done when the connection is gone, or has been already.
    func onEnd(_ action: @escaping @Sendable () -> Void) {
        let (handler, channel) = (handler, channel)
        channel.eventLoop.execute { handler.value.onFailure = action }
        channel.closeFuture.whenComplete { _ in action() }
    }

    /// Says QUIT; the connection is closed when it was answered, or after five seconds.
    public func quit() async {
        let (handler, channel) = (handler, channel)
        channel.eventLoop.execute {
            handler.value.quit()
            let cut = channel.eventLoop.scheduleTask(in: .seconds(5)) { handler.value.cut() }
            channel.closeFuture.whenComplete { _ in cut.cancel() }
        }
        try? await channel.closeFuture.get()
    }
}
