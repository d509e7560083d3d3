public import SMTPProtocol

/// How long each stage of a session's opening, or of sending one message, took.
///
/// The times of the stages add up to the whole. Where commands went out together, a stage lasts from the reply before it
/// to its own last reply; one whose replies came together with those before it took no time.
public struct SMTPStageTimings: Hashable, Sendable {
    /// Until the TCP connection was made, addresses that failed included; nil where it was not reached.
    public var connect: Duration?
    /// Until the greeting was read; nil where it was not reached.
    public var greeting: Duration?
    /// Until the replies to EHLO or HELO, the one under TLS included; nil where it was not reached.
    public var hello: Duration?
    /// Until the reply to STARTTLS and for the handshake, or for the handshake alone where TLS comes first; nil in the
    /// clear.
    public var startTLS: Duration?
    /// For the login; nil without one.
    public var authentication: Duration?
    /// Until the reply to MAIL, one to a RSET that MAIL had to wait for included; nil where it was not reached.
    public var mail: Duration?
    /// Until the last reply to RCPT; nil where it was not reached.
    public var recipient: Duration?
    /// Until the reply to DATA; nil where it was not reached, as with BDAT.
    public var data: Duration?
    /// Until the message was sent and might be finished; nil where it was not reached.
    public var message: Duration?
    /// From the final dot, or the last octet of a chunk, to the reply; nil where it was not reached.
    public var finalDot: Duration?

    /// Makes the timings of what has not begun.
    public init() {}

    /// How long one stage took; nil where it was not reached.
    ///
    /// - Parameter stage: the stage.
    public subscript(stage: SMTPStage) -> Duration? {
        get {
            switch stage {
            case .connect: connect
            case .greeting: greeting
            case .hello: hello
            case .startTLS: startTLS
            case .authentication: authentication
            case .mail: mail
            case .recipient: recipient
            case .data: data
            case .message: message
            case .finalDot: finalDot
            }
        }
        set {
            switch stage {
            case .connect: connect = newValue
            case .greeting: greeting = newValue
            case .hello: hello = newValue
            case .startTLS: startTLS = newValue
            case .authentication: authentication = newValue
            case .mail: mail = newValue
            case .recipient: recipient = newValue
            case .data: data = newValue
            case .message: message = newValue
            case .finalDot: finalDot = newValue
            }
        }
    }

    /// The stages that were reached, in their order, and how long each took.
    public var reached: [(stage: SMTPStage, duration: Duration)] {
        SMTPStage.allCases.compactMap { stage in self[stage].map { (stage, $0) } }
    }

    /// How long all stages that were reached took.
    public var total: Duration { reached.reduce(.zero) { $0 + $1.duration } }
}
