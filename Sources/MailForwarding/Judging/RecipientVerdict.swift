public import MailAddressing

/// What an address is to a directory, told before any message is seen.
///
/// Complete, as a server must have an answer for each.
public enum RecipientVerdict: Hashable, Sendable {
    /// It is in no domain of the directory: whether mail goes there is for others to say.
    case elsewhere
    /// Its mail goes on.
    case accepted(RecipientMatch)
    /// It is an address that stands for a correspondent of an alias: an answer, from those behind the alias.
    case reverse(ReverseAlias)
    /// Its mail is accepted and dropped, since its alias is not in use.
    case discarded(Alias)
    /// Its mail is refused.
    case refused(RecipientRefusal)
}

/// Why an address of a directory gets no mail; complete.
public enum RecipientRefusal: Hashable, Sendable {
    /// There is no such alias, and the domain has no catch-all.
    case unknown
    /// The domain's DNS records were not found yet.
    case unverifiedDomain
    /// The domain is turned off.
    case disabledDomain
    /// The alias is not enabled; for now, or for good.
    case disabledAlias(isTemporary: Bool)
    /// The alias's time is over; for now means that it may be given more.
    case expiredAlias(isTemporary: Bool)
    /// Everybody that it leads to is an alias that is not in use.
    case deadEnd
    /// Nobody is named who gets mail for the postmaster.
    case noPostmaster

    /// Whether the sender may try again later.
    public var isTemporary: Bool {
        switch self {
        case .unverifiedDomain, .noPostmaster: true
        case .disabledAlias(let isTemporary), .expiredAlias(let isTemporary): isTemporary
        case .unknown, .disabledDomain, .deadEnd: false
        }
    }
}

/// Who gets mail to an address, and by which of its rules.
public struct RecipientMatch: Hashable, Sendable {
    /// What the address was found as; complete.
    public enum Kind: Hashable, Sendable {
        /// An alias, and what stood behind a `+` of it.
        case alias(Alias, tag: String?)
        /// No alias: the catch-all of its domain.
        case catchAll
        /// The postmaster of a domain that has no alias of this name.
        case postmaster
    }

    /// What it was found as.
    public let kind: Kind
    /// The address that it stands for in the directory, in lower case: that of the alias, else the recipient's own.
    public let address: Mailbox
    /// The domain in the directory.
    public let domain: DomainName
    /// Who gets the mail unless a rule says otherwise, each address once; never empty.
    public let targets: [Mailbox]
    /// The account on whose behalf the mail goes on; nil for the administrators'.
    public let owner: Mailbox?
}
