/// What the server machine lets the application decide.
///
/// Complete: every other command is answered by the protocol alone.
public enum SMTPServerQuestion: Equatable, Sendable {
    /// May the client speak? Accepting sends the greeting.
    case connect
    /// Is this greeting welcome? `isExtended` tells EHLO and LHLO from HELO.
    case hello(name: String, isExtended: Bool)
    /// May a transaction begin?
    case mail(SMTPMail)
    /// Is this recipient taken?
    case recipient(SMTPRecipient)
    /// May the message be sent, by DATA or in chunks?
    case data(SMTPTransfer)
    /// Is the message, of so many octets, taken? The positive reply makes the server responsible for it.
    case message(size: Int)
    /// The transaction is forgotten; nothing but the words of the reply can be decided.
    case reset
    /// The client takes its leave; nothing but the words of the reply can be decided.
    case quit
}

/// By which command a message comes; complete.
public enum SMTPTransfer: String, Hashable, Sendable {
    /// With dots doubled and a final dot (RFC 5321, section 4.1.1.4).
    case data = "DATA"
    /// In counted chunks (RFC 3030, section 2).
    case chunks = "BDAT"
}

/// How the application answers a question.
///
/// Complete: a question is accepted in the protocol's words or answered with a reply.
public enum SMTPServerAnswer: Equatable, Sendable {
    /// Accepted, with the protocol's own reply.
    case accept
    /// Answered with a reply: a 2xx accepts, a 4xx or 5xx refuses, a 421 also ends the session.
    case reply(SMTPReply)
    /// Refused with a reply for a reason that is no mistake of the client's, as where there is no room, or a recipient
    /// of its list is known to be gone.
    ///
    /// It does not count among the session's errors: for MAIL among the commands that further no message, for RCPT among
    /// the recipients for which there is no room. Elsewhere, and where the reply is positive, it is as `reply`.
    case declined(SMTPReply)
    /// The message is answered for each recipient that was accepted, in their order, as LMTP does (RFC 2033, section
    /// 4.2).
    ///
    /// In SMTP, which has one reply for all, the first refusal stands, as the client then keeps the message. Recipients
    /// without a reply get a 451.
    case replies([SMTPReply])
}
