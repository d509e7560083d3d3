/// The server's side of an SMTP or LMTP session as a value: octets and answers in, steps out; no input or output of its
/// own.
///
/// The driver calls `next` with what it has read until the answer is `needInput`, does what each step says, and hands the
/// application's decision to `answer` after an `ask`. While a question is open no input is taken, so replies keep the
/// order of commands under pipelining (RFC 2920).
///
/// Guarantees, whatever the octets are: memory within the limits of the configuration; one reply per command, and in LMTP
/// one per accepted recipient of a message; only CRLF ends a line; STARTTLS throws away whatever was sent behind it; a
/// client that sends commands in one piece with the end of a message, without the right to pipeline, has its message
/// refused; after `close` every further step is `needInput`.
public struct SMTPServerMachine: Sendable {
    /// What the driver has to do; data only.
    ///
    /// Complete: a session consists of these.
    public enum Step: Equatable, Sendable {
        /// Wait for more octets, or for the answer to the open question.
        case needInput
        /// Send a reply.
        case reply(SMTPReply)
        /// Send several replies, one for each accepted recipient of a message (RFC 2033, section 4.2).
        case replies([SMTPReply])
        /// Send a reply, drop all input, begin TLS and then call `tlsEstablished`.
        case startTLS(SMTPReply)
        /// Send a reply and close the connection.
        case close(SMTPReply)
        /// Let the application decide and call `answer`.
        case ask(SMTPServerQuestion)
        /// Octets of the message: a range of the input given.
        case body(Range<Int>)
        /// Let the application judge who the client is and call `answerAuthentication`.
        indirect case authenticate(SASLQuestion)
        /// The client has logged in, and `identity` says who it is: send a reply.
        case loggedIn(SMTPReply)
        /// A proxy says for whom it speaks: take that for the client, and call `clientOverridden`.
        indirect case overrideClient(SMTPClientOverride)
    }

    /// Where the session stands.
    enum Phase: Equatable, Sendable {
        /// The connection is open and the greeting not sent. Goes to `idle` or `turnedAway`.
        case greeting
        /// The client was greeted with a refusal; its QUIT is awaited.
        case turnedAway
        /// No EHLO yet. Goes to `ready`.
        case idle
        /// Greeted, no transaction. Goes to `transaction` by MAIL. EHLO leads here from wherever a command may be given.
        case ready
        /// MAIL was accepted, and so many recipients. Goes to `data` by DATA, to `chunk` by BDAT, to `ready` by RSET.
        case transaction(recipients: Int)
        /// 354 was sent. Goes to `ready` when the message is answered.
        case data
        /// Octets of a chunk are awaited. Goes to `betweenChunks`, to `ready` behind the last one, or back to where a chunk
        /// came that belongs to no message.
        case chunk
        /// A chunk was answered and was not the last. Goes to `chunk` by BDAT, to `ready` by RSET.
        case betweenChunks
        /// A challenge was sent; the client's response is awaited. Goes to `ready`.
        case authentication
        /// STARTTLS was answered. Goes to `idle` when TLS stands.
        case tlsHandshake
        /// Nothing more is said.
        case closed
    }

    /// The question that is open, without what it carried.
    enum Pending: Sendable {
        case connect
        case hello(isExtended: Bool)
        case mail(allowsInternationalized: Bool, isBinary: Bool)
        case recipient
        case data(SMTPTransfer)
        case message
        case reset
        case quit
        case authentication
        indirect case override(SMTPClientOverride)
    }

