import SMTPProtocol

/// Drives a server's machine as a connection does, and holds every step against what the machine promises.
///
/// The sentences are those at the top of `ServerTarget.swift`.
struct ServerSession {
    /// How the application answers; nil leaves the question open.
    typealias Application = (SMTPServerQuestion) -> SMTPServerAnswer?

    private(set) var machine: SMTPServerMachine
    let configuration: SMTPServerConfiguration
    private let application: Application
    /// Who may ask for what, and what of a message came so far.
    private var order: ServerOrder
    private(set) var replies: [SMTPReply] = []
    private(set) var questions: [SMTPServerQuestion] = []
    /// The messages that the application took.
    private(set) var taken: [TakenMessage] = []
    private(set) var isClosed = false
    /// What came and was not consumed.
    private var unread: [UInt8] = []
    private var output: [UInt8] = []
    /// The question that the application has not answered yet.
    private var open: SMTPServerQuestion?
    /// Whether a part of a line that is too long was thrown away.
    private var isInsideLongLine = false

    init(
        _ configuration: SMTPServerConfiguration, isEncrypted: Bool, unixTime: Int64,
        application: @escaping Application
    ) throws(BrokenInvariant) {
        self.configuration = configuration
        self.application = application
        machine = SMTPServerMachine(configuration: configuration, isEncrypted: isEncrypted)
        machine.unixTime = unixTime
        order = ServerOrder(configuration)
        let step = machine.start()
        try carryOut(step, input: [])
    }

    /// Whether STARTTLS was granted and the handshake is awaited.
    var isAwaitingTLS: Bool { machine.isAwaitingTLS }

    /// What is to be sent since the last call.
    mutating func takeOutput() -> [UInt8] {
        defer { output = [] }
        return output
    }

    /// Ends the handshake that STARTTLS began.
    mutating func establishTLS() {
        if machine.isAwaitingTLS { order.forget() }
        machine.tlsEstablished()
    }

    /// Ends the session from our side.
    mutating func stop() throws(BrokenInvariant) {
        open = nil
        let step = machine.stop(SMTPReply(421, .init(4, 3, 2), "Shutting down"))
        try demand(isClosed == (step == .needInput), "only an ended session is not stopped", "\(step)")
        try carryOut(step, input: [])
    }

    /// Answers the question that was left open, if there is one.
    mutating func answerOpen(_ answer: SMTPServerAnswer) throws(BrokenInvariant) {
        guard let question = open else {
            let step = machine.answer(answer)
            return try demand(step == .needInput, "an answer without a question does nothing", "\(step)")
        }
        open = nil
        try take(answer, to: question, input: [])
    }

    /// Takes octets from the client.
    mutating func receive(_ octets: [UInt8]) throws(BrokenInvariant) {
        let input = unread + octets
        var offset = 0
        var idleSteps = 0
        while !machine.isAwaitingTLS {
            let before = offset
            let wasReceiving = machine.isReceivingMessage
            let step = machine.next(input.span, from: &offset)
            try demand(before <= offset && offset <= input.count, "reading stays inside the input", "\(offset)")
            if isClosed {
                try demand(step == .needInput && offset == input.count, "nothing happens after the end", "\(step)")
            } else if open != nil {
                try demand(step == .needInput && offset == before, "while a question is open, nothing is read")
            } else {
                let consumed = input[before..<offset]
                if wasReceiving {
                    try order.noteMessage(consumed, step)
                } else {
                    try checkCommand(consumed, step)
                }
            }
            idleSteps = offset > before ? 0 : idleSteps + 1
            if step == .needInput { break }
            // Only the end of an empty chunk comes without an octet of its own.
            try demand(idleSteps < 2, "steps need octets", "\(step)")
            if case .body(let range) = step {
                try demand(range.lowerBound >= before && range.upperBound == offset, "what is given on was just read")
            }
            try carryOut(step, input: input)
        }
        // Before a handshake all input is dropped.
        unread = machine.isAwaitingTLS ? [] : Array(input[offset...])
        guard !isClosed, open == nil else { return }
        let limit = machine.isReceivingMessage ? 0 : machine.maximumBufferedInput
        try demand(unread.count <= limit, "no more is kept than the limit", "\(unread.count) of \(limit)")
    }

