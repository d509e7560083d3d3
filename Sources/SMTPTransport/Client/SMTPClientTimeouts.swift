import SMTPProtocol

/// How long a client waits at each stage; the defaults are those of RFC 5321, section 4.5.3.2, where it names one.
public struct SMTPClientTimeouts: Hashable, Sendable {
    /// For the TCP connection.
    ///
    /// Default 30 seconds: a host that needs longer is as good as down.
    public var connect: Duration = .seconds(30)
    /// For the first of two addresses of a host, before the other one is tried beside it.
    ///
    /// Default 250 milliseconds (RFC 8305, section 5, "Connection Attempt Delay"); less than 10 milliseconds is taken as
    /// that, so that a host that answers is not asked twice.
    public var secondAddress: Duration = .milliseconds(250)
    /// For the greeting.
    ///
    /// Default 5 minutes.
    public var greeting: Duration = .seconds(300)
    /// For the replies to EHLO, STARTTLS with its handshake, and AUTH.
    ///
    /// Default 2 minutes.
    public var session: Duration = .seconds(120)
    /// For the replies to MAIL and RCPT; see `keptConnection`.
    ///
    /// Default 5 minutes.
    public var envelope: Duration = .seconds(300)
    /// For the reply to MAIL of the second message of a connection and of later ones; `envelope` where that is less.
    ///
    /// Default 30 seconds: a kept connection may be dead without a sign, as behind a gateway that has forgotten it, and
    /// then no reply ever comes. A server that has answered before seldom needs as long. Where it does, nothing of the
    /// message was sent, and a pool sends it over another connection; a new one has all of `envelope`.
    public var keptConnection: Duration = .seconds(30)
    /// For the reply to DATA.
    ///
    /// Default 2 minutes.
    public var data: Duration = .seconds(120)
    /// For each block of 256 KiB of the message to be sent.
    ///
    /// Default 3 minutes (RFC 5321, section 4.5.3.2.5).
    public var message: Duration = .seconds(180)
    /// For the reply to the final dot.
    ///
    /// Default 10 minutes; a shorter wait doubles messages (RFC 1047).
    public var finalDot: Duration = .seconds(600)

    /// Makes the defaults.
    public init() {}

    /// The wait at a stage.
    func duration(of stage: SMTPStage) -> Duration {
        switch stage {
        case .connect: connect
        case .greeting: greeting
        case .hello, .startTLS, .authentication: session
        case .mail, .recipient: envelope
        case .data: data
        case .message: message
        case .finalDot: finalDot
        }
    }
}
