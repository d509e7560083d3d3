/// Logging in (RFC 4954), and proxies that say for whom they speak.
extension SMTPServerMachine {
    /// Whether AUTH is offered now: never in the clear, unless that was asked for by name.
    var offersAuthenticationNow: Bool {
        guard let settings = configuration.authentication, cryptography != nil else { return false }
        return isEncrypted || settings.dangerouslyAllowsCleartext
    }

    /// The mechanisms that are offered now, in the order of the settings.
    var offeredMechanisms: [SASLMechanism] {
        guard offersAuthenticationNow, let settings = configuration.authentication else { return [] }
        return settings.mechanisms.filter { !$0.bindsChannel || channelBinding != nil }
    }

    /// The longest line that may begin in this way, CRLF included: a response may be longer than a command.
    func lineLimit(_ line: Span<UInt8>) -> Int {
        let limit = configuration.maximumCommandLineLength
        guard line.count > limit - 2, offersAuthenticationNow, LineCursor.matches(line, 0..<5, "AUTH ") else {
            return limit
        }
        return max(limit, SMTPServerConfiguration.maximumResponseLength)
    }

    /// Why MAIL is refused to a client that has not done what has to come first, or nil.
    var unprotected: SMTPReply? {
        if configuration.requiresTLS, !isEncrypted { return Self.sayStartTLS }
        guard let settings = configuration.authentication, settings.isRequired, identity == nil else { return nil }
        return Self.sayAuthentication
    }

    mutating func performAuthentication(_ command: SMTPAuthenticationCommand) -> Step {
        guard let settings = configuration.authentication, let cryptography else {
            return refuse(Self.authenticationNotOffered)
        }
        switch phase {
        case .ready where isExtended: break
        case .ready, .idle: return refuse(sayHello)
        case .betweenChunks: return refuse(Self.chunksBegun)
        default: return refuse(Self.sayRSET)
        }
        guard identity == nil else { return refuse(Self.loggedInAlready) }
        guard isEncrypted || settings.dangerouslyAllowsCleartext else { return refuse(Self.encryptFirst) }
        guard let mechanism = SASLMechanism(name: command.mechanism), offeredMechanisms.contains(mechanism) else {
            return refuse(Self.mechanismNotOffered)
        }
        var exchange = SASLServerExchange(
            mechanism: mechanism, channelBinding: channelBinding,
            offersChannelBinding: offeredMechanisms.contains { $0.bindsChannel }, cryptography: cryptography)
        let step = exchange.begin(command.initialResponse)
        self.exchange = exchange
        return take(step)
    }

    /// Reads the line that responds to a challenge.
    mutating func nextResponse(_ input: Span<UInt8>, from offset: inout Int) -> Step {
        let limit = SMTPServerConfiguration.maximumResponseLength
        guard let end = input.firstIndex(of: UInt8(ascii: "\n"), from: offset) else {
            if input.count - offset >= limit {
                // What follows is the rest of a line, and never a command.
                offset = input.count - 1
                isSkippingLine = true
            } else if isSkippingLine {
                offset = max(offset, input.count - 1)
            }
            return .needInput
        }
        let start = offset
        offset = end + 1
        guard end > start, input[end - 1] == UInt8(ascii: "\r") else {
            offset = input.count
            return close(Self.bareLineFeed)
        }
        guard !isSkippingLine, end + 1 - start <= limit else {
            isSkippingLine = false
            return endAuthentication(Self.responseTooLong)
        }
        let line = input.extracting(start..<(end - 1))
        // A client that gives up says so (RFC 4954, section 4).
        if line.count == 1, line[0] == UInt8(ascii: "*") {
            // Who was refused already does not come off by it.
            if exchange?.isRefused == true { return endAuthentication(Self.wrongCredentials) }
            exchange = nil
            phase = .ready
            return refuse(Self.givenUp)
        }
        guard let response = SASLBase64.decode(line), var exchange else {
            return endAuthentication(SMTPCommandParser.notBase64.reply)
        }
        let step = exchange.receive(response)
        self.exchange = exchange
        return take(step)
    }

