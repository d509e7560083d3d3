/// What an attempt says of the path that it took, whatever became of the recipients; complete.
///
/// The queue knows nothing of replies: whoever delivers translates them into one of these.
public enum PathSignal: Hashable, Sendable {
    /// Nothing: nobody at the other end was asked, or what happened concerns the message alone.
    case none
    /// The host took a message, or judged its recipients in good order.
    case success
    /// No session came about at any host of the site.
    case unreachable
    /// The host asks for less (421, 450, 451 and their kind, while it serves others).
    case throttled(retryAfter: Duration?)
    /// The host refuses us whoever the mail is for; the text is what it said, for people.
    case blocked(String)
}
