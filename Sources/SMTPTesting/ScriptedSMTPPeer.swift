public import NIOCore
internal import NIOPosix

/// One side of a scripted dialogue on a real connection, on loopback: a peer that says exactly what a test wants.
///
/// Guarantees: what is sent are the script's lines with CRLF and nothing else; the first line of the other side that does
/// not fit ends the dialogue and is reported.
public final class ScriptedSMTPPeer: Sendable {
    private let listener: (any Channel)?
    private let promise: EventLoopPromise<[String]>
    private var ended: EventLoopFuture<[String]> { promise.futureResult }
    /// The address that is listened on, for a server; of a client that which it connected to.
    public let address: SocketAddress

    private init(listener: (any Channel)?, address: SocketAddress, promise: EventLoopPromise<[String]>) {
        self.listener = listener
        self.address = address
        self.promise = promise
    }

    /// Plays the server for the first client that connects; others are turned away.
    ///
    /// - Parameters:
    ///   - script: the dialogue.
    ///   - host: where to listen, on a free port.
    ///   - group: the event loops to run on; those that the process shares by default.
    /// - Throws: `SMTPScriptError` of kind `connection` when nothing can be listened on.
    public static func server(
        _ script: SMTPScript, on host: String = "127.0.0.1", group: (any EventLoopGroup)? = nil
    ) async throws(SMTPScriptError) -> ScriptedSMTPPeer {
        let eventLoop = (group ?? MultiThreadedEventLoopGroup.singleton).next()
        let promise = eventLoop.makePromise(of: [String].self)
        let isTaken = NIOLoopBoundBox.makeBoxSendingValue(false, eventLoop: eventLoop)
        let bootstrap = ServerBootstrap(group: eventLoop)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    guard !isTaken.value else {
                        channel.close(promise: nil)
                        return
                    }
                    isTaken.value = true
                    promise.futureResult.whenFailure { _ in channel.close(promise: nil) }
                    try channel.pipeline.syncOperations.addHandler(ScriptHandler(script, playing: .server, promise))
                }
            }
        do {
            let channel = try await bootstrap.bind(host: host, port: 0).get()
            guard let address = channel.localAddress else { throw SMTPScriptError(.connection, "no address") }
            return ScriptedSMTPPeer(listener: channel, address: address, promise: promise)
        } catch {
            promise.fail(SMTPScriptError(.connection, "cannot listen on \(host): \(error)"))
            throw SMTPScriptError(.connection, "cannot listen on \(host): \(error)")
        }
    }

    /// Plays the client of a server.
    ///
    /// - Parameters:
    ///   - script: the dialogue.
    ///   - address: where the server listens.
    ///   - group: the event loops to run on; those that the process shares by default.
    /// - Throws: `SMTPScriptError` of kind `connection` when the server does not answer.
    public static func client(
        _ script: SMTPScript, of address: SocketAddress, group: (any EventLoopGroup)? = nil
    ) async throws(SMTPScriptError) -> ScriptedSMTPPeer {
        let eventLoop = (group ?? MultiThreadedEventLoopGroup.singleton).next()
        let promise = eventLoop.makePromise(of: [String].self)
        let bootstrap = ClientBootstrap(group: eventLoop).channelInitializer { channel in
            channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.addHandler(ScriptHandler(script, playing: .client, promise))
            }
        }
        do {
            _ = try await bootstrap.connect(to: address).get()
            return ScriptedSMTPPeer(listener: nil, address: address, promise: promise)
        } catch {
            promise.fail(SMTPScriptError(.connection, "cannot connect: \(error)"))
            throw SMTPScriptError(.connection, "cannot connect: \(error)")
        }
    }

    /// Waits until the script was played to its end.
    ///
    /// - Parameter patience: after this time the dialogue has failed, so that no test hangs.
    /// - Returns: what the other side said, line by line.
    /// - Throws: `SMTPScriptError` with the first thing that did not go as written.
    @discardableResult
    public func finish(within patience: Duration = .seconds(30)) async throws(SMTPScriptError) -> [String] {
        let promise = promise
        let giveUp = ended.eventLoop.scheduleTask(in: TimeAmount(patience)) {
            promise.fail(SMTPScriptError(.connection, "the script did not come to its end within \(patience)"))
        }
        defer { giveUp.cancel() }
        let result: Result<[String], any Error>
        do { result = .success(try await ended.get()) } catch { result = .failure(error) }
        try? await listener?.close().get()
        switch result {
        case .success(let lines): return lines
        case .failure(let error): throw (error as? SMTPScriptError) ?? SMTPScriptError(.connection, "\(error)")
        }
    }
}

/// Plays the steps of one side on a channel.
private final class ScriptHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private var steps: ArraySlice<SMTPScript.Step>
    private let side: SMTPScript.Side
    private let ended: EventLoopPromise<[String]>
    private var input = ByteBuffer()
    private var heard: [String] = []
    private var isOver = false

    init(_ script: SMTPScript, playing side: SMTPScript.Side, _ ended: EventLoopPromise<[String]>) {
        steps = script.steps[...]
        self.side = side
        self.ended = ended
    }

    func channelActive(context: ChannelHandlerContext) { play(context) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var octets = unwrapInboundIn(data)
        input.writeBuffer(&octets)
        play(context)
    }

    func channelInactive(context: ChannelHandlerContext) {
        if steps.first?.act == .closes { steps.removeFirst() }
        if steps.isEmpty {
            end(context)
        } else {
            fail(
                SMTPScriptError(.connection, "the connection was closed before: \(Self.text(of: steps.first))"), context
            )
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func play(_ context: ChannelHandlerContext) {
        while !isOver, let step = steps.first {
            switch (step.side == side, step.act) {
            case (true, .says(let line)):
                context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: line + "\r\n")), promise: nil)
            case (true, .closes):
                steps.removeFirst()
                end(context)
                context.close(promise: nil)
                return
            case (false, .says(let pattern)):
                guard let line = nextLine() else { return }
                heard.append(line)
                guard SMTPScript.matches(line[...], pattern[...]) else {
                    return fail(SMTPScriptError(.mismatch, "awaited \"\(pattern)\", heard \"\(line)\""), context)
                }
            case (false, .closes): return
            }
            steps.removeFirst()
        }
        if steps.isEmpty { end(context) }
    }

    private func nextLine() -> String? {
        guard let end = input.readableBytesView.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        guard var line = input.readString(length: end - input.readerIndex + 1) else { return nil }
        line.removeLast()
        if line.hasSuffix("\r") { line.removeLast() }
        return line
    }

    private func end(_ context: ChannelHandlerContext) {
        guard !isOver else { return }
        isOver = true
        ended.succeed(heard)
    }

    private func fail(_ error: SMTPScriptError, _ context: ChannelHandlerContext) {
        guard !isOver else { return }
        isOver = true
        ended.fail(error)
        context.close(promise: nil)
    }

    private static func text(of step: SMTPScript.Step?) -> String {
        switch step?.act {
        case .says(let line): "\(step?.side.rawValue ?? "?"): \(line)"
        case .closes: "\(step?.side.rawValue ?? "?"): !close"
        case nil: "the end"
        }
    }
}
