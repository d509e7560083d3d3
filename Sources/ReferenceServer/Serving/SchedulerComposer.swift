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
        return SchedulerConfiguration(
            overall: delivery.deliveries, shaping: try shaping(), sources: delivery.sources,
            hasOverflowRelay: delivery.overflowRelay != nil)
    }

    /// The rules: those of the configuration, then those of the file, then what is known of large receivers.
    private func shaping() throws(CommandFailure) -> ShapingRules {
        let shaping = configuration.delivery.shaping
        var rules = shaping.usesPresets ? ShapingRules.presets : ShapingRules()
        var standard = shaping.limits
        if let path = shaping.file {
            let own = try Self.rules(at: path)
            rules = rules.preceded(by: own)
            standard = standard.filled(from: own.standard)
        }
        return rules.preceded(by: ShapingRules(standard: standard, rules: shaping.sites))
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

extension ShapingLimits {
    /// The limits, with others in place of those that are the usual ones: of two that say what holds for all other
    /// sites, the first that says something of its own counts.
    ///
    /// - Parameter others: the others.
    fileprivate func filled(from others: ShapingLimits) -> ShapingLimits {
        let usual = ShapingLimits()
        func first<Value: Equatable>(_ path: KeyPath<ShapingLimits, Value>) -> Value {
            self[keyPath: path] == usual[keyPath: path] ? others[keyPath: path] : self[keyPath: path]
        }
        return ShapingLimits(
            connections: first(\.connections), initialConnections: first(\.initialConnections),
            messagesPerConnection: first(\.messagesPerConnection),
            recipientsPerTransaction: first(\.recipientsPerTransaction), rate: first(\.rate))
    }
}

extension ServerConfiguration.Delivery {
    /// The relay that takes what a source in its warm-up may not send itself; nil where none of them asks for one, and
    /// where all mail goes through the relay anyway.
    var overflowRelay: ServerConfiguration.Relay? {
        guard mode == .direct, sources.contains(where: { $0.warmUp?.overflow == .takesRelay }) else { return nil }
        return relay.first
    }
}
