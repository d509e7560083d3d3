import MailAddressing

extension SMTPServerMachine {
    /// Takes the application's answer to the open question.
    ///
    /// - Parameter answer: the decision.
    /// - Returns: what to do; `needInput` when no question was open, as after the session ended, or when the octets of a
    ///   chunk may now be read: call `next` again in any case.
    public mutating func answer(_ answer: SMTPServerAnswer) -> Step {
        guard let pending else { return .needInput }
        switch pending {
        // These questions have answers of their own.
        case .authentication, .override: return .needInput
        default: self.pending = nil
        }
        if case .message = pending, configuration.dialect == .lmtp { return answerForEach(answer) }
        switch answer {
        case .accept: return accepted(pending, nil)
        case .reply(let reply): return decide(pending, reply)
        case .declined(let reply): return decide(pending, reply, isMistake: false)
        case .replies(let replies):
            return decide(pending, replies.first { !$0.isPositive } ?? replies.first ?? Self.noAnswer)
        }
    }

    private mutating func decide(_ pending: Pending, _ given: SMTPReply, isMistake: Bool = true) -> Step {
        // A 3xx would make the client send what is not awaited: an answer of ours that makes no sense.
        let reply = given.isIntermediate ? Self.noAnswer : given
        if reply.code == 421 { return close(reply) }
        return reply.isPositive ? accepted(pending, reply) : refused(pending, reply, isMistake: isMistake)
    }

    private mutating func accepted(_ pending: Pending, _ reply: SMTPReply?) -> Step {
        switch pending {
        case .connect:
            phase = .idle
            let protocolName = configuration.dialect == .lmtp ? "LMTP" : "ESMTP"
            return .reply(reply ?? SMTPReply(220, nil, "\(configuration.hostName) \(protocolName)"))
        case .hello(let isExtended): return greeted(isExtended, reply)
        case .mail(let allowsInternationalized, let isBinary):
            phase = .transaction(recipients: 0)
            allowsUTF8 = allowsInternationalized
            crowdedOut = 0
            message = IncomingMessage()
            message.isBinary = isBinary
            messages += 1
            return .reply(reply ?? Self.senderAccepted)
        case .recipient:
            if case .transaction(let count) = phase { phase = .transaction(recipients: count + 1) }
            return .reply(reply ?? Self.recipientAccepted)
        case .data(.data):
            phase = .data
            // The one positive reply to DATA is the protocol's.
            return .reply(Self.goOn)
        case .data(.chunks): return .needInput
        case .message:
            phase = .ready
            idleCommands = 0
            errors = 0
            return .reply(reply ?? Self.messageAccepted)
        case .reset: return .reply(reply ?? Self.forgotten)
        case .quit: return close(reply ?? Self.farewell)
        case .authentication, .override: return .needInput
        }
    }

    private mutating func greeted(_ isExtended: Bool, _ reply: SMTPReply?) -> Step {
        self.isExtended = isExtended
        parser.extensions = isExtended ? offered : []
        allowsUTF8 = false
        phase = .ready
        guard isExtended else { return .reply(reply ?? SMTPReply(250, nil, configuration.hostName.description)) }
        // The capabilities are the protocol's to say; the application's words stand behind our name.
        let words = reply.map { " \($0.lines[0])" } ?? ""
        return .reply(SMTPReply(250, nil, lines: ["\(configuration.hostName)\(words)"] + capabilities))
    }

    private mutating func refused(_ pending: Pending, _ reply: SMTPReply, isMistake: Bool) -> Step {
        switch pending {
        case .connect:
            phase = .turnedAway
            return .reply(reply)
        case .message:
            phase = .ready
            idleCommands = 0
            return .reply(reply)
        case .data(.data): return refuseData(reply)
        case .data(.chunks):
            message.refusal = reply
            return .needInput
        case .quit: return close(reply)
        case .reset: return .reply(reply)
        case .mail where !isMistake: return countIdleCommand() ?? .reply(reply)
        case .recipient where !isMistake: return countCrowdedOut() ?? .reply(reply)
        case .hello, .mail, .recipient: return refuse(reply)
        case .authentication, .override: return .needInput
        }
    }

    /// The replies to a message in LMTP, one for each accepted recipient.
    private mutating func answerForEach(_ answer: SMTPServerAnswer) -> Step {
        switch answer {
        case .reply(let reply), .declined(let reply): if reply.code == 421 { return close(reply) }
        case .accept, .replies: break
        }
        var replies: [SMTPReply] =
            switch answer {
            case .accept: Array(repeating: Self.messageAccepted, count: recipients)
            case .reply(let reply), .declined(let reply): Array(repeating: reply, count: recipients)
            case .replies(let given): Array(given.prefix(recipients))
            }
        replies += Array(repeating: Self.noAnswer, count: recipients - replies.count)
        phase = .ready
        idleCommands = 0
        if replies.contains(where: { $0.isPositive }) { errors = 0 }
        return .replies(replies.map { $0.isIntermediate ? Self.noAnswer : $0 })
    }
}
