/// What an account may do; complete.
public enum AccountRole: String, Hashable, Sendable, CaseIterable {
    /// Everything, with everybody's domains, aliases, rules and accounts.
    case admin
    /// Only with what is its own, and aliases in shared domains.
    case user
}
