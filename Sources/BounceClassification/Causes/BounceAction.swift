/// What to do after a refusal, as a suggestion; complete.
public enum BounceAction: String, Hashable, Sendable, CaseIterable, Codable {
    /// Send nothing more to the recipient.
    case suppressRecipient
    /// Try again by the usual schedule.
    case retry
    /// Try again after the time that the host names: `BounceFacts/retryAfter`.
    case retryAtStatedTime
    /// Try another host of the same domain at once.
    case tryAnotherHost
    /// Send less, or slower, to the site.
    case slowSite
    /// Send nothing from this IP address to the site for a while.
    case suspendPath
    /// Send by another way: another IP address, or a relay.
    case switchRoute
    /// Tell the operator: something here has to be set right.
    case alertOperator
    /// Nothing beyond what the permanence says: this message has failed or was taken.
    case nothing
}
