/// What a scheduler keeps to.
public struct SchedulerConfiguration: Hashable, Sendable {
    /// Deliveries under way over all sites; at least one.
    ///
    /// Default 1,000: each holds a socket, a file descriptor and a message in memory, and many silent sites must not
    /// fill it.
    public var overall: Int
    /// How much may be asked of each site.
    public var shaping: ShapingRules
    /// The addresses to send from; never empty.
    public var sources: [DeliverySource]
    /// Whether there is a relay that takes what a source in its warm-up may not send itself.
    public var hasOverflowRelay: Bool
    /// Whether there is a relay that takes what no source can send itself, as the site does not answer or refuses all of
    /// them; one delivery at a time still finds out whether it does again.
    public var hasFallbackRelay: Bool
    /// How the way is chosen where the relay may take the mail of a site that is open, too; nil where it may not.
    ///
    /// It counts where there is a fallback relay.
    public var wayChoice: WayChoiceRules?
    /// The names of the rules that lead to relays or mailbox servers, whose mail no warm-up counts.
    public var relayRules: Set<String> = []

    /// Makes a configuration.
    ///
    /// - Parameters:
    ///   - overall: deliveries under way over all sites.
    ///   - shaping: how much may be asked of each site.
    ///   - sources: the addresses to send from; the system's choice where there are none.
    ///   - hasOverflowRelay: whether a relay takes what a source in its warm-up may not send itself.
    ///   - hasFallbackRelay: whether a relay takes what no source can send itself, as the site refuses all of them.
    ///   - wayChoice: how the way is chosen where the relay may take the mail of a site that is open, too.
    public init(
        overall: Int = 1_000, shaping: ShapingRules = .presets, sources: [DeliverySource] = [],
        hasOverflowRelay: Bool = false, hasFallbackRelay: Bool = false, wayChoice: WayChoiceRules? = nil
    ) {
        self.overall = max(1, overall)
        self.shaping = shaping
        self.sources = sources.isEmpty ? [.standard] : sources
        self.hasOverflowRelay = hasOverflowRelay
        self.hasFallbackRelay = hasFallbackRelay
        self.wayChoice = wayChoice
    }
}
