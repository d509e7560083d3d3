import DeliveryQueue

extension ServerConfiguration {
    /// How much is asked of each site: the section `delivery.shaping`.
    ///
    /// The first rule that names a site holds for it: those of `sites`, then those of `file`, then the presets.
    struct Shaping: Hashable, Sendable {
        /// The path of a file of rules, read at the start; nil for none.
        var file: String?
        /// Whether what is known of large receivers is kept to.
        var usesPresets = true
        /// The limits of sites that no rule names.
        var limits = ShapingLimits()
        /// The rules that the configuration file itself has.
        var sites: [ShapingRules.Rule] = []
    }
}

extension ServerConfiguration.Shaping {
    /// Numbers of connections, of messages over one, and of recipients in a transaction.
    static let countRange = 1...1_000_000
    /// Numbers of messages in a time.
    static let rateCountRange = 1...1_000_000_000
    /// The times of a rate: longer ones than a week are no rate that a site keeps to.
    static let rateSpanRange = Duration.seconds(1)...Duration.seconds(7 * 86_400)
    /// The longest name of a rule in octets: it stands in tables.
    static let longestName = 64
}
