public import DKIM
public import MailAddressing

/// Says which keys sign for an author, each time anew: a table that changes while messages are sent.
public protocol SignerBook: Sendable {
    /// Whether there is no key at all; then messages are not looked into.
    var isEmpty: Bool { get }

    /// The signers for an author's domain.
    ///
    /// - Parameters:
    ///   - domain: the author's domain; keys of the domains above it may sign for it, too.
    ///   - unixTime: the time, in seconds since 1970.
    /// - Returns: those that all sign; none where the domain has no keys. It should take no time: no look-up, no file.
    func signers(forAuthor domain: DomainName, at unixTime: Int64) -> [DKIMSigner]
}