    /// Takes the application's answer to the open question of a login.
    ///
    /// - Parameter answer: the decision.
    /// - Returns: what to do; `needInput` when no such question was open.
    public mutating func answerAuthentication(_ answer: SASLAnswer) -> Step {
        guard case .authentication = pending, var exchange else { return .needInput }
        pending = nil
        let step = exchange.answer(answer)
        self.exchange = exchange
        return take(step)
    }

    private mutating func take(_ step: SASLServerExchange.Step) -> Step {
        switch step {
        case .challenge(let octets):
            phase = .authentication
            return .reply(SMTPReply(334, nil, SASLBase64.encode(octets)))
        case .ask(let question):
            pending = .authentication
            return .authenticate(question)
        case .succeeded(let identity):
            exchange = nil
            phase = .ready
            self.identity = identity
            return .loggedIn(Self.loggedIn)
        case .failed(let failure):
            switch failure {
            case .malformed(let reason): return endAuthentication(SMTPReply(501, .init(5, 5, 2), reason))
            case .refused: return endAuthentication(Self.wrongCredentials)
            case .temporary, .serverError: return endAuthentication(Self.loginLater)
            }
        }
    }

    /// Ends a login that came to nothing; after too many the session is ended as well, by the next step.
    private mutating func endAuthentication(_ reply: SMTPReply) -> Step {
        exchange = nil
        phase = .ready
        authenticationFailures += 1
        return refuse(reply)
    }

    /// Whether as many logins have failed as may.
    var hasGuessedEnough: Bool {
        guard authenticationFailures > 0, let settings = configuration.authentication else { return false }
        return authenticationFailures >= settings.maximumFailures
    }

    mutating func performOverride(_ override: SMTPClientOverride) -> Step {
        switch phase {
        case .idle, .ready: break
        case .betweenChunks: return refuse(Self.chunksBegun)
        default: return refuse(Self.sayRSET)
        }
        pending = .override(override)
        return .overrideClient(override)
    }

    /// Tells that the driver has taken what XCLIENT said: the session begins anew, with the greeting.
    ///
    /// - Returns: the question whether the client may speak; `needInput` when no XCLIENT was open.
    public mutating func clientOverridden() -> Step {
        guard case .override(let override) = pending else { return .needInput }
        switch override.login {
        case .unchanged: break
        case .unavailable: identity = nil
        case .value(let user): identity = SASLIdentity(user: user, mechanism: nil)
        }
        (errors, idleCommands, authenticationFailures) = (0, 0, 0)
        isExtended = false
        parser.extensions = []
        allowsUTF8 = false
        phase = .greeting
        pending = .connect
        return .ask(.connect)
    }

    private static let authenticationNotOffered = SMTPReply(502, .init(5, 5, 1), "AUTH is not offered")
    private static let loggedInAlready = SMTPReply(503, .init(5, 5, 1), "You are logged in already")
    private static let encryptFirst = SMTPReply(538, .init(5, 7, 11), "A password needs TLS: say STARTTLS first")
    private static let mechanismNotOffered = SMTPReply(504, .init(5, 5, 4), "This mechanism is not offered")
    private static let responseTooLong = SMTPReply(500, .init(5, 5, 6), "The response is too long")
    private static let givenUp = SMTPReply(501, .init(5, 7, 0), "The login was given up")
    private static let loggedIn = SMTPReply(235, .init(2, 7, 0), "Logged in")
    /// The same words whatever was wrong: the name, the password, or the account's right.
    private static let wrongCredentials = SMTPReply(535, .init(5, 7, 8), "The name or the password is wrong")
    private static let loginLater = SMTPReply(454, .init(4, 7, 0), "Logging in is not possible now; try again later")
    static let tooManyLogins = SMTPReply(421, .init(4, 7, 0), "Too many failed logins; closing the connection")
    private static let sayStartTLS = SMTPReply(530, .init(5, 7, 0), "Say STARTTLS first")
    private static let sayAuthentication = SMTPReply(530, .init(5, 7, 0), "Log in first, by AUTH")
}
