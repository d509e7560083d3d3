/// Whether mail for a domain is taken; complete, as a server must have an answer for each.
public enum DomainState: String, Hashable, Sendable, CaseIterable {
    /// Its DNS records have not been found yet: its mail is refused for now, but for `postmaster`.
    case pending
    /// Its DNS records were found: its mail is taken.
    case verified
    /// Somebody has turned it off: its mail is refused, but for `postmaster`.
    case disabled
}
