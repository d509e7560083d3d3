extension SMTPClientMachine {
    mutating func sayHello() -> [Action] {
        phase = .hello
        let verb = configuration.dialect == .lmtp ? "LHLO" : "EHLO"
        return [.write(Array("\(verb) \(configuration.helloName)\r\n".utf8))]
    }

    /// Takes one whole reply.
    mutating func handle(_ reply: SMTPReply) -> [Action] {
        // 421 may come in place of any reply: the server closes (RFC 5321, section 3.8).
        if reply.code == 421, phase != .quitting, phase != .finalDot {
            return fail(.init(.refused(reply), at: stage))
        }
        switch phase {
        case .greeting:
            return reply.isPositive ? sayHello() : fail(.init(.refused(reply), at: .greeting))
        case .hello: return handleHello(reply)
        case .oldHello:
            guard reply.isPositive else { return fail(.init(.refused(reply), at: .hello)) }
            extensions = SMTPExtensions()
            return afterHello()
        case .startTLS:
            guard reply.code == 220 else { return fail(.init(.tlsUnavailable(reply.description), at: .startTLS)) }
            // What stands behind this reply came in the clear and is dropped (RFC 3207, section 5).
            phase = .tlsHandshake
            return [.startTLS]
        case .authentication: return handleAuthentication(reply)
        case .cancellation:
            let reason = exchangeError?.description ?? reply.description
            return fail(.init(.authenticationFailed(reason), at: .authentication))
        case .reset: return transaction == nil ? becomeReady() : beginBatch()
        case .envelope: return handleEnvelope(reply)
        case .message where !reply.isPositive && !reply.isIntermediate: return handleEarlyRefusal(reply, at: .message)
        case .finalDot where reply.code == 421: return handleEarlyRefusal(reply, at: .finalDot)
        case .finalDot: return handleFinalReply(reply)
        case .quitting:
            phase = .closed
            return [.close]
        case .ready, .message, .tlsHandshake:
            // A reply that nothing asked for: while a message is sent it can only be a refusal; either way the
            // session's order is lost.
            return fail(.init(.refused(reply.isPositive ? Self.unasked : reply), at: stage))
        case .closed: return []
        }
    }

    /// A refusal that also ends the session: before the message was sent to its end, or a 421 in reply to it.
    private mutating func handleEarlyRefusal(_ reply: SMTPReply, at stage: SMTPStage) -> [Action] {
        let finished = Action.finished(settle(by: .refused(reply, stage)))
        return [finished] + fail(.init(.refused(reply), at: stage))
    }

    private static var unasked: SMTPReply { SMTPReply(451, .init(4, 5, 0), "The server sent a reply out of order") }

    private mutating func handleHello(_ reply: SMTPReply) -> [Action] {
        if reply.isPositive {
            extensions = SMTPExtensions(ehloReply: reply)
            transactionCount = 0
            return afterHello()
        }
        // A server without extensions may know HELO only (RFC 5321, section 3.2); under TLS that cannot be.
        let mayFallBack = configuration.dialect == .smtp && !isEncrypted && configuration.tls != .required
        guard reply.isPermanentFailure, mayFallBack else {
            return fail(.init(.refused(reply), at: .hello))
        }
        phase = .oldHello
        return [.write(Array("HELO \(configuration.helloName)\r\n".utf8))]
    }

    private mutating func afterHello() -> [Action] {
        if !isEncrypted {
            switch configuration.tls {
            case .whenOffered where extensions.startTLS, .required where extensions.startTLS:
                phase = .startTLS
                return [.write(Array("STARTTLS\r\n".utf8))]
            case .required: return fail(.init(.tlsUnavailable("the server does not offer STARTTLS"), at: .startTLS))
            case .never, .whenOffered: break
            }
        }
        guard let credentials = configuration.credentials else { return becomeReady() }
        return logIn(as: credentials)
    }

    mutating func becomeReady() -> [Action] {
        phase = .ready
        return [.ready]
    }
}
