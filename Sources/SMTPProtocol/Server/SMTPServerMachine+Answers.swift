import MailAddressing

extension SMTPServerMachine {
    /// Takes the application's answer to the open question.
    ///
    /// - Parameter answer: the decision.
    /// - Returns: what to do; `needInput` when no question was open, as after the session ended.
    public mutating func answer(_ answer: SMTPServerAnswer) -> Step {
        guard let question else { return .needInput }
        self.question = nil
        let isAccepted: Bool
        let reply: SMTPReply
        switch answer {
        case .accept: (isAccepted, reply) = (true, standardReply(to: question))
        case .reply(let given):
            // A 3xx would make the client send what is not awaited: an answer of ours that makes no sense.
            let isSensible = !given.isIntermediate
            reply = isSensible ? given : SMTPReply(451, .init(4, 3, 0), "The server has no answer, try again later")
            isAccepted = reply.isPositive
        }
        if reply.code == 421 { return close(reply) }
        guard isAccepted else { return refused(question, reply) }
        switch question {
        case .connect:
            phase = .idle
        case .hello(_, let isExtended):
            self.isExtended = isExtended
            parser.acceptsParameters = isExtended
            phase = .ready
            // The capabilities are the protocol's to say; the application's words take the place of the first line.
            if isExtended, case .reply = answer {
                return .reply(
                    SMTPReply(250, nil, lines: ["\(configuration.hostName) \(reply.lines[0])"] + capabilities))
            }
        case .mail: phase = .transaction(recipients: 0)
        case .recipient:
            if case .transaction(let count) = phase { phase = .transaction(recipients: count + 1) }
        case .data:
            phase = .data
            decoder = MessageDataDecoder()
            messageSize = 0
            return .reply(SMTPReply(354, nil, "End the message with a dot on a line of its own"))
        case .message:
            phase = .ready
            idleCommands = 0
            errors = 0
        }
        return .reply(reply)
    }

    private mutating func refused(_ question: SMTPServerQuestion, _ reply: SMTPReply) -> Step {
        switch question {
        case .connect:
            phase = .turnedAway
            return .reply(reply)
        case .message:
            phase = .ready
            idleCommands = 0
            return .reply(reply)
        case .hello, .mail, .recipient, .data:
            return refuse(reply)
        }
    }

    private func standardReply(to question: SMTPServerQuestion) -> SMTPReply {
        switch question {
        case .connect: SMTPReply(220, nil, "\(configuration.hostName) ESMTP")
        case .hello(_, let isExtended):
            SMTPReply(250, nil, lines: [configuration.hostName.description] + (isExtended ? capabilities : []))
        case .mail: SMTPReply(250, .init(2, 1, 0), "Sender accepted")
        case .recipient: SMTPReply(250, .init(2, 1, 5), "Recipient accepted")
        case .data: SMTPReply(354, nil, "")
        case .message: SMTPReply(250, .init(2, 0, 0), "Message accepted")
        }
    }

    /// The extensions in the reply to EHLO, a line each.
    private var capabilities: [String] {
        var lines = ["PIPELINING", "SIZE \(configuration.maximumMessageSize)", "8BITMIME", "ENHANCEDSTATUSCODES"]
        if offersStartTLSNow { lines.append("STARTTLS") }
        return lines
    }
}
