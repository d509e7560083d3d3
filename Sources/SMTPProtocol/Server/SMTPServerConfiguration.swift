public import MailAddressing

/// What a server says of itself and how much it takes: names, extensions and limits.
public struct SMTPServerConfiguration: Hashable, Sendable {
    /// Which of the two sister protocols is spoken; complete.
    public enum Dialect: Hashable, Sendable {
        /// SMTP (RFC 5321): EHLO or HELO, and one reply for a message.
        case smtp
        /// LMTP (RFC 2033): LHLO, and a reply for each accepted recipient of a message.
        case lmtp
    }

    /// The name in the greeting and in the reply to EHLO.
    public var hostName: MailHost
    /// Which protocol is spoken.
    public var dialect: Dialect
    /// What is honoured end to end, and therefore offered.
    ///
    /// Default: what the protocol honours by itself. An application that does more says so here, and nowhere else.
    public var extensions: SMTPServiceExtensions
    /// How clients log in, or nil where they do not.
    ///
    /// Default nil.
    public var authentication: Authentication?
    /// Whether MAIL is refused in the clear, as on a port for submission (RFC 8314, section 3.3).
    ///
    /// Default false: mail between hosts has to come through without TLS.
    public var requiresTLS: Bool
    /// Whether TLS can be begun, so that STARTTLS is offered while the connection is in the clear.
    public var offersStartTLS: Bool
    /// The largest message in octets, offered by SIZE (RFC 1870).
    ///
    /// Default 25 MiB: what the large mailbox providers accept.
    public var maximumMessageSize: Int
    /// The largest header of a message in octets.
    ///
    /// Default 512 KiB: the largest that were seen in the wild have about 100 KiB, and readers keep it in memory.
    public var maximumHeaderSize: Int
    /// How much of a message that is refused already is still read, so that the client hears why.
    ///
    /// Default 64 MiB; a client that goes on is cut.
    public var maximumDiscardedOctets: Int
    /// The most recipients of one message, offered by LIMITS (RFC 9422).
    ///
    /// Default 1,000; RFC 5321, section 4.5.3.1.8 asks for at least 100.
    public var maximumRecipients: Int
    /// The most messages of one connection, offered by LIMITS (RFC 9422); nil is any number.
    ///
    /// Default nil: a kept connection is cheaper than many.
    public var maximumMessages: Int?
    /// The longest command line in octets, CRLF included.
    ///
    /// Default 2,048: the 512 of RFC 5321, section 4.5.3.1.4 and what extensions add to it.
    public var maximumCommandLineLength: Int
    /// After how many refused or unknown commands since the last accepted message the session is ended.
    ///
    /// Default 20, as a guesser needs many and a working client few.
    public var maximumErrors: Int
    /// After how many commands that further no message the session is ended: NOOP, RSET, HELP and their kind, and MAIL
    /// that is refused for want of room (452).
    ///
    /// Default 200: RSET and NOOP keep a connection alive, but not for ever.
    public var maximumIdleCommands: Int
    /// The longest time for which a message may be held, in seconds, offered by FUTURERELEASE (RFC 4865).
    ///
    /// Default 30 days; senders plan weeks ahead and not years.
    public var maximumHold: Int
    /// The shortest time that DELIVERBY may ask for, in seconds, offered by it (RFC 2852); 0 is any.
    ///
    /// Default 0.
    public var minimumDeliverBy: Int

    /// Makes a configuration with the default limits.
    ///
    /// - Parameters:
    ///   - hostName: the name in the greeting.
    ///   - dialect: which protocol is spoken.
    ///   - extensions: what is honoured end to end.
    ///   - offersStartTLS: whether TLS can be begun.
    public init(
        hostName: MailHost, dialect: Dialect = .smtp, extensions: SMTPServiceExtensions = .ofTheProtocol,
        offersStartTLS: Bool = false
    ) {
        self.hostName = hostName
        self.dialect = dialect
        self.extensions = extensions
        self.offersStartTLS = offersStartTLS
        authentication = nil
        requiresTLS = false
        maximumMessageSize = 25 * 1_024 * 1_024
        maximumHeaderSize = 512 * 1_024
        maximumDiscardedOctets = 64 * 1_024 * 1_024
        maximumRecipients = 1_000
        maximumMessages = nil
        maximumCommandLineLength = 2_048
        maximumErrors = 20
        maximumIdleCommands = 200
        maximumHold = 30 * 86_400
        minimumDeliverBy = 0
    }
}
