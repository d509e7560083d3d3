/// The server's side of an SMTP session as a value: octets and answers in, steps out; no input or output of its own.
///
/// The driver calls `next` with what it has read until the answer is `needInput`, does what each step says, and hands the
/// application's decision to `answer` after an `ask`. While a question is open no input is taken, so replies keep the
/// order of commands under pipelining (RFC 2920).
///
/// Guarantees, whatever the octets are: memory within the limits of the configuration; one reply per command; only CRLF
/// ends a line; STARTTLS throws away whatever was sent behind it; after `close` every further step is `needInput`.
public struct SMTPServerMachine: Sendable {
    /// What the driver has to do; data only.
    ///
    /// Complete: a session consists of these.
    public enum Step: Equatable, Sendable {
        /// Wait for more octets, or for the answer to the open question.
        case needInput
        /// Send a reply.
        case reply(SMTPReply)
        /// Send a reply, drop all input, begin TLS and then call `tlsEstablished`.
        case startTLS(SMTPReply)
        /// Send a reply and close the connection.
        case close(SMTPReply)
        /// Let the application decide and call `answer`.
        case ask(SMTPServerQuestion)
        /// Octets of the message: a range of the input given.
        case body(Range<Int>)
    }

    /// Where the session stands.
    enum Phase: Equatable, Sendable {
        /// The connection is open and the greeting not sent. Goes to `idle` or `turnedAway`.
        case greeting
        /// The client was greeted with a refusal; its QUIT is awaited.
        case turnedAway
        /// No EHLO yet. Goes to `ready`.
        case idle
        /// Greeted, no transaction. Goes to `transaction` by MAIL.
        case ready
        /// MAIL was accepted, and so many recipients. Goes to `data` by DATA, to `ready` by RSET.
        case transaction(recipients: Int)
        /// 354 was sent. Goes to `ready` when the message is answered.
        case data
        /// STARTTLS was answered. Goes to `idle` when TLS stands.
        case tlsHandshake
        /// Nothing more is said.
        case closed
    }

    let configuration: SMTPServerConfiguration
    var phase = Phase.greeting
    var question: SMTPServerQuestion?
    var isExtended = false
    var isEncrypted: Bool
    var parser: SMTPCommandParser
    var decoder = MessageDataDecoder()
    var messageSize = 0
    var isSkippingLine = false
    var errors = 0
    var idleCommands = 0

    /// Makes a machine for a connection that was just accepted.
    ///
    /// - Parameters:
    ///   - configuration: names, extensions and limits.
    ///   - isEncrypted: whether TLS stands already, as on a port for implicit TLS.
    public init(configuration: SMTPServerConfiguration, isEncrypted: Bool = false) {
        self.configuration = configuration
        self.isEncrypted = isEncrypted
        parser = SMTPCommandParser(postmasterHost: configuration.hostName)
    }

    /// The most octets that the driver needs to keep while the machine says `needInput` outside a message.
    public var maximumBufferedInput: Int { configuration.maximumCommandLineLength }

    /// Whether STARTTLS was granted and the handshake is not done.
    public var isAwaitingTLS: Bool { phase == .tlsHandshake }

    /// Begins the session: asks whether the client may speak at all.
    ///
    /// - Returns: the question; call `answer` with the decision, which sends the greeting.
    public mutating func start() -> Step { ask(.connect) }

    /// Takes the next step.
    ///
    /// - Parameters:
    ///   - input: octets as they came, beginning with those that were not consumed before.
    ///   - offset: where to begin in `input`; moved behind what was consumed.
    /// - Returns: what to do.
    public mutating func next(_ input: Span<UInt8>, from offset: inout Int) -> Step {
        guard question == nil else { return .needInput }
        switch phase {
        case .greeting, .tlsHandshake: return .needInput
        case .closed:
            offset = input.count
            return .needInput
        case .data: return nextOfData(input, from: &offset)
        case .turnedAway, .idle, .ready, .transaction: return nextCommand(input, from: &offset)
        }
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
    public mutating func tlsEstablished() {
        guard phase == .tlsHandshake else { return }
        isEncrypted = true
        isExtended = false
        phase = .idle
    }

    mutating func ask(_ question: SMTPServerQuestion) -> Step {
        self.question = question
        return .ask(question)
    }

    mutating func close(_ reply: SMTPReply) -> Step {
        phase = .closed
        question = nil
        return .close(reply)
    }

    /// A refusal of a command: counted, and the last of too many ends the session.
    mutating func refuse(_ reply: SMTPReply) -> Step {
        errors += 1
        guard errors < configuration.maximumErrors else {
            return close(SMTPReply(421, .init(4, 7, 0), "Too many errors, closing the connection"))
        }
        return .reply(reply)
    }
}
