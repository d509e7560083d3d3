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
        /// The limits of sites that no rule names; what is not written is as in the rule `default` of `file`.
        var limits = Limits()
        /// The rules that the configuration file itself has; what they leave out is as for sites that no rule names.
        var sites: [Rule] = []
    }
}

extension ServerConfiguration.Shaping {
    /// Limits as they are written: what is not written is known, so that it can be as elsewhere.
    struct Limits: Hashable, Sendable {
        var connections: Int?
        var initialConnections: Int?
        var messagesPerConnection: Int?
        var recipientsPerTransaction: Int?
        /// The rate; `none` may be written too, which is a nil inside.
        var rate: MessageRate??

        /// The limits, with what is not written taken from others.
        ///
        /// - Parameter others: the others.
        func over(_ others: ShapingLimits) -> ShapingLimits {
            ShapingLimits(
                connections: connections ?? others.connections,
                initialConnections: initialConnections ?? others.initialConnections,
                messagesPerConnection: messagesPerConnection ?? others.messagesPerConnection,
                recipientsPerTransaction: recipientsPerTransaction ?? others.recipientsPerTransaction,
                rate: rate ?? others.rate)
        }
    }

    /// An entry of `sites`.
    struct Rule: Hashable, Sendable {
        /// What people call it.
        var name: String
        /// Which sites it is for.
        var patterns: [String]
        /// What is written of their limits.
        var limits: Limits

        /// The rule, with what is not written taken from others.
        ///
        /// - Parameter others: the limits of sites that no rule names.
        func over(_ others: ShapingLimits) -> ShapingRules.Rule {
            ShapingRules.Rule(name: name, patterns: patterns, limits: limits.over(others))
        }
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
