/// What the domain of an author asks of receivers for mail in its name that passes no check (RFC 7489, section 6.3).
///
/// Complete, as there are these three policies, no policy, and not knowing.
public enum AuthorPolicy: Hashable, Sendable {
    /// It was not looked for, or the DNS did not say.
    case unknown
    /// There is no DMARC record.
    case none
    /// `p=none`: nothing is to be done but to report.
    case monitoring
    /// `p=quarantine`: such mail is to be treated as suspicious.
    case quarantine
    /// `p=reject`: such mail is to be refused.
    case reject
}
