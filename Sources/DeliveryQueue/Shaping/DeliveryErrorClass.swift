/// What kind of trouble a deferred attempt met: retry schedules may differ by it.
///
/// Complete: a schedule can be written for each of them.
public enum DeliveryErrorClass: String, Hashable, Sendable, CaseIterable {
    /// No session came about at any host: nobody listens, a time-out, a connection lost before MAIL.
    case unreachable
    /// The name service did not answer, or answered nonsense.
    case resolution
    /// TLS was demanded and could not be had.
    case security
    /// The host asks to come back later, as it does not know us yet (RFC 6647).
    case greylisted
    /// The host asks for less: too many connections, messages or recipients in a time.
    case throttled
    /// The host refuses us whoever the mail is for: a block list, a reputation, no reverse DNS.
    case blocked
    /// The recipient's mailbox cannot take it now: full, busy, over its quota.
    case mailbox
    /// Trouble of our own: no key, no disk, no relay.
    case local
    /// Anything else.
    case other
}
