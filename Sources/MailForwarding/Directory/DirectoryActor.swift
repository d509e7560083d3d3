public import MailAddressing

/// On whose behalf a directory is asked or changed; complete.
public enum DirectoryActor: Hashable, Sendable {
    /// Whoever has the machine, or an account with the role `admin`: everything.
    case administrator
    /// An account with the role `user`, by its name: what is its own. What is others' is not there for it.
    case user(Mailbox)

    /// Whether something that belongs to somebody is there for this one.
    ///
    /// - Parameter owner: whom it belongs to; nil for the administrators.
    func owns(_ owner: Mailbox?) -> Bool {
        switch self {
        case .administrator: true
        case .user(let name): owner == name.folded
        }
    }

    /// Whom what this one makes belongs to, unless it says so.
    var owner: Mailbox? {
        switch self {
        case .administrator: nil
        case .user(let name): name.folded
        }
    }
}