    let configuration: SMTPServerConfiguration
    var phase = Phase.greeting
    var pending: Pending?
    var isExtended = false
    var isEncrypted: Bool
    var parser: SMTPCommandParser
    /// The message that is coming in.
    var message = IncomingMessage()
    /// Whether the client said SMTPUTF8 for the message that is under way or was just answered.
    var allowsUTF8 = false
    var recipients = 0
    var messages = 0
    var isSkippingLine = false
    var isSkippingChunk = false
    /// Whether more input lay behind the last command when it was read.
    var hadInputBehind = false
    /// The run of a mechanism that is under way.
    var exchange: SASLServerExchange?
    /// Who the client has logged in as, or nil.
    public internal(set) var identity: SASLIdentity?
    /// How many attempts to log in have failed.
    public internal(set) var authenticationFailures = 0
    /// What `SCRAM-SHA-256-PLUS` binds to: the data of `tls-server-end-point` (RFC 5929, section 4), or nil.
    var channelBinding: [UInt8]?
    let cryptography: (any SASLCryptography)?
    var errors = 0
    var idleCommands = 0
    /// The recipients of this transaction that were too many, or declined.
    var crowdedOut = 0
    /// Whether octets of a message were given on that the machine has refused since.
    var refusedMessage = false
    /// The civil time in seconds since 1970, without which FUTURERELEASE is not offered, as it names dates.
    public var unixTime: Int64 = 0

    /// Makes a machine for a connection that was just accepted.
    ///
    /// - Parameters:
    ///   - configuration: names, extensions and limits.
    ///   - isEncrypted: whether TLS stands already, as on a port for implicit TLS.
    ///   - cryptography: what mechanisms need to be carried out; without it AUTH is not offered.
    public init(
        configuration: SMTPServerConfiguration, isEncrypted: Bool = false,
        cryptography: (any SASLCryptography)? = nil
    ) {
        self.configuration = configuration
        self.isEncrypted = isEncrypted
        self.cryptography = cryptography
        parser = SMTPCommandParser(postmasterHost: configuration.hostName, extensions: [])
        parser.allowsAuthentication = configuration.authentication != nil && cryptography != nil
    }

    /// Whether XCLIENT is taken from this client: only ever from a proxy that is trusted.
    public var allowsClientOverride: Bool {
        get { parser.allowsClientOverride }
        set { parser.allowsClientOverride = newValue }
    }

    /// The most octets that the driver needs to keep while the machine says `needInput` outside a message.
    public var maximumBufferedInput: Int {
        offersAuthenticationNow
            ? max(configuration.maximumCommandLineLength, SMTPServerConfiguration.maximumResponseLength)
            : configuration.maximumCommandLineLength
    }

    /// Whether STARTTLS was answered and `tlsEstablished` is awaited: nothing can be said in the clear.
    public var isAwaitingTLS: Bool { phase == .tlsHandshake }

    /// Whether an attempt to log in is under way.
    public var isAuthenticating: Bool { exchange != nil }

    /// The mechanism by which somebody is logging in; nil while nobody is.
    public var mechanismUnderWay: SASLMechanism? { exchange?.mechanism }

    /// Whether octets of a message are awaited, rather than a command.
    public var isReceivingMessage: Bool { pending == nil && (phase == .data || phase == .chunk) }

    /// In which form replies go on the wire now.
    public var replyForm: SMTPReply.WireForm {
        SMTPReply.WireForm(
            includesEnhancedStatusCode: configuration.extensions.contains(.enhancedStatusCodes),
            allowsUTF8: allowsUTF8)
    }

    /// Begins the session: asks whether the client may speak at all.
    ///
    /// - Parameter channelBinding: what a client's login can be bound to where TLS stands already; see `tlsEstablished`.
    /// - Returns: the question; call `answer` with the decision, which sends the greeting.
    public mutating func start(channelBinding: [UInt8]? = nil) -> Step {
        guard phase == .greeting, pending == nil else { return .needInput }
        if isEncrypted, let channelBinding { self.channelBinding = channelBinding }
        pending = .connect
        return .ask(.connect)
    }

