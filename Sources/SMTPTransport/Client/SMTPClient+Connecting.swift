public import NIOCore
internal import NIOPosix
public import SMTPProtocol

extension SMTPClient {
    /// Connects and opens a session.
    ///
    /// With two addresses of the host, the second one is tried as well where the first has failed, or has not answered
    /// within `SMTPClientTimeouts.secondAddress`; the connection that is made first is used, and the other one closed
    /// (RFC 8305). Nothing is said before that, so that the host sees one session.
    ///
    /// - Parameters:
    ///   - address: where to connect to.
    ///   - alternative: another address of the same host, of the other family; it is not tried where there is a
    ///     `localAddress`.
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
        to address: SocketAddress, alternative: SocketAddress? = nil, serverName: String?, helloName: String,
        security: Security, credentials: SMTPCredentials? = nil, behaviour: Behaviour = Behaviour(),
        localAddress: SocketAddress? = nil, timeouts: SMTPClientTimeouts = SMTPClientTimeouts(),
        group: (any EventLoopGroup)? = nil
    ) async throws(SMTPClientFailure) -> SMTPClient {
        let began = NIODeadline.now()
        let eventLoop = (group ?? MultiThreadedEventLoopGroup.singleton).next()
        let opened = eventLoop.makePromise(of: Result<Void, SMTPClientFailure>.self)
        let other = localAddress == nil && alternative != address ? alternative : nil
        let connected: ConnectRunner.Connected
        do throws(SMTPClientFailure) {
            connected = try await ConnectRunner.connect(
                to: [address, other].compactMap { $0 }, from: localAddress, timeouts: timeouts, on: eventLoop
            ) { channel in
                let (tls, policy, isImplicit) = security.parts
                var configuration = SMTPClientConfiguration(
                    helloName: helloName, tls: policy, credentials: credentials, dialect: behaviour.dialect)
                configuration.chunking = behaviour.chunking
                configuration.usesPipelining = behaviour.usesPipelining
                let machine = SMTPClientMachine(
                    configuration: configuration, isEncrypted: isImplicit, cryptography: TransportCryptography())
                let handler = SMTPClientHandler(
                    machine: machine, tls: tls, serverName: serverName, timeouts: timeouts,
                    awaitsTLS: isImplicit, opened: opened)
                let first = isImplicit ? try tls.map { try handler.tlsHandler($0) } : nil
                try channel.pipeline.syncOperations.addHandler(handler)
                // Last, as the handshake begins at once.
                if let first { try channel.pipeline.syncOperations.addHandler(first, position: .first) }
            }
        } catch {
            opened.succeed(.failure(error))
            throw error.timed(since: began)
        }
        let channel = connected.channel
        let held = other == nil ? nil : connected.address.ipAddress
        do {
            try await withTaskCancellationHandler {
                try await opened.futureResult.get().get()
            } onCancel: {
                channel.close(promise: nil)
            }
            return try await eventLoop.submit {
                let handler = try channel.pipeline.syncOperations.handler(type: SMTPClientHandler.self)
                var timings = handler.openingTimings
                timings.connect = connected.duration
                return SMTPClient(
                    channel: channel, handler: NIOLoopBound(handler, eventLoop: eventLoop),
                    remoteAddress: connected.address, tlsVersion: channel.tlsVersionName,
                    extensions: handler.extensions, mechanism: handler.mechanism, openingTimings: timings)
            }.get()
        } catch {
            var failure =
                (error as? SMTPClientFailure)
                ?? SMTPClientFailure(.connection("the connection was closed"), at: .greeting)
            failure.address = held
            throw failure.timed(since: began)
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

extension SMTPClientFailure {
    /// The failure with how long it took.
    fileprivate func timed(since began: NIODeadline) -> SMTPClientFailure {
        var failure = self
        failure.elapsed = .nanoseconds((NIODeadline.now() - began).nanoseconds)
        return failure
    }
}
