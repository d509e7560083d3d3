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
        listener.table.enter(channel)
        try channel.pipeline.syncOperations.addHandler(handler)
        if listener.isImplicitlyEncrypted {
            handler.opening = .handshake
            let context = try channel.pipeline.syncOperations.context(handler: handler)
            guard handler.acceptTLS(context) else { throw SMTPTransportError(.tlsConfiguration, "TLS cannot begin") }
        }
        if listener.isProxy(Self.address(of: channel)) {
            handler.opening = .proxyHeader
            try channel.pipeline.syncOperations.addHandler(ProxyHeaderHandler(), position: .first)
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
        if let source = header.source {
            connection.proxyAddress = connection.remoteAddress
            connection.remoteAddress = source
            connection.remotePort = header.sourcePort
        }
        if listener.isImplicitlyEncrypted {
            opening = .handshake
        } else {
            begin(context)
        }
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

    /// Judges a client: counted, delayed, and asked about; then the application has its say.
    func connect(_ context: ChannelHandlerContext) {
        leave()
        if let refusal = listener.table.admit(connection.remoteAddress, at: context.eventLoop.now) {
            return run(machine.answer(.reply(refusal)), context)
        }
        admittedAddress = connection.remoteAddress
        isAdmitted = true
        let exposure = listener.listener.exposure
        guard !exposure.isExempt(connection.remoteAddress), exposure.greetingDelay > .zero || exposure.judge != nil
        else { return decide(session.connected(connection), context) }
        delayGreeting(exposure, context)
    }

    /// Holds the greeting back, and reads meanwhile: who talks is cut.
    private func delayGreeting(_ exposure: SMTPExposure, _ context: ChannelHandlerContext) {
        opening = .greeting
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        let eventLoop = context.eventLoop
        let delay = eventLoop.scheduleTask(in: TimeAmount(exposure.greetingDelay)) {}
        let judged = eventLoop.makePromise(of: SMTPReply?.self)
        if let judge = exposure.judge {
            let connection = connection
            judged.completeWithTask { await judge(connection) }
        } else {
            judged.succeed(nil)
        }
        delay.futureResult.and(judged.futureResult).whenComplete { result in
            let (handler, context) = bound.value
            guard handler.opening == .greeting, !handler.isOver else { return }
            handler.opening = .done
            if case .success((_, let refusal?)) = result {
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
        switch override.helloName {
        case .unchanged: break
        case .unavailable: overriddenHelloName = nil
        case .value(let name): overriddenHelloName = name
        }
        let step = machine.clientOverridden()
        connection.user = machine.identity?.user
        connection.mechanism = machine.identity?.mechanism
        run(step, context)
    }

    /// Counts the client out.
    func leave() {
        guard isAdmitted else { return }
        isAdmitted = false
        listener.table.leave(admittedAddress)
    }

    /// The civil time, for the date that FUTURERELEASE names.
    private static func unixTime() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec)
    }
}
