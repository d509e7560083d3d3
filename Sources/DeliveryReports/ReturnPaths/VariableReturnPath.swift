public import MailAddressing

/// Return paths that name the recipient, so that a report shows by its address whom it is about: VERP.
///
/// `ada@example.net` becomes `bounces+ada=example.net@lists.example.com`. Anybody can write such an address: it says
/// whom a report is about, not that it is genuine; ``ReturnPathSigner`` makes addresses that prove it. A server on the
/// way that folds the case of local parts folds that of the recipient too.
public struct VariableReturnPath: Hashable, Sendable {
    /// What the local part begins with, in lower case.
    public var prefix: String { start.text }
    /// The domain to which reports come.
    public let domain: DomainName

    private let start: ReturnPathPrefix

    /// Makes a kind of return path.
    ///
    /// - Parameters:
    ///   - prefix: what the local part begins with, 1 to 16 octets of letters, digits, `-`, `_` and single dots inside.
    ///   - domain: the domain to which reports come.
    /// - Throws: ``ReturnPathError/malformedPrefix`` or ``ReturnPathError/unusableDomain``.
    public init(prefix: String = "bounces", domain: DomainName) throws(ReturnPathError) {
        start = try ReturnPathPrefix(prefix, at: domain)
        self.domain = domain
    }

    /// The return path of a message to a recipient.
    ///
    /// - Parameter recipient: the recipient; its domain is written as A-labels.
    /// - Throws: ``ReturnPathError/recipientTooLong`` where no local part of 64 octets can hold it, and
    ///   ``ReturnPathError/unwritableRecipient``.
    public func mailbox(for recipient: Mailbox) throws(ReturnPathError) -> Mailbox {
        let carried = "\(recipient.localPart)=\(recipient.host)"
        guard carried.utf8.count <= start.room else { throw .recipientTooLong }
        guard
            let mailbox = Mailbox(
                unquotedLocalPart: start.localPart(carrying: carried), host: .domain(domain))
        else { throw .unwritableRecipient }
        return mailbox
    }

    /// The recipient that a return path names; nil where it is none of this kind, or names none.
    ///
    /// - Parameter mailbox: the address to which a report came.
    public func recipient(of mailbox: Mailbox) -> Mailbox? {
        guard mailbox.host == .domain(domain), let carried = start.carried(by: mailbox.localPart),
            let sign = carried.lastIndex(of: UInt8(ascii: "="))
        else { return nil }
        // No domain has the sign in it, so that the last one stands for the `@`.
        let host = String(Substring(carried[carried.index(after: sign)...]))
        guard let host = try? MailHost(host) else { return nil }
        return Mailbox(unquotedLocalPart: String(Substring(carried[..<sign])), host: host)
    }
}
