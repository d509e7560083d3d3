import DeliveryQueue

/// Makes what the queue keeps to of the configuration's words.
struct SchedulerComposer {
    /// The longest file of rules in octets: 1 MiB, some ten thousand rules.
    static let longestFile = 1_048_576

    let configuration: ServerConfiguration

    /// How the queue works.
    ///
    /// - Throws: `CommandFailure` with the reason, such as a file of rules that is wrong.
    func queueConfiguration() throws(CommandFailure) -> MailQueueConfiguration {
        MailQueueConfiguration(
            retry: configuration.delivery.retry, scheduling: try scheduling(), queueLimit: configuration.queueLimit,
            ambiguous: configuration.delivery.ambiguous)
    }

    /// How much is under way at once, to where and from where.
    ///
    /// - Throws: `CommandFailure` with the reason, such as a file of rules that is wrong.
    func scheduling() throws(CommandFailure) -> SchedulerConfiguration {
        let delivery = configuration.delivery
        var configuration = SchedulerConfiguration(
            overall: delivery.deliveries, shaping: try shaping(), sources: delivery.sources,
            hasOverflowRelay: !delivery.relaysBeside.isEmpty, hasFallbackRelay: delivery.mode.fallsBack,
            wayChoice: delivery.mode == .smart ? delivery.smart : nil)
        configuration.relayRules = Set(
            delivery.routes.filter { if case .direct = $0.way { false } else { true } }.map(\.name))
        return configuration
    }

    /// The rules: those of the configuration, then those of the file, then what is known of large receivers.
    private func shaping() throws(CommandFailure) -> ShapingRules {
        let shaping = configuration.delivery.shaping
        var rules = shaping.usesPresets ? ShapingRules.presets : ShapingRules()
        var usual = ShapingLimits()
        if let path = shaping.file {
            let own = try Self.rules(at: path)
            try Self.refuseSharedNames(shaping.sites, own.rules, in: path)
            rules = rules.preceded(by: own)
            usual = own.standard
        }
        let standard = shaping.limits.over(usual)
        return rules.preceded(by: ShapingRules(standard: standard, rules: shaping.sites.map { $0.over(standard) }))
    }

    /// Throws where a rule of the configuration and one of the file have one name: `explain` would call both the same.
    ///
    /// A preset may have the name of another rule: the file is often made of what `config print-shaping` prints.
    private static func refuseSharedNames(
        _ sites: [ServerConfiguration.Shaping.Rule], _ filed: [ShapingRules.Rule], in path: String
    ) throws(CommandFailure) {
        let names = Set(filed.map(\.name))
        guard let place = sites.firstIndex(where: { names.contains($0.name) }) else { return }
        let problem = "the rule \(sites[place].name) stands in delivery.shaping.sites[\(place)] and in \(path)"
        throw .operational("delivery.shaping: \(problem); give one of them another name or take it out")
    }

    /// Reads a file of rules.
    ///
    /// - Parameter path: the file.
    private static func rules(at path: String) throws(CommandFailure) -> ShapingRules {
        let file: SmallFile
        do throws(SmallFile.Failure) {
            file = try SmallFile(path: path, limit: longestFile)
        } catch {
            throw .operational("delivery.shaping.file: \(path): \(error)")
        }
        guard let text = String(validating: file.bytes, as: UTF8.self) else {
            throw .operational("delivery.shaping.file: \(path): it is not UTF-8 text")
        }
        do throws(ShapingRulesError) {
            return try ShapingRules(parsing: text)
        } catch {
            throw .operational("\(path): \(error)")
        }
    }
}

extension ServerConfiguration.Delivery {
    /// The relays that take what cannot go the usual way: in modes hybrid and smart, and where a source in its warm-up
    /// asks for one; none where all mail goes through them anyway.
    var relaysBeside: [ServerConfiguration.Relay] {
        switch mode {
        case .relay: []
        case .hybrid, .smart: relay
        case .direct: sources.contains { $0.warmUp?.overflow == .takesRelay } ? relay : []
        }
    }
}
