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

/// How a connection begins: the proxy's header, TLS, the judgement of the client, the greeting.
extension SMTPServerHandler {
    /// Puts what a new connection needs on its channel; on the event loop only.
    static func install(
        on channel: any Channel, listener: SMTPListenerContext, session: any SMTPSession
    ) throws {
        let handler = SMTPServerHandler(listener: listener, session: session)
        guard listener.table.enter(channel) else {
            // So many are open that nobody can be told so.
            throw SMTPTransportError(.bind, "too many connections")
        }
        try channel.pipeline.syncOperations.addHandler(handler)
        if listener.isImplicitlyEncrypted {
            handler.opening = .handshake
            let context = try channel.pipeline.syncOperations.context(handler: handler)
            guard handler.acceptTLS(context) else { throw SMTPTransportError(.tlsConfiguration, "TLS cannot begin") }
        }
        if listener.isProxy(Self.address(of: channel)) {
            handler.opening = .proxyHeader
            let timeout = TimeAmount(listener.limits.proxyHeaderTimeout)
            try channel.pipeline.syncOperations.addHandler(ProxyHeaderHandler(timeout: timeout), position: .first)
        }
    }

    private static func address(of channel: any Channel) -> IPAddress? {
        channel.remoteAddress?.ipAddress.flatMap { IPAddress($0) }.map(\.unmapped)
    }

    func noteAddress(_ context: ChannelHandlerContext) {
        connection.remoteAddress = Self.address(of: context.channel)
        connection.remotePort = context.remoteAddress?.port
    }

    /// Takes what a proxy says of the client.
    func proxied(_ header: ProxyHeader, _ context: ChannelHandlerContext) {
        guard opening == .proxyHeader else { return }
        // A proxy that speaks for itself is judged as itself; one that cannot say for whom it speaks, speaks for a stranger.
        if !header.isLocal {
            connection.proxyAddress = connection.remoteAddress
            connection.remoteAddress = header.source
            connection.remotePort = header.sourcePort
        }
        admit(context)
        if listener.isImplicitlyEncrypted {
            opening = .handshake
            if refusal == nil { limitOpening(context) }
        } else {
            begin(context)
        }
    }

    /// Under which address the client is counted: its own, or where that is not known its proxy's.
    var judgedAddress: IPAddress? { connection.remoteAddress ?? connection.proxyAddress }

    /// Counts the client in; one that is one too many is told so, or cut where nothing can be said before TLS stands.
    func admit(_ context: ChannelHandlerContext) {
        leave()
        refusal = listener.table.admit(judgedAddress, at: context.eventLoop.now)
        guard refusal == nil else {
            if listener.isImplicitlyEncrypted, connection.tlsVersion == nil { context.close(promise: nil) }
            return
        }
        admittedAddress = judgedAddress
        isAdmitted = true
    }

    /// Gives a handshake its time.
    func limitOpening(_ context: ChannelHandlerContext) {
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        let wait = TimeAmount(listener.limits.handshakeTimeout)
        openingDeadline = context.eventLoop.scheduleTask(in: wait) { bound.value.close(promise: nil) }
    }

    /// Puts TLS before everything else that is on the channel; false where that fails.
    func acceptTLS(_ context: ChannelHandlerContext) -> Bool {
        guard let tls = listener.listener.tls else { return false }
        let operations = context.pipeline.syncOperations
        do {
            guard tls.hasSeveral else {
                let identity = tls.identity(for: nil)
                channelBinding = identity.channelBinding
                try operations.addHandler(NIOSSLServerHandler(context: identity.context), position: .first)
                return true
            }
            // Which certificate is shown depends on the name in the client's first words.
            let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
            let chooser = ByteToMessageHandler(
                SNIHandler { result in
                    let (handler, context) = bound.value
                    return handler.show(result, tls, context)
                })
            try operations.addHandler(chooser, position: .first)
            return true
        } catch {
            return false
        }
    }