    /// A step outside of a message: one line, one reply.
    private mutating func checkCommand(_ consumed: ArraySlice<UInt8>, _ step: SMTPServerMachine.Step)
        throws(BrokenInvariant)
    {
        guard let lineFeed = consumed.firstIndex(of: 10) else {
            if !consumed.isEmpty { isInsideLongLine = true }
            return try demand(step == .needInput, "there is no reply without a whole line", "\(step)")
        }
        let line = consumed[...lineFeed]
        let isChunk = !isInsideLongLine && order.noteChunkCommand(line, behind: consumed.count - line.count)
        isInsideLongLine = false
        switch step {
        case .close, .startTLS: return
        case .needInput:
            try demand(isChunk && machine.isReceivingMessage, "every line but that of a chunk has a reply", line.shown)
        default: try demand(isChunk || consumed.count == line.count, "a reply is for one line", consumed.shown)
        }
        if isChunk { try order.noteMessage(consumed[(lineFeed + 1)...], step) }
    }

    private mutating func carryOut(_ step: SMTPServerMachine.Step, input: [UInt8]) throws(BrokenInvariant) {
        if step != .needInput { try demand(!isClosed, "nothing happens after the end", "\(step)") }
        switch step {
        case .needInput: break
        case .reply(let reply): try send(reply)
        case .replies(let replies):
            let isRight = configuration.dialect == .lmtp && replies.count == order.answered
            try demand(isRight, "in LMTP each accepted recipient has a reply", "\(replies.count) for \(order.answered)")
            for reply in replies { try send(reply) }
        case .startTLS(let reply):
            try send(reply)
            try demand(machine.isAwaitingTLS, "TLS is begun by the reply to STARTTLS")
            order.forget()
        case .close(let reply):
            try send(reply)
            isClosed = true
            let late = machine.answer(.accept)
            try demand(late == .needInput, "nothing happens after the end", "\(late)")
        case .body(let range): order.body += input[range]
        case .ask(let question):
            questions.append(question)
            try order.note(question)
            guard let answer = application(question) else {
                open = question
                return
            }
            try take(answer, to: question, input: input)
        case .authenticate, .loggedIn, .overrideClient:
            try demand(false, "nobody logs in where AUTH and XCLIENT are not offered", "\(step)")
        }
    }

    private mutating func take(
        _ answer: SMTPServerAnswer, to question: SMTPServerQuestion, input: [UInt8]
    ) throws(BrokenInvariant) {
        var message = TakenMessage(mail: order.mail, recipients: order.recipients, octets: order.body)
        let step = machine.answer(answer)
        try order.note(step, to: question)
        switch (question, step) {
        case (.message, .reply(let reply)):
            try demand(configuration.dialect == .smtp, "in LMTP each accepted recipient has a reply", "\(step)")
            if reply.isPositive { taken.append(message) }
        case (.message, .replies(let replies)):
            message.recipients = zip(message.recipients, replies).filter { $0.1.isPositive }.map { $0.0 }
            if !message.recipients.isEmpty { taken.append(message) }
        case (.data(.chunks), .needInput): return
        case (_, .reply), (_, .close): break
        default: throw BrokenInvariant(description: "every answer makes a reply: \(question), \(answer), \(step)")
        }
        try carryOut(step, input: input)
    }

    private mutating func send(_ reply: SMTPReply) throws(BrokenInvariant) {
        replies.append(reply)
        let octets = reply.serialized(as: machine.replyForm)
        var parser = SMTPReplyParser()
        var offset = 0
        let read = try? parser.next(octets.span, from: &offset)
        let isWhole = read?.code == reply.code && read?.lines.count == reply.lines.count && offset == octets.count
        try demand(isWhole, "what is sent is one reply", octets.shown)
        output += octets
    }
}

/// A message that the application took, with the recipients it was taken for.
struct TakenMessage: Equatable {
    var mail: SMTPMail?
    var recipients: [SMTPRecipient]
    var octets: [UInt8]
}
