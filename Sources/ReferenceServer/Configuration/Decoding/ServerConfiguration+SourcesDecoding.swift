import DeliveryQueue
import MailAddressing

extension DeliverySource {
    private typealias Range = ServerConfiguration.SourceRange

    /// Reads the value of `delivery.sources`.
    ///
    /// - Parameters:
    ///   - cursor: the list.
    ///   - mode: the way out.
    ///   - hasRelay: whether there is an entry in `delivery.relay`.
    static func list(
        reading cursor: ConfigurationCursor, mode: ServerConfiguration.Delivery.Mode, hasRelay: Bool
    ) -> [DeliverySource] {
        var sources: [DeliverySource] = []
        for item in cursor.items(of: "sources, each with a name") {
            guard let source = source(reading: item, mode: mode, hasRelay: hasRelay) else { continue }
            if sources.contains(where: { $0.name == source.name }) {
                item.report(.conflict, "\(source.name) is already the name of another source")
            }
            if let other = sources.first(where: { $0.address == source.address }) {
                item.report(
                    .conflict,
                    source.address.map { "\($0) is already the address of the source \(other.name)" }
                        ?? "has no address, as the source \(other.name) has none: both would be the system's choice")
            }
            sources.append(source)
        }
        return sources
    }

    /// Reads an entry of `delivery.sources`; nil when it has no usable name.
    private static func source(
        reading cursor: ConfigurationCursor, mode: ServerConfiguration.Delivery.Mode, hasRelay: Bool
    ) -> DeliverySource? {
        guard let fields = cursor.fields(ConfigurationKeys.Source.self) else { return nil }
        let name = fields.required(.name)?.label(of: "a source", longest: Range.longestName)
        let address = fields[.address]?.sourceAddress()
        let hello = fields[.hello]?.domain()?.text
        let weight = fields[.weight]?.integer(in: Range.weight) ?? 1
        let warmUp = fields[.warmUp].map { WarmUpPlan(reading: $0, mode: mode, hasRelay: hasRelay) }
        // What could not be read is told of already, and is no second source without an address.
        if address == nil, fields[.address] != nil { return nil }
        guard let name else { return nil }
        return DeliverySource(name: name, address: address, helloName: hello, weight: weight, warmUp: warmUp)
    }
}

extension WarmUpPlan {
    private typealias Range = ServerConfiguration.SourceRange

    /// The words of `overflow`; complete.
    private enum OverflowWord: String, CaseIterable {
        /// It waits for the next day.
        case wait
        /// The relay takes it.
        case relay
    }

    /// Reads the value of `warm-up`.
    ///
    /// - Parameters:
    ///   - cursor: the mapping.
    ///   - mode: the way out.
    ///   - hasRelay: whether there is an entry in `delivery.relay`.
    fileprivate init(
        reading cursor: ConfigurationCursor, mode: ServerConfiguration.Delivery.Mode, hasRelay: Bool
    ) {
        self.init()
        guard let fields = cursor.fields(ConfigurationKeys.WarmUp.self) else { return }
        fields.assign(.firstDay, to: &firstDay) { $0.integer(in: Range.firstDay) }
        fields.assign(.growth, to: &growth) { $0.number(in: Range.growth) }
        fields.assign(.daysPerStep, to: &daysPerStep) { $0.integer(in: Range.daysPerStep) }
        if let cursor = fields[.length] {
            if cursor.isWord("never") {
                length = nil
            } else if let days = cursor.integer(in: Range.length, or: "never") {
                length = days
            }
        }
        if let cursor = fields[.perSite], let share = cursor.number(in: Range.perSite) {
            if share > 0 {
                // One is as good as no bound.
                perSite = share < 1 ? share : nil
            } else {
                cursor.report(.invalidValue, "0 would send nothing; leave it out for no bound of a site")
            }
        }
        if let moment = fields[.began]?.date() { began = moment }
        guard let word = fields[.overflow]?.choice(OverflowWord.self) else { return }
        overflow = word == .relay ? .takesRelay : .waits
        guard word == .relay else { return }
        if !hasRelay {
            let example = "{ host: \"smtp.example.net:587\" }"
            fields.report(.conflict, .overflow, "relay needs an entry in delivery.relay, such as \(example)")
        } else if mode == .relay {
            fields.report(.noEffect, .overflow, "relay has no effect while delivery.mode is relay: all mail goes there")
        }
    }
}
