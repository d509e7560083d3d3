import DeliveryQueue
import SMTPProtocol

/// What simulated hosts say, as an agent understands it.
enum Replies {
    /// The outcome that a host's verdict on a recipient leads to.
    static func outcome(of verdict: SimulatedSite.Verdict) -> DeliveryOutcome {
        switch verdict {
        case .accepted: remote(.delivered, SMTPReply(250, .init(2, 0, 0), "taken"))
        case .unknown: remote(.failed, SMTPReply(550, .init(5, 1, 1), "nobody of that name here"))
        case .mailboxFull: remote(.deferred, SMTPReply(452, .init(4, 2, 2), "the mailbox is full"), .mailbox)
        case .greylisted: remote(.deferred, SMTPReply(450, .init(4, 7, 1), "greylisted, come again"), .greylisted)
        }
    }

    /// The host asks for less.
    static func throttled(_ retryAfter: Duration?, _ text: String) -> DeliveryOutcome {
        var outcome = remote(.deferred, SMTPReply(parsing: text) ?? SMTPReply(421, nil, text), .throttled)
        outcome.retryAfter = retryAfter
        return outcome
    }

    /// Everything is refused.
    static let blocked = remote(.deferred, SMTPReply(550, .init(5, 7, 1), "your address is on our list"), .blocked)
    /// Nobody answers.
    static let silence = own(SMTPReply(451, .init(4, 4, 1), "nobody answers"), .unreachable)
    /// The connection was lost before the final dot.
    static let lost = own(SMTPReply(451, .init(4, 4, 2), "the connection was lost"), .other)
    /// No attempt can be made.
    static let notTried = own(SMTPReply(451, .init(4, 4, 4), "no way and no room"), .local)
    /// The process ends.
    static let stopped = own(SMTPReply(451, .init(4, 3, 2), "we stop"), .local)
    /// The attempt could not be recorded.
    static let unrecorded = own(SMTPReply(451, .init(4, 3, 0), "the attempt could not be recorded"), .local)
    /// The recipient's domain has moved.
    static let elsewhere = own(SMTPReply(451, .init(4, 4, 3), "the domain has moved"), .other)
    /// The connection was lost after the final dot.
    static let ambiguous: DeliveryOutcome = {
        var outcome = own(SMTPReply(451, .init(4, 4, 2), "the connection was lost after the final dot"), .other)
        outcome.isAmbiguous = true
        return outcome
    }()

    private static func remote(
        _ kind: DeliveryOutcome.Kind, _ reply: SMTPReply, _ errorClass: DeliveryErrorClass = .other
    ) -> DeliveryOutcome {
        DeliveryOutcome(kind, reply: reply, isRemoteReply: true, host: "mx.test", errorClass: errorClass)
    }

    private static func own(_ reply: SMTPReply, _ errorClass: DeliveryErrorClass) -> DeliveryOutcome {
        DeliveryOutcome(.deferred, reply: reply, isRemoteReply: false, errorClass: errorClass)
    }
}