    /// Takes the next step.
    ///
    /// - Parameters:
    ///   - input: octets as they came, beginning with those that were not consumed before.
    ///   - offset: where to begin in `input`; moved behind what was consumed.
    /// - Returns: what to do.
    public mutating func next(_ input: Span<UInt8>, from offset: inout Int) -> Step {
        guard pending == nil else { return .needInput }
        if hasGuessedEnough, phase != .closed {
            offset = input.count
            return close(Self.tooManyLogins)
        }
        switch phase {
        case .greeting, .tlsHandshake: return .needInput
        case .closed:
            offset = input.count
            return .needInput
        case .authentication: return nextResponse(input, from: &offset)
        case .data: return nextOfData(input, from: &offset)
        case .chunk: return nextOfChunk(input, from: &offset)
        case .turnedAway, .idle, .ready, .transaction, .betweenChunks: return nextCommand(input, from: &offset)
        }
    }

    /// Whether a message was refused by the machine since the last call: what was given on of it is to be forgotten.
    public mutating func takeRefusedMessage() -> Bool {
        defer { refusedMessage = false }
        return refusedMessage
    }

    /// Ends the session from our side, as for a time-out or a shutdown.
    ///
    /// - Parameter reply: the last reply, usually a 421.
    /// - Returns: the step that sends it, or `needInput` when the session had ended.
    public mutating func stop(_ reply: SMTPReply) -> Step {
        guard phase != .closed else { return .needInput }
        return close(reply)
    }

    /// Tells that the TLS handshake is done: the session begins anew (RFC 3207, section 4.2).
    ///
    /// - Parameter channelBinding: the data of `tls-server-end-point` (RFC 5929, section 4): a digest of the certificate
    ///   that was shown, or nil where it has none.
    public mutating func tlsEstablished(channelBinding: [UInt8]? = nil) {
        guard phase == .tlsHandshake else { return }
        isEncrypted = true
        self.channelBinding = channelBinding
        exchange = nil
        identity = nil
        isExtended = false
        hadInputBehind = false
        parser.extensions = []
        allowsUTF8 = false
        phase = .idle
    }

    mutating func close(_ reply: SMTPReply) -> Step {
        phase = .closed
        pending = nil
        exchange = nil
        return .close(reply)
    }

    /// A refusal of a command: counted, and the last of too many ends the session.
    mutating func refuse(_ reply: SMTPReply) -> Step {
        errors += 1
        guard errors < configuration.maximumErrors else { return close(Self.tooManyErrors) }
        return .reply(reply)
    }

    /// Counts a command that furthers no message.
    ///
    /// - Returns: the end of the session where it was one too many.
    mutating func countIdleCommand() -> Step? {
        idleCommands += 1
        return idleCommands > configuration.maximumIdleCommands ? close(Self.tooManyIdleCommands) : nil
    }

    /// Counts a recipient for whom there is no room, or who was declined: patience has an end.
    ///
    /// - Returns: the end of the session where it was one too many.
    mutating func countCrowdedOut() -> Step? {
        crowdedOut += 1
        return crowdedOut > configuration.maximumRecipients + Self.patience ? close(Self.tooManyErrors) : nil
    }

    /// Whether commands may follow each other without waiting for replies (RFC 2920).
    var mayPipeline: Bool { isExtended && configuration.extensions.contains(.pipelining) }

    /// The extensions that are offered now.
    var offered: SMTPServiceExtensions {
        var offered = configuration.extensions
        // A demand for TLS all the way makes no sense in the clear (RFC 8689, section 2).
        if !isEncrypted { offered.remove(.requireTLS) }
        if !offered.contains(.chunking) { offered.remove(.binaryMIME) }
        // UTF-8 has octets over 127 (RFC 6531, section 3.1).
        if !offered.contains(.eightBitMIME) { offered.remove(.smtpUTF8) }
        if unixTime <= 0 { offered.remove(.futureRelease) }
        return offered
    }

    var offersStartTLSNow: Bool { configuration.offersStartTLS && !isEncrypted }
}
