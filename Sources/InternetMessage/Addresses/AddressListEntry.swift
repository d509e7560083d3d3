/// One entry of an address list: a mailbox or a group (RFC 5322, section 3.4).
///
/// Complete, as the grammar has these two.
public enum AddressListEntry: Hashable, Sendable {
    /// A mailbox.
    case mailbox(NamedMailbox)
    /// A group with its name as plain text; it may have no members, as in `Undisclosed recipients:;`.
    case group(name: String, members: [NamedMailbox])

    /// The mailbox, or the members of the group.
    public var mailboxes: [NamedMailbox] {
        switch self {
        case .mailbox(let mailbox): [mailbox]
        case .group(name: _, let members): members
        }
    }
}
