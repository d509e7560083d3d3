import Logging

/// The values of an event in the order in which they are written.
enum LogFields {
    /// What is written first; the rest follows by its name.
    private static let order = ["id", "from", "to", "host", "reply", "detail", "next"]

    /// The values: those of the event before those of the logger, and its error.
    ///
    /// - Parameters:
    ///   - event: what is logged.
    ///   - metadata: what the logger has for all its events.
    static func ordered(
        of event: LogEvent, _ metadata: Logger.Metadata
    ) -> [(name: String, value: Logger.MetadataValue)] {
        var all = event.metadata.map { metadata.merging($0) { $1 } } ?? metadata
        if let error = event.error, all["error"] == nil { all["error"] = "\(error)" }
        let first = order.filter { all[$0] != nil }
        let names = all.count == first.count ? first : first + all.keys.filter { !order.contains($0) }.sorted()
        return names.compactMap { name in all[name].map { (name, $0) } }
    }
}
