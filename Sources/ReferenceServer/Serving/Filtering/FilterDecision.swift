import SMTPProtocol

/// What becomes of a message by a filter; complete.
enum FilterDecision: Hashable, Sendable {
    /// It is taken, with these octets before its header: whole fields, each ended by CRLF, or none.
    case accept(headerFields: [UInt8])
    /// It is refused for good.
    case refuse(SMTPReply)
    /// Its client is asked to come again.
    case `defer`(SMTPReply)
}
