public import MailAddressing

/// What checking the address to which a report came has shown.
///
/// Complete, as a caller must have an answer for each.
public enum SenderReversalVerdict: Hashable, Sendable {
    /// It was made with one of the secrets and has not expired: the address for which it stands.
    case original(Mailbox)
    /// It was made with one of the secrets, and too many days ago: the address for which it stood. Also one whose day,
    /// by our clock, is yet to come.
    case expired(Mailbox)
    /// It is made as ours are, but with none of the secrets, or something of it was changed.
    case forged
    /// It begins as ours do, and what follows is none of ours: a field that is missing, or is not what it should be.
    case malformed
    /// It is another address: its domain, or what its local part begins with, is not ours.
    case notRewritten
}
