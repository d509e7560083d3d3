public import MailAddressing

/// What a server says of itself and how much it takes: names, extensions and limits.
public struct SMTPServerConfiguration: Hashable, Sendable {
    /// The name in the greeting and in the reply to EHLO.
    public var hostName: MailHost
    /// Whether TLS can be begun, so that STARTTLS is offered while the connection is in the clear.
    public var offersStartTLS: Bool
    /// The largest message in octets, offered by SIZE (RFC 1870).
    ///
    /// Default 25 MiB: what the large mailbox providers accept.
    public var maximumMessageSize: Int
    /// The most recipients of one message.
    ///
    /// Default 1,000; RFC 5321, section 4.5.3.1.8 asks for at least 100.
    public var maximumRecipients: Int
    /// The longest command line in octets, CRLF included.
    ///
    /// Default 2,048: the 512 of RFC 5321, section 4.5.3.1.4 and what extensions add to it.
    public var maximumCommandLineLength: Int
    /// After how many refused or unknown commands since the last accepted message the session is ended.
    ///
    /// Default 20, as a guesser needs many and a working client few.
    public var maximumErrors: Int
    /// After how many commands that further no message the session is ended: NOOP, RSET, HELP and their kind.
    ///
    /// Default 200: RSET and NOOP keep a connection alive, but not for ever.
    public var maximumIdleCommands: Int

    /// Makes a configuration with the default limits.
    ///
    /// - Parameters:
    ///   - hostName: the name in the greeting.
    ///   - offersStartTLS: whether TLS can be begun.
    public init(hostName: MailHost, offersStartTLS: Bool = false) {
        self.hostName = hostName
        self.offersStartTLS = offersStartTLS
        maximumMessageSize = 25 * 1024 * 1024
        maximumRecipients = 1_000
        maximumCommandLineLength = 2_048
        maximumErrors = 20
        maximumIdleCommands = 200
    }
}
