/// What was done with a message for a recipient.
///
/// Complete: RFC 3464, section 2.3.3, names these five.
public enum DeliveryAction: String, Hashable, Sendable, CaseIterable {
    /// It could not be delivered and will not be tried again.
    case failed
    /// It has not been delivered yet, and is still being tried.
    case delayed
    /// It was put into the recipient's mailbox.
    case delivered
    /// It was handed to a mail system that does not promise to send reports.
    case relayed
    /// It reached an address that passes it on to several others, and was passed on.
    case expanded
}
