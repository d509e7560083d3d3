import MailAddressing

/// The client's side of an SMTP session as a value: octets in, actions out; no input or output of its own.
///
/// A session is opened once and then takes transactions one after another: `begin` each time that `ready` was answered.
/// MAIL, RCPT and DATA go out together where the server offers PIPELINING (RFC 2920). Recipients beyond the number that
/// the server takes at once go in further transactions of the session, each with the message again.
///
/// Guarantees: each recipient of a transaction gets exactly one outcome, also when the connection is lost; STARTTLS
/// forgets what was offered before; a password is only sent under TLS; after `failed` nothing more happens.
public struct SMTPClientMachine: Sendable {
    /// What the driver has to do; data only.
    ///
    /// Complete: a session consists of these.
    public enum Action: Equatable, Sendable {
        /// Send octets.
        case write([UInt8])
        /// Drop all input, begin TLS and then call `tlsEstablished`.
        case startTLS
        /// The session is open: `begin` may be called.
        case ready
        /// Send the message in this way, then call `messageSent`: with its dots doubled and its terminator; or in one
        /// last chunk, `BDAT size LAST` before it.
        case sendMessage(SMTPTransfer)
        /// The transaction is over; an outcome for each recipient in order. `ready` follows when another may begin.
        case finished([SMTPRecipientOutcome])
        /// The session cannot go on; the outcomes of an open transaction stand before it in a `finished`.
        case failed(SMTPClientFailure)
        /// Close the connection.
        case close
    }

    /// Where the session stands.
    enum Phase: Equatable, Sendable {
        /// The greeting is awaited. Goes to `hello`.
        case greeting
        /// EHLO was sent. Goes to `startTLS`, `authentication` or `ready`; to `oldHello` when refused.
        case hello
        /// HELO was sent after EHLO had been refused. Goes to `ready`.
        case oldHello
        /// STARTTLS was sent. Goes to `tlsHandshake`.
        case startTLS
        /// STARTTLS was granted. Goes to `hello` when TLS stands.
        case tlsHandshake
        /// AUTH was sent. Goes to `ready`, or to `cancellation` when the server's challenge makes no sense.
        case authentication
        /// A login was given up. Fails with the server's answer to that.
        case cancellation
        /// Nothing is under way. Goes to `envelope` by `begin`.
        case ready
        /// MAIL, RCPT and DATA are being answered. Goes to `message`, or to `reset` or `ready` when refused.
        case envelope
        /// The message is being sent. Goes to `finalDot`.
        case message
        /// The final dot was sent. Goes to `ready`, or to `envelope` with the recipients that are left.
        case finalDot
        /// RSET was sent after a refused transaction. Goes to `ready`, or to `envelope` with the recipients that are left.
        case reset
        /// QUIT was sent.
        case quitting
        /// Nothing more happens.
        case closed
    }

    /// An initial response that waits for the challenge before it; a secret, in no description.
    struct DelayedResponse: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
        let octets: [UInt8]

