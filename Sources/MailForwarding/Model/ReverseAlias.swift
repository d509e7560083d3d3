public import MailAddressing

/// An address of ours that stands for a correspondent of an alias: who writes to it from behind the alias reaches them,
/// and they see the alias alone.
public struct ReverseAlias: Hashable, Sendable {
    /// The address that stands for the correspondent, in lower case: `reply+TOKEN` in the alias's domain.
    public let address: Mailbox
    /// The alias.
    public let alias: Mailbox
    /// The correspondent, as it was written.
    public let correspondent: Mailbox
    /// When it was made, in seconds since 1970.
    public let creation: Int64

    /// What the local part begins with.
    public static let prefix = "reply+"

    /// Takes a reverse alias.
    ///
    /// - Parameters:
    ///   - address: the address that stands for the correspondent.
    ///   - alias: the alias.
    ///   - correspondent: the correspondent.
    ///   - creation: the time, in seconds since 1970.
    public init(address: Mailbox, alias: Mailbox, correspondent: Mailbox, creation: Int64) {
        self.address = address.folded
        self.alias = alias.folded
        self.correspondent = correspondent
        self.creation = creation
    }
}
