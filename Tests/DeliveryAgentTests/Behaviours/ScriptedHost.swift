import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import SMTPProtocol

/// A host in the clear that does at each stage what a test has it do, and keeps what it hears.
final class ScriptedHost: Sendable {
    /// What the host does.
    enum Act: Hashable, Sendable {
        /// Says this, perhaps in several lines. A 220 to STARTTLS is followed by octets that are no TLS.
        case say(String)
        /// Says this and closes the connection.
        case bye(String)
        /// Closes the connection without a word.
        case close
        /// Says nothing more; in a message it also reads nothing more.
        case keepSilent
    }

    /// A point of a session.
    struct Moment: Sendable {
        var stage: SMTPStage
        /// The command; empty where there is none.
        var line: String
        /// For the so manieth time in all sessions, from one on.
        var time: Int
    }

    /// What the host does; nil for what a host does that takes everything.
    typealias Script = @Sendable (Moment) -> Act?

    /// A message that came to its end.
    struct Message: Equatable, Sendable {
        /// The recipients that the host took.
        var recipients: [String]
        /// The octets as they came, with doubled dots and without the final one.
        var content: ByteBuffer
        /// Whether the host said that it has it.
        var isTaken: Bool
    }

    /// What is said to the final dot of a message that is taken.
    static let taken = "250 2.0.0 Taken"

    /// A script that does something at one stage.
    ///
    /// - Parameters:
    ///   - stage: the stage.
    ///   - time: the one time at which it does so; nil for every time.
    ///   - act: what is done.
    static func at(_ stage: SMTPStage, time: Int? = nil, _ act: Act) -> Script {
        { moment in moment.stage == stage && (time ?? moment.time) == moment.time ? act : nil }
    }

    let port: Int
    private let listener: any Channel
    private let log: ScriptedHostLog

    /// Starts a host.
    ///
    /// - Parameters:
    ///   - host: the address that it listens on.
    ///   - port: its port; 0 for any.
    ///   - offersTLS: whether it offers STARTTLS, which it does not know.
    ///   - receiveBuffer: how much may wait unread, in octets; nil for the system's choice.
    ///   - script: what it does.
    init(
        host: String = "127.0.7.1", port: Int = 0, offersTLS: Bool = false, receiveBuffer: Int? = nil,
        script: @escaping Script = { _ in nil }
    ) async throws {
        let log = ScriptedHostLog()
        var bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let session = ScriptedSession(log, offersTLS: offersTLS, script)
                    try channel.pipeline.syncOperations.addHandler(session)
                }
            }
        if let receiveBuffer {
            bootstrap = bootstrap.serverChannelOption(.socketOption(.so_rcvbuf), value: receiveBuffer)
        }
        let listener = try await bootstrap.bind(host: host, port: port).get()
        self.listener = listener
        self.log = log
        self.port = listener.localAddress?.port ?? 0
    }

    /// The commands of each connection.
    var sessions: [[String]] { log.state.withLockedValue { $0.sessions } }
    /// The verbs of these.
    var verbs: [[String]] { sessions.map { $0.map { String($0.prefix { $0 != " " }) } } }
    /// The messages that came to their end, whatever was said to that.
    var messages: [Message] { log.state.withLockedValue { $0.messages } }

    /// How often a verb was heard.
    func count(_ verb: String) -> Int { verbs.joined().count { $0 == verb } }

    /// Closes all connections and gives up the port.
    func stop() async {
        try? await listener.close().get()
        for channel in log.state.withLockedValue({ $0.channels }) { try? await channel.close().get() }
    }
}

/// What all sessions of a host have seen.
private final class ScriptedHostLog: Sendable {
    struct State {
        var sessions: [[String]] = []
        var messages: [ScriptedHost.Message] = []
        var times: [SMTPStage: Int] = [:]
        var channels: [any Channel] = []
    }

    let state = NIOLockedValueBox(State())

    /// Notes a connection, and gives its place among the sessions.
    func begin(_ channel: any Channel) -> Int {
        state.withLockedValue { state in
            state.channels.append(channel)
            state.sessions.append([])
            return state.sessions.count - 1
        }
    }

    func hear(_ line: String, in session: Int) { state.withLockedValue { $0.sessions[session].append(line) } }

    func keep(_ message: ScriptedHost.Message) { state.withLockedValue { $0.messages.append(message) } }

    func moment(_ stage: SMTPStage, _ line: String) -> ScriptedHost.Moment {
        let time = state.withLockedValue { state in
            let time = state.times[stage, default: 0] + 1
            state.times[stage] = time
            return time
        }
        return ScriptedHost.Moment(stage: stage, line: line, time: time)
    }
}