        var description: String { "(redacted)" }
        var debugDescription: String { description }
        var customMirror: Mirror { Mirror(self, children: []) }
    }

    /// A command of the transaction that waits for its reply.
    enum Expectation: Equatable, Sendable {
        case mail
        case recipient(Int)
        case data
    }

    let configuration: SMTPClientConfiguration
    var phase = Phase.greeting
    var isEncrypted: Bool
    /// What the server offered last; empty before EHLO.
    public internal(set) var extensions = SMTPExtensions()
    let cryptography: (any SASLCryptography)?
    /// The data of `tls-server-end-point`, where TLS stands and the server's certificate has one.
    var channelBinding: [UInt8]?
    /// The run of a mechanism that is under way.
    var exchange: SASLClientExchange?
    /// An initial response that was too long for the command.
    var delayedResponse: DelayedResponse?
    /// The mechanisms that the server has turned down in this session, though it offers them.
    var refusedMechanisms: Set<SASLMechanism> = []
    /// Why a login was given up.
    var exchangeError: SASLClientError?
    /// By which mechanism we have logged in, or nil.
    public internal(set) var mechanism: SASLMechanism?
    var parser = SMTPReplyParser()
    var transaction: SMTPTransaction?
    var outcomes: [SMTPRecipientOutcome?] = []
    /// How many replies were read, for a driver that gives the server so much time for each.
    public private(set) var replyCount = 0
    /// How many transactions were begun since EHLO.
    var transactionCount = 0
    /// The recipients that were not named yet, and those that were named in this go.
    var waiting: [Int] = []
    var batch: [Int] = []
    /// The recipients whose replies to the message are awaited: in LMTP one by one.
    var unanswered: [Int] = []
    var unsent: [Expectation] = []
    var expected: [Expectation] = []
    /// The final dot of a transaction that has no recipient left went out alone.
    var isEmptyMessage = false

    /// Makes a machine for a connection that was just made.
    ///
    /// - Parameters:
    ///   - configuration: names and demands.
    ///   - isEncrypted: whether TLS stands already, as on a port for implicit TLS.
    ///   - cryptography: what mechanisms with challenges need to be carried out; without it they are not used.
    public init(
        configuration: SMTPClientConfiguration, isEncrypted: Bool = false,
        cryptography: (any SASLCryptography)? = nil
    ) {
        self.configuration = configuration
        self.isEncrypted = isEncrypted
        self.cryptography = cryptography
    }

    /// Whether the session has ended or is ending, so that no transaction can follow.
    public var isOver: Bool { phase == .quitting || phase == .closed }

    /// Whether commands go out together.
    var pipelines: Bool { configuration.usesPipelining && extensions.services.contains(.pipelining) }

    /// Whether the server takes another message on this connection, as far as it has said (RFC 9422, `MAILMAX`).
    public var hasMessagesLeft: Bool { extensions.maximumMessages.map { transactionCount < $0 } ?? true }

    /// Whether `tlsEstablished` is to say what a login can be bound to.
    public var wantsChannelBinding: Bool { configuration.credentials != nil && cryptography != nil }

    /// Whether `begin` may be called.
    public var isReady: Bool { phase == .ready }

    /// The stage that a time-out or a loss of the connection now would belong to.
    public var stage: SMTPStage {
        switch phase {
        case .greeting: .greeting
        case .hello, .oldHello, .ready, .reset, .quitting, .closed: .hello
        case .startTLS, .tlsHandshake: .startTLS
        case .authentication, .cancellation: .authentication
        case .envelope:
            switch expected.first ?? unsent.first {
            case .recipient: .recipient
            case .data: .data
            default: .mail
            }
        case .message: .message
        case .finalDot: .finalDot
        }
    }

    /// Takes octets from the server.
    ///
    /// - Parameter input: octets as they came.
    /// - Returns: what to do, in order.
    public mutating func receive(_ input: Span<UInt8>) -> [Action] {
        var actions: [Action] = []
        var offset = 0
        // Octets in the clear that come before the handshake is done are dropped.
        while phase != .closed, phase != .tlsHandshake {
            do {
                guard let reply = try parser.next(input, from: &offset) else { break }
                replyCount += 1
                actions += handle(reply)
            } catch {
                guard phase != .quitting else {
                    phase = .closed
                    return actions + [.close]
                }
                return actions + fail(.init(.protocolViolation(error), at: stage))
            }
        }
        return actions
    }

    /// Tells that the TLS handshake is done: EHLO is sent again, or the greeting awaited where TLS came first.
    ///
    /// - Parameter channelBinding: the data of `tls-server-end-point` (RFC 5929, section 4): a digest of the certificate
    ///   that the server has shown, or nil where it has none.
    /// - Returns: what to do, in order.
    public mutating func tlsEstablished(channelBinding: [UInt8]? = nil) -> [Action] {
        self.channelBinding = channelBinding
        guard phase == .tlsHandshake else { return [] }
        isEncrypted = true
        extensions = SMTPExtensions()
        parser = SMTPReplyParser()
        return sayHello()
    }

    /// Tells that the connection is gone or that a time-out ended it.
    ///
    /// - Parameter reason: how, for people.
    /// - Returns: what to do, in order; nothing when the session had ended.
    public mutating func connectionLost(_ reason: String) -> [Action] {
        switch phase {
        case .closed: return []
        case .quitting:
            phase = .closed
            return [.close]
        default: return fail(.init(.connection(reason), at: stage))
        }
    }

    /// Tells that TLS could not be established.
    ///
    /// - Parameter reason: how, for people.
    /// - Returns: what to do, in order.
    public mutating func tlsFailed(_ reason: String) -> [Action] {
        switch phase {
        case .closed: []
        case .startTLS, .tlsHandshake: fail(.init(.tlsUnavailable(reason), at: .startTLS))
        // TLS that breaks later is a connection that breaks.
        default: connectionLost(reason)
        }
    }

    /// Ends the session politely; an open transaction must be over.
    ///
    /// - Returns: what to do, in order.
    public mutating func quit() -> [Action] {
        guard phase == .ready || phase == .reset && transaction == nil else {
            guard phase != .closed else { return [] }
            let cut = SMTPClientFailure(.connection("cut here"), at: stage)
            let outcomes = transaction == nil ? [] : [Action.finished(settle(by: .lost(cut)))]
            phase = .closed
            return outcomes + [.close]
        }
        phase = .quitting
        return [.write(Array("QUIT\r\n".utf8))]
    }

    mutating func fail(_ failure: SMTPClientFailure) -> [Action] {
        var actions: [Action] = []
        if transaction != nil { actions.append(.finished(settle(by: .lost(failure)))) }
        phase = .closed
        return actions + [.failed(failure), .close]
    }

    /// Gives every recipient without an outcome this one and forgets the transaction.
    ///
    /// What ended a session behind the names of some is no word on those who were not named yet: they are lost at MAIL.
    mutating func settle(by outcome: SMTPRecipientOutcome) -> [SMTPRecipientOutcome] {
        defer {
            transaction = nil
            outcomes = []
            waiting = []
            batch = []
            unanswered = []
            expected = []
            unsent = []
        }
        for index in waiting where outcomes[index] == nil { outcomes[index] = Self.unnamed(outcome) }
        return outcomes.map { $0 ?? outcome }
    }

    private static func unnamed(_ outcome: SMTPRecipientOutcome) -> SMTPRecipientOutcome {
        guard case .lost(let failure) = outcome else {
            return .lost(.init(.connection("the session ended before this recipient was named"), at: .mail))
        }
        switch failure.reason {
        case .malformedMessage, .unsupported: return outcome
        default: return .lost(.init(failure.reason, at: .mail))
        }
    }
}
