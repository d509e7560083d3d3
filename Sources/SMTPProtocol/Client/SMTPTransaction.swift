public import MailAddressing

/// One message for a server: the envelope and what must be known of the content.
public struct SMTPTransaction: Hashable, Sendable {
    /// Who is told of failures.
    public var reversePath: ReversePath
    /// The recipients, in order; at least one.
    public var recipients: [SMTPRecipient]
    /// What the sender asks for; what the server does not offer is left out or makes the transaction fail.
    public var options: MailOptions
    /// The size of the message in octets before dot-stuffing.
    public var size: Int
    /// Whether the message has octets over 127, so that 8BITMIME is needed.
    public var isEightBit: Bool
    /// Whether the message's header has octets over 127, so that SMTPUTF8 is needed (RFC 6532).
    public var hasInternationalizedHeader = false

    /// Makes a transaction.
    ///
    /// - Parameters:
    ///   - reversePath: who is told of failures.
    ///   - recipients: at least one recipient.
    ///   - size: the message's size in octets.
    ///   - isEightBit: whether it has octets over 127.
    ///   - options: what the sender asks for.
    public init(
        reversePath: ReversePath, recipients: [SMTPRecipient], size: Int, isEightBit: Bool,
        options: MailOptions = MailOptions()
    ) {
        self.reversePath = reversePath
        self.recipients = recipients
        self.size = size
        self.isEightBit = isEightBit
        self.options = options
    }

    /// Makes a transaction for mailboxes of which nothing more is asked.
    ///
    /// - Parameters:
    ///   - reversePath: who is told of failures.
    ///   - recipients: at least one mailbox.
    ///   - size: the message's size in octets.
    ///   - isEightBit: whether it has octets over 127.
    public init(reversePath: ReversePath, recipients: [Mailbox], size: Int, isEightBit: Bool) {
        self.init(
            reversePath: reversePath, recipients: recipients.map { SMTPRecipient(mailbox: $0) }, size: size,
            isEightBit: isEightBit)
    }

    /// Whether the message has octets that no line may have, so that BINARYMIME is needed.
    public var isBinary: Bool { options.body == .binaryMIME }
}

/// At which point of a session something happened; complete, as a session has no other parts.
public enum SMTPStage: String, Hashable, Sendable, Codable, CaseIterable {
    /// The TCP connection was being made.
    case connect
    /// The greeting was awaited.
    case greeting
    /// EHLO or HELO had been sent.
    case hello
    /// STARTTLS had been sent or the handshake was on its way.
    case startTLS
    /// AUTH had been sent.
    case authentication
    /// MAIL had been sent.
    case mail
    /// RCPT had been sent.
    case recipient
    /// DATA had been sent.
    case data
    /// The message was on its way, its final dot not sent.
    case message
    /// The final dot had been sent: without a reply nobody knows whether the message was taken.
    case finalDot
}

/// What became of one recipient in a transaction; complete, as promise and refusal leave nothing else.
public enum SMTPRecipientOutcome: Hashable, Sendable {
    /// The server took the message for this recipient.
    case accepted(SMTPReply)
    /// The server refused, at this stage; the reply tells whether for now or for good.
    case refused(SMTPReply, SMTPStage)
    /// The session ended before this recipient was settled. After `finalDot` the outcome is ambiguous.
    case lost(SMTPClientFailure)
}

/// Why a session cannot go on; an error of the peer or the network, with the stage at which it came.
public struct SMTPClientFailure: Error, Sendable {
    /// The kinds of failure; complete within this module.
    public enum Reason: Hashable, Sendable {
        /// The connection broke, was refused or timed out; the text says how.
        case connection(String)
        /// The server refused the session with this reply.
        case refused(SMTPReply)
        /// The server's octets are no SMTP.
        case protocolViolation(SMTPReplySyntaxError)
        /// TLS was required and is not to be had; the text says how.
        case tlsUnavailable(String)
        /// The message cannot be sent as it is: a bare CR, a bare LF or a NUL.
        case malformedMessage
        /// What the message needs is not offered by the server.
        case unsupported(SMTPReply)
        /// AUTH is wanted, and no mechanism that we know is offered under TLS.
        case authenticationUnavailable
        /// The server's part in AUTH was wrong, such as a proof that it knows the password; the text says what.
        case authenticationFailed(String)
    }

    /// Why.
    public let reason: Reason
    /// When.
    public let stage: SMTPStage
    /// The IP address that the session was held with, where the host has several that were tried together; else nil.
    public var address: String?
    /// How long it took until it failed, from the beginning of the session; nil where that is not known.
    public var elapsed: Duration?
    /// Whether somebody else's session failed, whose connection this one has waited for.
    public var isShared = false

    /// Makes a failure.
    ///
    /// - Parameters:
    ///   - reason: why.
    ///   - stage: when.
    public init(_ reason: Reason, at stage: SMTPStage) {
        self.reason = reason
        self.stage = stage
    }

    /// The server's reply, where one is the reason.
    public var reply: SMTPReply? {
        switch reason {
        case .refused(let reply), .unsupported(let reply): reply
        default: nil
        }
    }

    /// Whether a later attempt may succeed.
    public var isTemporary: Bool {
        switch reason {
        case .connection, .protocolViolation, .tlsUnavailable, .authenticationUnavailable, .authenticationFailed: true
        case .refused(let reply), .unsupported(let reply): !reply.isPermanentFailure
        case .malformedMessage: false
        }
    }
}

extension SMTPClientFailure: CustomStringConvertible {
    /// One sentence for a person.
    public var description: String {
        let at = "at stage \(stage.rawValue)"
        return switch reason {
        case .connection(let text): "\(text) (\(at))"
        case .refused(let reply), .unsupported(let reply): reply.description
        case .protocolViolation: "the server does not speak SMTP (\(at))"
        case .tlsUnavailable(let text): "TLS is required: \(text) (\(at))"
        case .malformedMessage: "the message has a bare CR, a bare LF or a NUL and cannot be sent"
        case .authenticationUnavailable: "the server offers no AUTH mechanism that can be used"
        case .authenticationFailed(let text): "the login failed: \(text)"
        }
    }
}

extension SMTPClientFailure: Hashable {
    /// Whether two sessions failed in the same way, wherever and however soon.
    public static func == (left: SMTPClientFailure, right: SMTPClientFailure) -> Bool {
        (left.reason, left.stage) == (right.reason, right.stage)
    }

    /// Hashes the way in which it failed.
    ///
    /// - Parameter hasher: takes it.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(reason)
        hasher.combine(stage)
    }
}
