internal import NIOConcurrencyHelpers
public import NIOCore
internal import NIOPosix
public import SMTPProtocol

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// One connection to a server, for any number of messages one after another.
///
/// Guarantees: `send` answers with one outcome for each recipient, whatever happens to the connection; the octets that
/// are sent are those that were given, dots doubled; a message with a bare CR, a bare LF or a NUL is never finished.
public final class SMTPClient: Sendable {
    private let channel: any Channel
    private let handler: NIOLoopBound<SMTPClientHandler>
    /// The version of TLS, such as `TLSv1.3`, or nil in the clear.
    public let tlsVersion: String?
    /// What the server offered.
    public let extensions: SMTPExtensions
    /// By which mechanism we have logged in, or nil.
    public let mechanism: SASLMechanism?

    private init(
        channel: any Channel, handler: NIOLoopBound<SMTPClientHandler>, tlsVersion: String?, extensions: SMTPExtensions,
        mechanism: SASLMechanism?
    ) {
        self.channel = channel
        self.handler = handler
        self.tlsVersion = tlsVersion
        self.extensions = extensions
        self.mechanism = mechanism
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

    /// Connects and opens a session.
    ///
    /// - Parameters:
    ///   - address: where to connect to.
    ///   - serverName: the name for SNI and for the certificate's check, or nil where only the address is known.
    ///   - helloName: our name in EHLO.
    ///   - security: how TLS is used.
    ///   - credentials: who to log in as, if anyone; only ever sent under TLS.
    ///   - behaviour: which protocol is spoken, and with which of the extensions.
    ///   - localAddress: the address to connect from, or nil for the system's choice.
    ///   - timeouts: how long to wait at each stage.
    ///   - group: the event loops to run on; those that the process shares by default.
    /// - Returns: a client whose session is open.
    /// - Throws: `SMTPClientFailure` with the stage at which it failed, also when the task was cancelled.
    public static func connect(
        to address: SocketAddress, serverName: String?, helloName: String, security: Security,
        credentials: SMTPCredentials? = nil, behaviour: Behaviour = Behaviour(), localAddress: SocketAddress? = nil,
        timeouts: SMTPClientTimeouts = SMTPClientTimeouts(), group: (any EventLoopGroup)? = nil
    ) async throws(SMTPClientFailure) -> SMTPClient {
        let eventLoop = (group ?? MultiThreadedEventLoopGroup.singleton).next()
        let opened = eventLoop.makePromise(of: Result<Void, SMTPClientFailure>.self)
        let connecting = NIOLockedValueBox<(any Channel)?>(nil)
        var bootstrap = ClientBootstrap(group: eventLoop)
            .connectTimeout(TimeAmount(timeouts.connect))
            .channelInitializer { channel in
                connecting.withLockedValue { $0 = channel }
                return channel.eventLoop.makeCompletedFuture {
                    let (tls, policy, isImplicit) = security.parts
                    var configuration = SMTPClientConfiguration(
                        helloName: helloName, tls: policy, credentials: credentials, dialect: behaviour.dialect)
                    configuration.chunking = behaviour.chunking
                    configuration.usesPipelining = behaviour.usesPipelining
                    let machine = SMTPClientMachine(
                        configuration: configuration, isEncrypted: isImplicit, cryptography: TransportCryptography())
                    let handler = SMTPClientHandler(
                        machine: machine, tls: tls, serverName: serverName, timeouts: timeouts, opened: opened)
                    if isImplicit, let tls {
                        try channel.pipeline.syncOperations.addHandler(handler.tlsHandler(tls))
                    }
                    try channel.pipeline.syncOperations.addHandler(handler)
                }
            }
        if let localAddress { bootstrap = bootstrap.bind(to: localAddress) }
        let channel: any Channel
        do {
            let connected = bootstrap.connect(to: address)
            channel = try await withTaskCancellationHandler {
                try await connected.get()
            } onCancel: {
                connecting.withLockedValue { $0 }?.close(promise: nil)
            }
        } catch {
            opened.succeed(.success(()))
            throw SMTPClientFailure(.connection(reason(of: error)), at: .connect)
        }
        do {
            try await withTaskCancellationHandler {
                try await opened.futureResult.get().get()
            } onCancel: {
                channel.close(promise: nil)
            }
            return try await eventLoop.submit {
                let handler = try channel.pipeline.syncOperations.handler(type: SMTPClientHandler.self)
                return SMTPClient(
                    channel: channel, handler: NIOLoopBound(handler, eventLoop: eventLoop),
                    tlsVersion: channel.tlsVersionName, extensions: handler.extensions, mechanism: handler.mechanism)
            }.get()
        } catch let failure as SMTPClientFailure {
            throw failure
        } catch {
            throw SMTPClientFailure(.connection("the connection was closed"), at: .greeting)
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
        guard !transaction.recipients.isEmpty else { return [] }
        let promise = channel.eventLoop.makePromise(of: [SMTPRecipientOutcome].self)
        let order = SMTPClientOrder(transaction: transaction, content: content, mayFinish: mayFinish)
        let handler = handler
        let eventLoop = channel.eventLoop
        eventLoop.execute { handler.value.begin(order, promise) }
        do {
            return try await withTaskCancellationHandler {
                try await promise.futureResult.get()
            } onCancel: {
                eventLoop.execute { handler.value.cancel(promise.futureResult) }
            }
        } catch {
            let failure = SMTPClientFailure(.connection("\(error)"), at: .mail)
            return transaction.recipients.map { _ in .lost(failure) }
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

    private static func reason(of error: any Error) -> String {
        if let error = error as? IOError, let trouble = OwnTrouble(errno: error.errnoCode) { return trouble.rawValue }
        return switch error {
        case let error as IOError where error.errnoCode == ECONNREFUSED: "the connection was refused"
        case let error as IOError where error.errnoCode == EHOSTUNREACH: "there is no route to the host"
        case ChannelError.connectTimeout: "the connection timed out"
        default: "the connection failed: \(error)"
        }
    }
}

extension SMTPClient.Security {
    /// The TLS settings, the machine's policy, and whether TLS comes first.
    fileprivate var parts: (SMTPClientTLS?, SMTPClientConfiguration.TLSPolicy, Bool) {
        switch self {
        case .none: (nil, .never, false)
        case .startTLSWhenOffered(let tls): (tls, .whenOffered, false)
        case .startTLSRequired(let tls): (tls, .required, false)
        case .implicit(let tls): (tls, .never, true)
        }
    }
}
