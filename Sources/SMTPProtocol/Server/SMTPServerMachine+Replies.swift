/// The words of the server; each reply is made once, and the frequent ones with their octets.
extension SMTPServerMachine {
    static let farewell = SMTPReply(221, .init(2, 0, 0), "Goodbye")
    static let senderAccepted = SMTPReply(250, .init(2, 1, 0), "Sender accepted").prepared()
    static let recipientAccepted = SMTPReply(250, .init(2, 1, 5), "Recipient accepted").prepared()
    static let messageAccepted = SMTPReply(250, .init(2, 0, 0), "Message accepted").prepared()
    static let goOn = SMTPReply(354, nil, "End the message with a dot on a line of its own").prepared()
    static let forgotten = SMTPReply(250, .init(2, 0, 0), "Forgotten").prepared()
    static let stillHere = SMTPReply(250, .init(2, 0, 0), "Still here").prepared()
    static let tryAndSee = SMTPReply(252, .init(2, 5, 0), "Send some mail, and the recipient will be judged then")
    static let startTLSAccepted = SMTPReply(220, .init(2, 0, 0), "Go ahead")
    static let noAnswer = SMTPReply(451, .init(4, 3, 0), "The server has no answer, try again later")

    static let bareLineFeed = SMTPReply(521, .init(5, 5, 2), "Only CRLF ends a line; closing the connection")
    static let lineTooLong = SMTPReply(500, .init(5, 5, 2), "The line is too long")
    static let unknownCommand = SMTPReply(500, .init(5, 5, 1), "This command is not known here")
    static let expandNotOffered = SMTPReply(502, .init(5, 5, 1), "EXPN is not offered")
    static let startTLSNotOffered = SMTPReply(502, .init(5, 5, 1), "STARTTLS is not offered")
    static let tlsStands = SMTPReply(503, .init(5, 5, 1), "TLS stands already")
    static let turnedAway = SMTPReply(503, .init(5, 5, 1), "You were turned away; say QUIT")
    static let sayEHLO = SMTPReply(503, .init(5, 5, 1), "Say EHLO first")
    static let sayLHLO = SMTPReply(503, .init(5, 5, 1), "Say LHLO first")
    static let sayMAIL = SMTPReply(503, .init(5, 5, 1), "Say MAIL first")
    static let sayRSET = SMTPReply(503, .init(5, 5, 1), "A transaction is open; say RSET first")
    static let chunksBegun = SMTPReply(503, .init(5, 5, 1), "The message comes in chunks; go on with BDAT, or say RSET")
    static let chunksFailed = SMTPReply(503, .init(5, 5, 1), "An earlier chunk was refused; say RSET")
    static let thisIsLMTP = SMTPReply(500, .init(5, 5, 1), "This is LMTP: say LHLO")
    static let thisIsSMTP = SMTPReply(500, .init(5, 5, 1), "This is SMTP: say EHLO")
    static let noRecipient = SMTPReply(554, .init(5, 5, 1), "No recipient was accepted")
    /// RFC 2033, section 4.2 wants 503.
    static let noRecipientInLMTP = SMTPReply(503, .init(5, 5, 1), "No recipient was accepted")
    static let binaryNeedsChunks = SMTPReply(503, .init(5, 5, 1), "A message of BINARYMIME is sent by BDAT")
    /// No error of the client, who cannot know the limit (RFC 5321, section 4.5.3.1.10).
    static let tooManyRecipients = SMTPReply(
        452, .init(4, 5, 3), "Too many recipients; send the rest in another message")
    static let tooManyMessages = SMTPReply(421, .init(4, 7, 0), "Too many messages on this connection; open another")
    static let tooManyErrors = SMTPReply(421, .init(4, 7, 0), "Too many errors, closing the connection")
    static let tooManyIdleCommands = SMTPReply(421, .init(4, 7, 0), "Too many commands without a message")
    static let notInTurn = SMTPReply(
        554, .init(5, 5, 0), "Commands came before the reply that they have to wait for; closing the connection")
    static let malformedMessage = SMTPReply(
        550, .init(5, 6, 0), "The message has a bare CR, a bare LF or a NUL; only CRLF ends a line")

    var tooLarge: SMTPReply {
        SMTPReply(552, .init(5, 3, 4), "The message is over \(configuration.maximumMessageSize) octets")
    }

    var headerTooLarge: SMTPReply {
        SMTPReply(552, .init(5, 3, 4), "The header of the message is over \(configuration.maximumHeaderSize) octets")
    }

    var heldTooLong: SMTPReply {
        SMTPReply(501, .init(5, 5, 4), "A message is held for \(configuration.maximumHold) seconds at most")
    }

    var dueTooSoon: SMTPReply {
        SMTPReply(501, .init(5, 5, 4), "BY wants \(configuration.minimumDeliverBy) seconds at least")
    }

    var sayHello: SMTPReply { configuration.dialect == .lmtp ? Self.sayLHLO : Self.sayEHLO }

    /// The extensions in the reply to EHLO, a line each.
    var capabilities: [String] {
        var lines: [String] = []
        for (keyword, member) in SMTPServiceExtensions.keywords where offered.contains(member) {
            switch member {
            case .size: lines.append("\(keyword) \(configuration.maximumMessageSize)")
            case .deliverBy where configuration.minimumDeliverBy > 0:
                lines.append("\(keyword) \(configuration.minimumDeliverBy)")
            case .futureRelease:
                // The latest date is the one that is so far away from now (RFC 4865, section 4).
                let latest = Timestamp.text(of: unixTime + Int64(configuration.maximumHold))
                lines.append("\(keyword) \(configuration.maximumHold) \(latest)")
            case .limits:
                let messages = configuration.maximumMessages.map { " MAILMAX=\($0)" } ?? ""
                lines.append("\(keyword) RCPTMAX=\(configuration.maximumRecipients)\(messages)")
            default: lines.append(keyword)
            }
        }
        if offersStartTLSNow { lines.append("STARTTLS") }
        let mechanisms = offeredMechanisms
        if !mechanisms.isEmpty { lines.append("AUTH " + mechanisms.map(\.rawValue).joined(separator: " ")) }
        if allowsClientOverride { lines.append("XCLIENT \(SMTPClientOverride.attributeNames)") }
        return lines
    }
}
