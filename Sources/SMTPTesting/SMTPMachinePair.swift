public import SMTPProtocol

/// A client's and a server's machine with two pipes between them, which deliver what was written in random pieces and in
/// random order: a whole session without a socket, the same for the same seed.
///
/// TLS is begun as soon as it is asked for, and changes nothing but what the machines believe.
public struct SMTPMachinePair {
    /// How the server's application answers.
    public typealias Application = (SMTPServerQuestion) -> SMTPServerAnswer
    /// How the server's application judges who the client is.
    public typealias Authenticator = (SASLQuestion) -> SASLAnswer

    private var client: SMTPClientMachine
    private var server: SMTPServerMachine
    private let application: Application
    private let authenticator: Authenticator
    /// What a login is bound to, as each side sees it.
    private let channelBindings: (client: [UInt8]?, server: [UInt8]?)
    private var generator: any RandomNumberGenerator
    private var toServer: [UInt8] = []
    private var toClient: [UInt8] = []
    private var orders: ArraySlice<Order>
    private var body: [UInt8] = []
    /// What came to the server and was not consumed.
    private var unread: [UInt8] = []

    /// A message to send, and its envelope.
    public struct Order: Hashable, Sendable {
        /// The envelope.
        public var transaction: SMTPTransaction
        /// The message's octets.
        public var message: [UInt8]

        /// Makes an order.
        ///
        /// - Parameters:
        ///   - transaction: the envelope.
        ///   - message: the message's octets.
        public init(_ transaction: SMTPTransaction, message: [UInt8]) {
            self.transaction = transaction
            self.message = message
        }
    }

    /// The outcomes of each order, in turn.
    public private(set) var outcomes: [[SMTPRecipientOutcome]] = []
    /// The messages that the server took.
    public private(set) var messages: [[UInt8]] = []
    /// Why the session ended, where it failed.
    public private(set) var failure: SMTPClientFailure?
    /// What went over the two pipes, a line each, `C: ` or `S: ` before it; the octets of messages are left out.
    public private(set) var transcript: [String] = []
    private var isClosed = false
    private var current: Order?

    /// Makes a pair that will carry out orders and say QUIT.
    ///
    /// - Parameters:
    ///   - client: a client's machine that has not begun.
    ///   - server: a server's machine that has not begun.
    ///   - orders: what to send.
    ///   - generator: where the sizes of the pieces and their order come from.
    ///   - channelBindings: what a login is bound to once TLS stands, as each side sees it: two different ones are a
    ///     stranger in between.
    ///   - application: how the server's application answers.
    ///   - authenticator: how the server's application judges who the client is.
    public init(
        client: SMTPClientMachine, server: SMTPServerMachine, orders: [Order],
        using generator: any RandomNumberGenerator = SystemRandomNumberGenerator(),
        channelBindings: (client: [UInt8]?, server: [UInt8]?) = (nil, nil),
        application: @escaping Application = { _ in .accept },
        authenticator: @escaping Authenticator = { _ in .refuse }
    ) {
        self.client = client
        self.server = server
        self.orders = orders[...]
        self.generator = generator
        self.application = application
        self.authenticator = authenticator
        self.channelBindings = channelBindings
    }

    /// Runs the session to its end.
    public mutating func run() {
        let greeting = server.start()
        carryOut(greeting, [])
        while !isClosed, !toServer.isEmpty || !toClient.isEmpty {
            let isHeads = Bool.random(using: &generator)
            if toClient.isEmpty || !toServer.isEmpty && isHeads {
                deliverToServer()
            } else {
                let piece = Self.take(from: &toClient, using: &generator)
                let actions = client.receive(piece.span)
                for action in actions { carryOut(action) }
            }
        }
    }

    private mutating func deliverToServer() {
        let input = unread + Self.take(from: &toServer, using: &generator)
        var offset = 0
        while true {
            let step = server.next(input.span, from: &offset)
            if step == .needInput { break }
            carryOut(step, input)
        }
        unread = Array(input.dropFirst(offset))
    }

    private static func take(
        from pipe: inout [UInt8], using generator: inout any RandomNumberGenerator
    ) -> [UInt8] {
        let longest = Bool.random(using: &generator) ? 3 : 400
        let count = min(pipe.count, Int.random(in: 1...longest, using: &generator))
        let piece = Array(pipe[..<count])
        pipe.removeFirst(count)
        return piece
    }

    private mutating func carryOut(_ step: SMTPServerMachine.Step, _ input: [UInt8]) {
        switch step {
        case .needInput: break
        case .reply(let reply), .close(let reply), .loggedIn(let reply): say(reply)
        case .replies(let replies): for reply in replies { say(reply) }
        case .startTLS(let reply): say(reply)
        case .body(let range): body += input[range]
        case .ask(let question):
            if case .mail = question { body = [] }
            let answer = application(question)
            if case .message = question, answer.isPositive {
                messages.append(body)
                body = []
            }
            let next = server.answer(answer)
            carryOut(next, input)
        case .authenticate(let question):
            let next = server.answerAuthentication(authenticator(question))
            carryOut(next, input)
        case .overrideClient:
            let next = server.clientOverridden()
            carryOut(next, input)
        }
    }

    private mutating func say(_ reply: SMTPReply) {
        transcript.append("S: \(reply)")
        toClient += reply.serialized(as: server.replyForm)
    }

    private mutating func carryOut(_ action: SMTPClientMachine.Action) {
        switch action {
        case .write(let octets):
            let lines = String(decoding: octets, as: UTF8.self).split(separator: Character("\r\n"))
            transcript += lines.map { "C: \($0)" }
            toServer += octets
        case .startTLS:
            server.tlsEstablished(channelBinding: channelBindings.server)
            toClient = []
            let actions = client.tlsEstablished(channelBinding: channelBindings.client)
            for action in actions { carryOut(action) }
        case .ready: proceed()
        case .sendMessage(let transfer): send(transfer)
        case .finished(let given): outcomes.append(given)
        case .failed(let reason): failure = reason
        case .close: isClosed = true
        }
    }

    private mutating func proceed() {
        let actions: [SMTPClientMachine.Action]
        if let order = orders.popFirst() {
            current = order
            actions = client.begin(order.transaction)
        } else {
            actions = client.quit()
        }
        for action in actions { carryOut(action) }
    }

    private mutating func send(_ transfer: SMTPTransfer) {
        guard let message = current?.message else { return }
        switch transfer {
        case .chunks: toServer += Array("BDAT \(message.count) LAST\r\n".utf8) + message
        case .data:
            var encoder = MessageDataEncoder()
            var offset = 0
            while let segment = encoder.next(message.span, from: &offset) {
                if segment.isPrecededByDot { toServer.append(UInt8(ascii: ".")) }
                toServer += message[segment.octets]
            }
            guard let terminator = encoder.terminator else {
                let actions = client.messageIsMalformed()
                for action in actions { carryOut(action) }
                return
            }
            toServer += terminator
        }
        client.messageSent()
    }
}

extension SMTPServerAnswer {
    /// Whether something is accepted by it.
    fileprivate var isPositive: Bool {
        switch self {
        case .accept: true
        case .reply(let reply), .declined(let reply): reply.isPositive
        case .replies(let replies): replies.contains { $0.isPositive }
        }
    }
}
