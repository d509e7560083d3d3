import DeliveryQueue

extension ServerConfiguration.Shaping {
    /// Reads the value of `delivery.shaping`.
    ///
    /// - Parameter cursor: the mapping.
    init(reading cursor: ConfigurationCursor) {
        self.init()
        guard let fields = cursor.fields(ConfigurationKeys.Shaping.self) else { return }
        if let path = fields[.file]?.filePath() { file = path }
        fields.assign(.presets, to: &usesPresets) { $0.boolean() }
        let written = ShapingLimitCursors(
            connections: fields[.connections], initial: fields[.initialConnections],
            messages: fields[.messagesPerConnection], recipients: fields[.recipientsPerTransaction],
            rate: fields[.rate])
        limits = written.limits(over: limits)
        for entry in fields[.sites]?.items(of: "rules, each with name and sites") ?? [] {
            guard let rule = Self.rule(reading: entry, over: limits) else { continue }
            if rule.name == "default" {
                entry.report(.conflict, "default is the name of what holds for sites that no rule names")
            }
            if sites.contains(where: { $0.name == rule.name }) {
                entry.report(.conflict, "\(rule.name) is already the name of another rule")
            }
            sites.append(rule)
        }
    }

    /// Reads an entry of `delivery.shaping.sites`; what it leaves out is as for sites that no rule names.
    private static func rule(
        reading cursor: ConfigurationCursor, over limits: ShapingLimits
    ) -> ShapingRules.Rule? {
        guard let fields = cursor.fields(ConfigurationKeys.ShapingSite.self) else { return nil }
        let name = fields.required(.name)?.label(of: "a rule", longest: longestName)
        let patterns = fields.required(.sites)?.sitePatterns()
        let written = ShapingLimitCursors(
            connections: fields[.connections], initial: fields[.initialConnections],
            messages: fields[.messagesPerConnection], recipients: fields[.recipientsPerTransaction],
            rate: fields[.rate])
        let own = written.limits(over: limits)
        guard let name, let patterns else { return nil }
        return ShapingRules.Rule(name: name, patterns: patterns, limits: own)
    }
}

/// Where the limits of a rule are written, each of them or not.
private struct ShapingLimitCursors {
    let connections: ConfigurationCursor?
    let initial: ConfigurationCursor?
    let messages: ConfigurationCursor?
    let recipients: ConfigurationCursor?
    let rate: ConfigurationCursor?

    /// The limits; what is not written is as in others.
    ///
    /// - Parameter limits: the others.
    func limits(over limits: ShapingLimits) -> ShapingLimits {
        let range = ServerConfiguration.Shaping.countRange
        let most = connections?.integer(in: range) ?? limits.connections
        let first = initial?.integer(in: range)
        if let first, first > most {
            initial?.report(.conflict, "\(first) is more than connections, \(most)")
        }
        var own = limits.rate
        if let rate, let value = rate.rate() { own = value.rate }
        return ShapingLimits(
            connections: most, initialConnections: first ?? limits.initialConnections,
            messagesPerConnection: messages?.integer(in: range) ?? limits.messagesPerConnection,
            recipientsPerTransaction: recipients?.integer(in: range) ?? limits.recipientsPerTransaction, rate: own)
    }
}
