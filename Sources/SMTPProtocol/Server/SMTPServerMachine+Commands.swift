extension SMTPServerMachine {
    /// Reads one line and carries out its command.
    mutating func nextCommand(_ input: Span<UInt8>, from offset: inout Int) -> Step {
        guard let end = input.firstIndex(of: UInt8(ascii: "\n"), from: offset) else {
            let limit = lineLimit(input.extracting(offset..<input.count))
            let isTooLong = input.count - offset >= limit
            if isTooLong || isSkippingLine {
                if !isSkippingLine { isSkippingChunk = Self.isChunk(input.extracting(offset..<input.count)) }
                // Only the last octet may matter: it can be the CR of the line's end.
                isSkippingLine = true
                offset = max(offset, input.count - 1)
            }
            return .needInput
        }
        // What a message allowed in its transaction and in its reply is over. A recipient without a transaction is refused
        // for that, and not for its letters.
        if phase == .ready { allowsUTF8 = false }
        if case .transaction = phase {
            parser.allowsInternationalized = allowsUTF8
        } else {
            parser.allowsInternationalized = true
        }
        let start = offset
        offset = end + 1
        guard end > start, input[end - 1] == UInt8(ascii: "\r") else {
            // What follows a bare LF could be a command to one reader and text to another: nothing more is read.
            offset = input.count
            return close(Self.bareLineFeed)
        }
        if isSkippingLine || end - 1 - start > lineLimit(input.extracting(start..<end)) - 2 {
            let isChunk = isSkippingLine ? isSkippingChunk : Self.isChunk(input.extracting(start..<end))
            isSkippingLine = false
            return isChunk ? cut(Self.lineTooLong, input, &offset) : refuse(Self.lineTooLong)
        }
        hadInputBehind = offset < input.count
        let command: SMTPCommand
        do {
            command = try parser.parse(input.extracting(start..<(end - 1)))
        } catch {
            let isChunk = Self.isChunk(input.extracting(start..<end))
            return isChunk ? cut(error.reply, input, &offset) : refuse(error.reply)
        }
        if case .unknown = command, Self.isChunk(input.extracting(start..<end)) {
            return cut(Self.unknownCommand, input, &offset)
        }
        if !command.furthersAMessage, let end = countIdleCommand() { return end }
        let step = perform(command)
        // Whatever was sent behind STARTTLS was sent in the clear (RFC 3207, section 4.2).
        if case .startTLS = step { offset = input.count }
        if case .needInput = step, phase == .chunk { return nextOfChunk(input, from: &offset) }
        return step
    }

    /// Whether a line is a BDAT in whatever form.
    private static func isChunk(_ line: Span<UInt8>) -> Bool {
        guard line.count > 4, LineCursor.matches(line, 0..<4, "BDAT") else { return false }
        return line[4] <= 32
    }

    /// Ends the session behind a BDAT that is not carried out: how many octets follow is not known, and none of them is a
    /// command.
    private mutating func cut(_ reply: SMTPReply, _ input: Span<UInt8>, _ offset: inout Int) -> Step {
        offset = input.count
        return close(reply)
    }

    private mutating func perform(_ command: SMTPCommand) -> Step {
        if phase == .turnedAway {
            // A client that was turned away is only let go (RFC 5321, section 3.1).
            if case .quit = command { return close(Self.farewell) }
            return refuse(Self.turnedAway)
        }
        switch command {
        case .ehlo(let name): return greet(name, isExtended: true, in: .smtp)
        case .helo(let name): return greet(name, isExtended: false, in: .smtp)
        case .lhlo(let name): return greet(name, isExtended: true, in: .lmtp)
        case .mail(let mail): return performMail(mail)
        case .recipient(let recipient):
            guard case .transaction(let count) = phase else { return refuse(outOfTransaction) }
            guard count < configuration.maximumRecipients else {
                return countCrowdedOut() ?? .reply(Self.tooManyRecipients)
            }
            pending = .recipient
            return .ask(.recipient(recipient))
        case .data: return performData()
        case .chunk(let size, let isLast): return performChunk(size, isLast)
        case .reset:
            switch phase {
            case .transaction, .betweenChunks: phase = .ready
            default: break
            }
            allowsUTF8 = false
            pending = .reset
            return .ask(.reset)
        case .noop: return .reply(Self.stillHere)
        case .verify: return .reply(Self.tryAndSee)
        case .expand: return refuse(Self.expandNotOffered)
        case .help:
            let greeting = configuration.dialect == .lmtp ? "LHLO" : "EHLO HELO"
            let chunks = configuration.extensions.contains(.chunking) ? " BDAT" : ""
            let startTLS = offersStartTLSNow ? " STARTTLS" : ""
            let login = offersAuthenticationNow ? " AUTH" : ""
            let verbs = "\(greeting) MAIL RCPT DATA\(chunks) RSET NOOP VRFY HELP QUIT\(startTLS)\(login)"
            return .reply(SMTPReply(214, .init(2, 0, 0), verbs))
        case .quit:
            pending = .quit
            return .ask(.quit)
        case .startTLS: return performStartTLS()
        case .authenticate(let command): return performAuthentication(command)
        case .overrideClient(let override): return performOverride(override)
        case .unknown: return refuse(Self.unknownCommand)
        }
    }

    private mutating func greet(_ name: String, isExtended: Bool, in dialect: SMTPServerConfiguration.Dialect) -> Step {
        guard dialect == configuration.dialect else {
            return refuse(configuration.dialect == .lmtp ? Self.thisIsLMTP : Self.thisIsSMTP)
        }
        pending = .hello(isExtended: isExtended)
        return .ask(.hello(name: name, isExtended: isExtended))
    }

    /// What is said to RCPT, DATA and BDAT where no transaction is open for them.
    private var outOfTransaction: SMTPReply {
        switch phase {
        case .idle: sayHello
        case .betweenChunks: Self.chunksBegun
        default: Self.sayMAIL
        }
    }

    private mutating func performMail(_ mail: SMTPMail) -> Step {
        switch phase {
        case .ready: break
        case .transaction: return refuse(Self.sayRSET)
        case .betweenChunks: return refuse(Self.chunksBegun)
        default: return refuse(sayHello)
        }
        if let refusal = unprotected { return refuse(refusal) }
        if let limit = configuration.maximumMessages, messages >= limit { return close(Self.tooManyMessages) }
        if let size = mail.declaredSize, size > configuration.maximumMessageSize { return refuse(tooLarge) }
        if let release = mail.options.futureRelease {
            let wait = release.moment(from: unixTime) - unixTime
            guard wait <= Int64(configuration.maximumHold) else { return refuse(heldTooLong) }
        }
        if let deliverBy = mail.options.deliverBy, deliverBy.mode == .return,
            deliverBy.seconds < configuration.minimumDeliverBy
        {
            return refuse(dueTooSoon)
        }
        pending = .mail(
            allowsInternationalized: mail.options.allowsInternationalized,
            isBinary: mail.options.body == .binaryMIME)
        return .ask(.mail(mail))
    }

    private mutating func performData() -> Step {
        guard case .transaction(let count) = phase else { return refuseData(outOfTransaction) }
        guard count > 0 else {
            return refuseData(configuration.dialect == .lmtp ? Self.noRecipientInLMTP : Self.noRecipient)
        }
        guard !message.isBinary else { return refuseData(Self.binaryNeedsChunks) }
        recipients = count
        pending = .data(.data)
        return .ask(.data(.data))
    }

    /// Refuses DATA; what the client sent behind it without waiting for 354 would be taken for commands.
    mutating func refuseData(_ reply: SMTPReply) -> Step { hadInputBehind ? close(Self.notInTurn) : refuse(reply) }

    /// Begins to read a chunk.
    ///
    /// It is read to its end even when it is refused, as its octets are on their way (RFC 3030, section 2).
    private mutating func performChunk(_ size: Int, _ isLast: Bool) -> Step {
        hadInputBehind = false
        if size < Self.smallChunk, !isLast, let end = countIdleCommand() { return end }
        let isFirst: Bool
        var refusal: SMTPReply?
        switch phase {
        case .transaction(let count):
            isFirst = count > 0
            recipients = count
            if count == 0 { refusal = configuration.dialect == .lmtp ? Self.noRecipientInLMTP : Self.noRecipient }
        case .betweenChunks:
            isFirst = false
            if message.refusal != nil { refusal = Self.chunksFailed }
        default:
            isFirst = false
            refusal = outOfTransaction
            message = IncomingMessage()
        }
        let (sum, overflows) = message.size.addingReportingOverflow(size)
        if refusal == nil, overflows || sum > configuration.maximumMessageSize { refusal = tooLarge }
        if let refusal {
            guard message.discarded < configuration.maximumDiscardedOctets,
                size <= configuration.maximumDiscardedOctets - message.discarded
            else {
                refusedMessage = true
                return close(refusal)
            }
            message.refusal = refusal
        }
        message.chunkRemaining = size
        message.isLastChunk = isLast
        if phase != .betweenChunks, !isFirst { message.phaseBefore = phase }
        phase = .chunk
        guard isFirst, refusal == nil else { return .needInput }
        pending = .data(.chunks)
        return .ask(.data(.chunks))
    }

    /// How many recipients beyond those that a message may have are answered without being taken, so that a client without
    /// LIMITS comes to its end.
    static let patience = 1_000
    /// Below this size a chunk that is not the last one furthers no message.
    private static let smallChunk = 512

    private mutating func performStartTLS() -> Step {
        guard configuration.offersStartTLS else { return refuse(Self.startTLSNotOffered) }
        guard !isEncrypted else { return refuse(Self.tlsStands) }
        phase = .tlsHandshake
        return .startTLS(Self.startTLSAccepted)
    }
}
