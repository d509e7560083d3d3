/// Whom or what a refusal is about, and so for whom it holds.
///
/// Complete. A refusal on account of our address is never the recipient's: whoever takes it so gives up a mailbox
/// that is in order.
public enum BounceScope: String, Hashable, Sendable, CaseIterable, Codable {
    /// This recipient; others at the same place are not meant.
    case recipient
    /// This message, whoever it is for.
    case message
    /// The envelope sender's address.
    case senderAddress
    /// The sender's domain.
    case senderDomain
    /// The IP address that we send from.
    case sourceAddress
    /// The destination as a whole: the recipient's domain and its hosts.
    case destinationSite
    /// How this host is set up: logins, TLS, names.
    case ourConfiguration
}
