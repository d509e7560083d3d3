/// What the server machine lets the application decide.
///
/// Complete: every other command is answered by the protocol alone.
public enum SMTPServerQuestion: Equatable, Sendable {
    /// May the client speak? Accepting sends the greeting.
    case connect
    /// Is this greeting welcome? `isExtended` tells EHLO from HELO.
    case hello(name: String, isExtended: Bool)
    /// May a transaction begin?
    case mail(SMTPMail)
    /// Is this recipient taken?
    case recipient(SMTPRecipient)
    /// May the message be sent?
    case data
    /// Is the message, of so many octets, taken? The positive reply makes the server responsible for it.
    case message(size: Int)
}

/// How the application answers a question.
///
/// Complete: a question is accepted in the protocol's words or answered with a reply.
public enum SMTPServerAnswer: Equatable, Sendable {
    /// Accepted, with the protocol's own reply.
    case accept
    /// Answered with a reply: a 2xx accepts, a 4xx or 5xx refuses, a 421 also ends the session.
    case reply(SMTPReply)
}
