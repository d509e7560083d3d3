/// Where a domain's mail goes.
///
/// Complete: mail goes somewhere, is not wanted, or nobody can say.
public enum MailRoute: Hashable, Sendable {
    /// The hosts to try, in this order; at least one, and each with at least one address.
    case hosts([MailExchangeHost])
    /// The domain says that it accepts no mail (a null MX, RFC 7505).
    case refusesMail
    /// There is no host to try, for now or for ever.
    case failed(RouteFailure)

    /// The hosts to try; none when there is no way.
    public var hosts: [MailExchangeHost] {
        if case .hosts(let hosts) = self { hosts } else { [] }
    }
}