    /// Begins TLS with the certificate that is good for the name.
    private func show(
        _ result: SNIResult, _ tls: SMTPServerTLS, _ context: ChannelHandlerContext
    ) -> EventLoopFuture<Void> {
        let name: String? = if case .hostname(let name) = result { name } else { nil }
        let identity = tls.identity(for: name)
        channelBinding = identity.channelBinding
        return context.eventLoop.makeCompletedFuture {
            let operations = context.pipeline.syncOperations
            let chooser = try operations.handler(type: ByteToMessageHandler<SNIHandler>.self)
            try operations.addHandler(NIOSSLServerHandler(context: identity.context), position: .after(chooser))
        }
    }

    /// TLS stands: by STARTTLS the session begins anew, on a port for implicit TLS it begins.
    func encrypted(_ context: ChannelHandlerContext) {
        openingDeadline?.cancel()
        openingDeadline = nil
        connection.tlsVersion = context.channel.tlsVersionName
        if opening == .handshake { return begin(context) }
        connection.user = nil
        connection.mechanism = nil
        machine.tlsEstablished(channelBinding: channelBinding)
        advance(context)
        flush(context)
    }

    /// The client is known: it is judged and greeted.
    func begin(_ context: ChannelHandlerContext) {
        opening = .done
        machine.unixTime = Self.unixTime()
        machine.allowsClientOverride = listener.mayOverride(connection.remoteAddress)
        run(machine.start(channelBinding: channelBinding), context)
        advance(context)
        flush(context)
    }

    /// Judges a client that was counted: delayed, and asked about; then the application has its say.
    func connect(_ context: ChannelHandlerContext) {
        if let refusal { return run(machine.answer(.reply(refusal)), context) }
        let exposure = listener.listener.exposure
        guard !exposure.isExempt(connection), exposure.greetingDelay > .zero || exposure.judge != nil
        else { return decide(session.connected(connection), context) }
        delayGreeting(exposure, context)
    }

    /// Holds the greeting back, and reads meanwhile: who talks is cut.
    private func delayGreeting(_ exposure: SMTPExposure, _ context: ChannelHandlerContext) {
        opening = .greeting
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        greeting = SMTPGreetingDelay(exposure, for: connection, on: context.eventLoop) { refusal in
            let (handler, context) = bound.value
            handler.greeting = nil
            guard handler.opening == .greeting, !handler.isOver else { return }
            handler.opening = .done
            if let refusal {
                handler.run(handler.machine.answer(.reply(refusal)), context)
            } else {
                handler.decide(handler.session.connected(handler.connection), context)
            }
            handler.resume(context)
        }
    }

    /// Cuts a client that talks before it was greeted.
    func tooEarly(_ context: ChannelHandlerContext) {
        opening = .done
        greeting?.cancel()
        stop(Self.spokenTooEarly, context)
    }

    /// Takes what a proxy says by XCLIENT; the session begins anew.
    func override(by override: SMTPClientOverride, _ context: ChannelHandlerContext) {
        let proxy = connection.proxyAddress ?? connection.remoteAddress
        connection.proxyAddress = proxy
        switch override.address {
        case .unchanged: break
        case .unavailable: (connection.remoteAddress, connection.remotePort) = (nil, nil)
        case .value(let address): (connection.remoteAddress, connection.remotePort) = (address, nil)
        }
        if case .value(let port) = override.port { connection.remotePort = port }
        if case .value(let name) = override.name { connection.remoteName = name }
        if case .unavailable = override.name { connection.remoteName = nil }
        switch override.helloName {
        case .unchanged: break
        case .unavailable: overriddenHelloName = nil
        case .value(let name): overriddenHelloName = name
        }
        let step = machine.clientOverridden()
        connection.user = machine.identity?.user
        connection.mechanism = machine.identity?.mechanism
        errors = 0
        admit(context)
        if case .value = override.login { session.authenticated(connection) }
        run(step, context)
    }

    /// Counts the client out.
    func leave() {
        guard isAdmitted else { return }
        isAdmitted = false
        listener.table.leave(admittedAddress)
    }

    /// The civil time, for the date that FUTURERELEASE names.
    private static func unixTime() -> Int64 { Int64(time(nil)) }
}
