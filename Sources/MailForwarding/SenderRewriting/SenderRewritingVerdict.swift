public import MailAddressing

/// What became of a sender that was to be rewritten.
///
/// Complete, as a caller must have an answer for each.
public enum SenderRewritingVerdict: Hashable, Sendable {
    /// The address of our own domain that stands for the sender.
    case rewritten(Mailbox)
    /// The sender is of our own domain, and the message may go out under it as it is.
    case unneeded
    /// No address of our own domain can stand for the sender. The message must go out under another one, whose reports
    /// do not come to the sender.
    case impossible(SenderRewritingObstacle)
}
