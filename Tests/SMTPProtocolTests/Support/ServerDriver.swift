import SMTPProtocol
import Testing

/// Drives a server machine as a connection does: keeps what was not consumed, does what each step says, lets a closure
/// answer the questions at once, and notes what went out.
struct ServerDriver {
    typealias Application = (SMTPServerQuestion) -> SMTPServerAnswer
    typealias Authenticator = (SASLQuestion) -> SASLAnswer

    var machine: SMTPServerMachine
    private let application: Application
    private let authenticator: Authenticator
    /// All replies so far, the greeting included.
    private(set) var replies: [SMTPReply] = []
    private(set) var questions: [SMTPServerQuestion] = []
    /// What was asked about who the client is.
    private(set) var logins: [SASLQuestion] = []
    /// What proxies said.
    private(set) var overrides: [SMTPClientOverride] = []
    /// The messages that were taken.
    private(set) var messages: [[UInt8]] = []
    /// The octets of the message that is being received.
    private(set) var body: [UInt8] = []
    /// What was received and not consumed.
    private(set) var pending: [UInt8] = []
    private(set) var isClosed = false
    private(set) var isHandshaking = false
    private var output: [UInt8] = []

    init(
        _ configuration: SMTPServerConfiguration = .usual, isEncrypted: Bool = false, channelBinding: [UInt8]? = nil,
        cryptography: (any SASLCryptography)? = nil, isProxy: Bool = false,
        application: @escaping Application = { _ in .accept },
        authenticator: @escaping Authenticator = { _ in .refuse }
    ) {
        machine = SMTPServerMachine(
            configuration: configuration, isEncrypted: isEncrypted, cryptography: cryptography)
        machine.allowsClientOverride = isProxy
        self.application = application
        self.authenticator = authenticator
        let step = machine.start(channelBinding: channelBinding)
        carryOut(step, input: [])
    }

    /// Takes octets from the client.
    mutating func receive(_ octets: [UInt8]) {
        let input = pending + octets
        var offset = 0
        var steps = 0
        while !isHandshaking {
            let step = machine.next(input.span, from: &offset)
            if step == .needInput { break }
            carryOut(step, input: input)
            steps += 1
            if steps > input.count + 2 {
                Issue.record("the machine takes steps without reading anything")
                break
            }
        }
        // All input is dropped before the handshake.
        pending = isHandshaking ? [] : Array(input[offset...])
    }

    /// Takes octets in a chunking.
    mutating func receive(_ octets: [UInt8], _ chunking: Chunking) {
        for chunk in chunking.chunks(of: octets) { receive(chunk) }
    }

    /// Takes one line, CRLF added, and gives the replies to it.
    @discardableResult
    mutating func say(_ line: String) -> [String] {
        let before = replies.count
        receive(Array((line + "\r\n").utf8))
        return replies.dropFirst(before).map(\.description)
    }

    /// Takes lines and expects replies with these codes, no more and no less.
    mutating func say(
        _ lines: [String], expecting codes: [UInt16], sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let before = replies.count
        for line in lines { say(line) }
        let actual = replies.dropFirst(before).map(\.code)
        #expect(actual == codes, "\(lines.prefix(10))", sourceLocation: sourceLocation)
    }

    /// Takes a line and expects one reply that begins like this.
    mutating func say(
        _ line: String, expecting beginning: String, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let actual = say(line).map { String($0.prefix(beginning.count)) }
        #expect(actual == [beginning], "\(line)", sourceLocation: sourceLocation)
    }

    /// Ends the handshake that STARTTLS began.
    mutating func establishTLS(channelBinding: [UInt8]? = nil) {
        isHandshaking = false
        machine.tlsEstablished(channelBinding: channelBinding)
    }

    /// What is to be sent since the last call.
    mutating func takeOutput() -> [UInt8] {
        defer { output = [] }
        return output
    }

    private mutating func carryOut(_ step: SMTPServerMachine.Step, input: [UInt8]) {
        switch step {
        case .needInput: break
        case .reply(let reply): send(reply)
        case .replies(let replies): for reply in replies { send(reply) }
        case .startTLS(let reply):
            send(reply)
            isHandshaking = true
        case .close(let reply):
            send(reply)
            isClosed = true
        case .body(let range): body += input[range]
        case .ask(let question): answer(question, input: input)
        case .authenticate(let question):
            logins.append(question)
            carryOut(machine.answerAuthentication(authenticator(question)), input: input)
        case .loggedIn(let reply): send(reply)
        case .overrideClient(let override):
            overrides.append(override)
            carryOut(machine.clientOverridden(), input: input)
        }
    }

    private mutating func answer(_ question: SMTPServerQuestion, input: [UInt8]) {
        questions.append(question)
        if case .mail = question { body = [] }
        let step = machine.answer(application(question))
        if case .message = question, Self.accepts(step) { messages.append(body) }
        carryOut(step, input: input)
    }

    /// Whether a message is taken by this step, for one recipient at least.
    private static func accepts(_ step: SMTPServerMachine.Step) -> Bool {
        switch step {
        case .reply(let reply): reply.isPositive
        case .replies(let replies): replies.contains(where: \.isPositive)
        default: false
        }
    }

    private mutating func send(_ reply: SMTPReply) {
        if isClosed { Issue.record("the machine replies after it closed") }
        replies.append(reply)
        output += reply.serialized(as: machine.replyForm)
    }
}