/// One connection of a host.
private final class ScriptedSession: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let log: ScriptedHostLog
    private let offersTLS: Bool
    private let script: ScriptedHost.Script
    private var number = 0
    private var input = ByteBuffer()
    private var recipients: [String] = []
    private var isInMessage = false
    /// What is done when the first octets of the message are here.
    private var inMessage: ScriptedHost.Act?
    /// STARTTLS was granted, and a handshake is on its way.
    private var isSecuring = false
    /// Nothing more is said.
    private var isOver = false

    init(_ log: ScriptedHostLog, offersTLS: Bool, _ script: @escaping ScriptedHost.Script) {
        self.log = log
        self.offersTLS = offersTLS
        self.script = script
    }

    func channelActive(context: ChannelHandlerContext) {
        number = log.begin(context.channel)
        carryOut(act(.greeting, usual: "220 mx.receiver.test ESMTP"), context)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var octets = unwrapInboundIn(data)
        guard !isOver else { return }
        input.writeBuffer(&octets)
        while !isOver, input.readableBytes > 0 {
            if isSecuring {
                isOver = true
                say("500 5.5.1 What is that?", context)
            } else if isInMessage {
                guard hearMessage(context) else { return }
            } else {
                guard let line = nextLine() else { return }
                hear(line, context)
            }
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func hear(_ line: String, _ context: ChannelHandlerContext) {
        log.hear(line, in: number)
        switch line.prefix(4) {
        case "EHLO":
            let usual = offersTLS ? "250-mx.receiver.test\r\n250 STARTTLS" : "250 mx.receiver.test"
            carryOut(act(.hello, line, usual: usual), context)
        case "HELO": carryOut(act(.hello, line, usual: "250 mx.receiver.test"), context)
        case "STAR":
            let act = act(.startTLS, line, usual: "454 4.7.0 There is no TLS here")
            isSecuring = act.says("220")
            carryOut(act, context)
        case "MAIL":
            recipients = []
            carryOut(act(.mail, line, usual: "250 2.1.0 Yes"), context)
        case "RCPT":
            let act = act(.recipient, line, usual: "250 2.1.5 Yes")
            if act.says("250") { recipients.append(String(line.dropFirst("RCPT TO:<".count).prefix { $0 != ">" })) }
            carryOut(act, context)
        case "DATA":
            let act = act(.data, line, usual: "354 Go on")
            carryOut(act, context)
            if act.says("354") { beginMessage(context) }
        case "QUIT": carryOut(.bye("221 2.0.0 Bye"), context)
        default: say("250 2.0.0 Yes", context)
        }
    }

    private func beginMessage(_ context: ChannelHandlerContext) {
        isInMessage = true
        inMessage = script(log.moment(.message, ""))
        guard inMessage == .keepSilent else { return }
        isOver = true
        _ = try? context.channel.syncOptions?.setOption(ChannelOptions.autoRead, value: false)
    }

    /// Takes what has come of a message; true where it came to its end.
    private func hearMessage(_ context: ChannelHandlerContext) -> Bool {
        if let act = inMessage {
            inMessage = nil
            carryOut(act, context)
            if isOver { return false }
        }
        let length = min(5, input.readableBytes)
        let tail = input.getString(at: input.writerIndex - length, length: length)
        guard tail == "\r\n.\r\n" || tail == ".\r\n" else { return false }
        let content = input.readSlice(length: input.readableBytes - 3) ?? ByteBuffer()
        input.clear()
        isInMessage = false
        let act = act(.finalDot, usual: ScriptedHost.taken)
        log.keep(ScriptedHost.Message(recipients: recipients, content: content, isTaken: act.says("250")))
        carryOut(act, context)
        return true
    }

    private func nextLine() -> String? {
        guard let end = input.readableBytesView.firstIndex(of: UInt8(ascii: "\n")),
            let line = input.readString(length: end - input.readerIndex + 1)
        else { return nil }
        // CRLF is one character.
        return String(line.dropLast())
    }

    private func act(_ stage: SMTPStage, _ line: String = "", usual: String) -> ScriptedHost.Act {
        script(log.moment(stage, line)) ?? .say(usual)
    }

    private func carryOut(_ act: ScriptedHost.Act, _ context: ChannelHandlerContext) {
        switch act {
        case .say(let text): say(text, context)
        case .bye(let text):
            isOver = true
            say(text, context)
            context.close(promise: nil)
        case .close:
            isOver = true
            context.close(promise: nil)
        case .keepSilent: isOver = true
        }
    }

    private func say(_ text: String, _ context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text + "\r\n")), promise: nil)
    }
}

extension ScriptedHost.Act {
    /// Whether it says something that begins so.
    fileprivate func says(_ beginning: String) -> Bool {
        switch self {
        case .say(let text), .bye(let text): text.hasPrefix(beginning)
        case .close, .keepSilent: false
        }
    }
}
