extension SMTPServerMachine {
    /// Reads one line and carries out its command.
    mutating func nextCommand(_ input: Span<UInt8>, from offset: inout Int) -> Step {
        let lineFeed = UInt8(ascii: "\n")
        var end = offset
        while end < input.count, input[end] != lineFeed { end += 1 }
        guard end < input.count else {
            let isTooLong = input.count - offset >= configuration.maximumCommandLineLength
            if isTooLong || isSkippingLine {
                // Only the last octet may matter: it can be the CR of the line's end.
                isSkippingLine = true
                offset = max(offset, input.count - 1)
            }
            return .needInput
        }
        let start = offset
        offset = end + 1
        guard end > start, input[end - 1] == UInt8(ascii: "\r") else {
            // What follows a bare LF could be a command to one reader and text to another: nothing more is read.
            offset = input.count
            return close(SMTPReply(521, .init(5, 5, 2), "Only CRLF ends a line; closing the connection"))
        }
        if isSkippingLine || end - 1 - start > configuration.maximumCommandLineLength - 2 {
            isSkippingLine = false
            return refuse(SMTPReply(500, .init(5, 5, 2), "The line is too long"))
        }
        let step: Step
        do {
            let command = try parser.parse(input.extracting(start..<(end - 1)))
            if !command.furthersAMessage { idleCommands += 1 }
            if idleCommands > configuration.maximumIdleCommands {
                return close(SMTPReply(421, .init(4, 7, 0), "Too many commands without a message"))
            }
            step = perform(command)
        } catch {
            step = refuse(error.reply)
        }
        // Whatever was sent behind STARTTLS was sent in the clear (RFC 3207, section 4.2).
        if case .startTLS = step { offset = input.count }
        return step
    }

    private mutating func perform(_ command: SMTPCommand) -> Step {
        if phase == .turnedAway {
            // A client that was turned away is only let go (RFC 5321, section 3.1).
            if case .quit = command { return close(Self.farewell) }
            return refuse(SMTPReply(503, .init(5, 5, 1), "You were turned away; say QUIT"))
        }
        switch command {
        case .ehlo(let name): return ask(.hello(name: name, isExtended: true))
        case .helo(let name): return ask(.hello(name: name, isExtended: false))
        case .mail(let mail): return performMail(mail)
        case .recipient(let recipient):
            guard case .transaction(let count) = phase else { return refuse(Self.outOfOrder("MAIL")) }
            guard count < configuration.maximumRecipients else {
                // No error of the client, who cannot know the limit (RFC 5321, section 4.5.3.1.10).
                return .reply(SMTPReply(452, .init(4, 5, 3), "Too many recipients; send the rest in another message"))
            }
            return ask(.recipient(recipient))
        case .data:
            guard case .transaction(let count) = phase else { return refuse(Self.outOfOrder("MAIL")) }
            guard count > 0 else { return refuse(SMTPReply(554, .init(5, 5, 1), "No recipient was accepted")) }
            return ask(.data)
        case .reset:
            if case .transaction = phase { phase = .ready }
            return .reply(SMTPReply(250, .init(2, 0, 0), "Forgotten"))
        case .noop: return .reply(SMTPReply(250, .init(2, 0, 0), "Still here"))
        case .verify:
            return .reply(SMTPReply(252, .init(2, 5, 0), "Send some mail, and the recipient will be judged then"))
        case .expand: return refuse(SMTPReply(502, .init(5, 5, 1), "EXPN is not offered"))
        case .help:
            let verbs = "EHLO HELO MAIL RCPT DATA RSET NOOP VRFY HELP QUIT"
            return .reply(SMTPReply(214, .init(2, 0, 0), verbs + (offersStartTLSNow ? " STARTTLS" : "")))
        case .quit: return close(Self.farewell)
        case .startTLS: return performStartTLS()
        case .unknown: return refuse(SMTPReply(500, .init(5, 5, 1), "This command is not known here"))
        }
    }

    private mutating func performMail(_ mail: SMTPMail) -> Step {
        switch phase {
        case .ready: break
        case .transaction: return refuse(SMTPReply(503, .init(5, 5, 1), "A transaction is open; say RSET first"))
        default: return refuse(Self.outOfOrder("EHLO"))
        }
        if let size = mail.declaredSize, size > configuration.maximumMessageSize { return refuse(tooLarge) }
        return ask(.mail(mail))
    }

    private mutating func performStartTLS() -> Step {
        guard configuration.offersStartTLS else {
            return refuse(SMTPReply(502, .init(5, 5, 1), "STARTTLS is not offered"))
        }
        guard !isEncrypted else { return refuse(SMTPReply(503, .init(5, 5, 1), "TLS stands already")) }
        phase = .tlsHandshake
        return .startTLS(SMTPReply(220, .init(2, 0, 0), "Go ahead"))
    }

    var offersStartTLSNow: Bool { configuration.offersStartTLS && !isEncrypted }

    var tooLarge: SMTPReply {
        SMTPReply(552, .init(5, 3, 4), "The message is over \(configuration.maximumMessageSize) octets")
    }

    private static var farewell: SMTPReply { SMTPReply(221, .init(2, 0, 0), "Goodbye") }

    private static func outOfOrder(_ verb: String) -> SMTPReply {
        SMTPReply(503, .init(5, 5, 1), "Say \(verb) first")
    }

    /// Reads the message up to its end.
    mutating func nextOfData(_ input: Span<UInt8>, from offset: inout Int) -> Step {
        while true {
            switch decoder.next(input, from: &offset) {
            case .needInput: return .needInput
            case .octets(let range):
                messageSize += range.count
                // Too much is read to its end and thrown away, as the reply can only come there.
                if messageSize <= configuration.maximumMessageSize { return .body(range) }
            case .end:
                if decoder.isMalformed {
                    phase = .ready
                    let text = "The message has a bare CR, a bare LF or a NUL; only CRLF ends a line"
                    return refuse(SMTPReply(550, .init(5, 6, 0), text))
                }
                if messageSize > configuration.maximumMessageSize {
                    phase = .ready
                    return refuse(tooLarge)
                }
                return ask(.message(size: messageSize))
            }
        }
    }
}
