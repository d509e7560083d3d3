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
        limits = written.limits(over: Limits(), hasFile: file != nil)
        for entry in fields[.sites]?.items(of: "rules, each with name and sites") ?? [] {
            guard let rule = Self.rule(reading: entry, over: limits, hasFile: file != nil) else { continue }
            if rule.name == "default" {
                entry.report(.conflict, "default is the name of what holds for sites that no rule names")
            }
            if sites.contains(where: { $0.name == rule.name }) {
                entry.report(.conflict, "\(rule.name) is already the name of another rule")
            }
            sites.append(rule)
        }
    }

    /// Reads an entry of `delivery.shaping.sites`.
    ///
    /// - Parameters:
    ///   - cursor: the entry.
    ///   - limits: what is written for sites that no rule names.
    ///   - hasFile: whether a file of rules may say what neither does.
    private static func rule(reading cursor: ConfigurationCursor, over limits: Limits, hasFile: Bool) -> Rule? {
        guard let fields = cursor.fields(ConfigurationKeys.ShapingSite.self) else { return nil }
        let name = fields.required(.name)?.label(of: "a rule", longest: longestName)
        let patterns = fields.required(.sites)?.sitePatterns()
        let written = ShapingLimitCursors(
            connections: fields[.connections], initial: fields[.initialConnections],
            messages: fields[.messagesPerConnection], recipients: fields[.recipientsPerTransaction],
            rate: fields[.rate])
        let own = written.limits(over: limits, hasFile: hasFile)
        guard let name, let patterns else { return nil }
        return Rule(name: name, patterns: patterns, limits: own)
    }
}

/// Where the limits of a rule are written, each of them or not.
private struct ShapingLimitCursors {
    let connections: ConfigurationCursor?
    let initial: ConfigurationCursor?
    let messages: ConfigurationCursor?
    let recipients: ConfigurationCursor?
    let rate: ConfigurationCursor?

    /// The limits that are written.
    ///
    /// - Parameters:
    ///   - limits: where the number of connections is taken from that the first ones may not exceed, if it is not
    ///     written here.
    ///   - hasFile: whether a file of rules may say that number where neither does; then it is not known here.
    func limits(over limits: ServerConfiguration.Shaping.Limits, hasFile: Bool) -> ServerConfiguration.Shaping.Limits {
        let range = ServerConfiguration.Shaping.countRange
        let own = ServerConfiguration.Shaping.Limits(
            connections: connections?.integer(in: range), initialConnections: initial?.integer(in: range),
            messagesPerConnection: messages?.integer(in: range),
            recipientsPerTransaction: recipients?.integer(in: range),
            rate: rate?.rate().map(\.rate))
        let most = own.connections ?? limits.connections ?? (hasFile ? nil : ShapingLimits().connections)
        if let first = own.initialConnections, let most, first > most {
            initial?.report(.conflict, "\(first) is more than connections, \(most)")
        }
        return own
    }
}
