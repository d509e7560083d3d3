public import MailAddressing

/// A domain whose mail is forwarded.
public struct ForwardingDomain: Hashable, Sendable {
    /// The name.
    public let name: DomainName
    /// The account that it belongs to, in lower case; nil where it belongs to the administrators.
    public var owner: Mailbox?
    /// Whether accounts that do not own it may have aliases in it.
    public var isShared = false
    /// Whether its mail is taken.
    public var state = DomainState.pending
    /// When it was added, in seconds since 1970.
    public let creation: Int64
    /// When its DNS records were last found to be as they should be, in seconds since 1970; nil where they never were.
    public var verification: Int64?
    /// Who gets what is addressed to no alias; nil where such mail is refused.
    public var catchAll: CatchAll?
    /// Whether a name below the domain stands for an alias: `shop@ada.example.org` for `ada+shop@example.org`.
    ///
    /// The senders find us by a wildcard, `*.example.org`, among the domain's MX records. A domain below that is in the
    /// directory itself goes before.
    public var takesSubdomains = false
    /// The keys that its mail is signed with; the selectors are different.
    public var keys: [DomainKey]
    /// What people want to remember of it.
    public var note = ""

    /// The most octets of a note: a few sentences.
    public static let maximumNoteLength = 500
    /// The most keys of a domain: two algorithms, and as many again while they are changed, twice.
    public static let maximumKeyCount = 8

    /// Makes a domain that is not verified.
    ///
    /// - Parameters:
    ///   - name: the name, one that mail can be addressed to.
    ///   - owner: the account that it belongs to; nil for the administrators.
    ///   - keys: the keys that its mail is signed with.
    ///   - creation: the time, in seconds since 1970.
    public init(_ name: DomainName, owner: Mailbox? = nil, keys: [DomainKey] = [], creation: Int64) {
        self.name = name
        self.owner = owner
        self.keys = keys
        self.creation = creation
    }
}
