import BounceClassification

extension ServerConfiguration {
    /// Who is put on the suppression list without a person's doing.
    ///
    /// What is on the list is refused in any case: whoever wants nothing refused takes it from the list.
    struct Suppression: Hashable, Sendable {
        /// Whether hosts that say for good that a mailbox does not exist put it on the list.
        var learns = true
        /// How long the first such entry holds.
        var hold = Duration.seconds(SuppressionPolicy.threeMonths)

        /// The times that `hold` may be: an hour, so that trials are easy, to two years, after which a provider may
        /// give the address to somebody else.
        static let holdRange = Duration.seconds(3_600)...Duration.seconds(SuppressionPolicy.twoYears)

        /// What follows from what hosts say.
        var policy: SuppressionPolicy {
            var policy = SuppressionPolicy.standard
            policy.hardBounceTime = hold.components.seconds
            policy.strikeTime = min(policy.strikeTime, policy.hardBounceTime)
            return policy
        }
    }
}
