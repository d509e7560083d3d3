public import MailAddressing

/// One change of a directory; complete, as every store has to know each.
public enum DirectoryChange: Hashable, Sendable {
    /// A domain that is new, or is other than it was.
    case putDomain(ForwardingDomain)
    /// A domain is gone, with its aliases and all that belongs to these, and its rules.
    case removeDomain(DomainName)
    /// An alias that is new, or is other than it was.
    case putAlias(Alias)
    /// An alias is gone, with its rules, its reverse aliases and what was counted of it.
    case removeAlias(Mailbox)
    /// A rule that is new, or is other than it was.
    case putRule(ForwardingRule)
    /// A rule is gone, with what was counted of it.
    case removeRule(RuleIdentifier)
    /// An account that is new, or is other than it was.
    case putAccount(Account)
    /// An account is gone; what belonged to it stays.
    case removeAccount(Mailbox)
    /// A reverse alias that is new.
    case putReverseAlias(ReverseAlias)
    /// So much is added to what was counted.
    case addCount(DirectoryCounter, UInt64)
    /// A setting that is new, or is other than it was.
    case putSetting(DirectorySetting, [UInt8])
}
