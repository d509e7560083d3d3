import Logging
import NIOConcurrencyHelpers

/// Keeps what is logged in a test, a line each: the sentence, and the event's own values by name.
struct LineKeeper: LogHandler {
    let lines: NIOLockedValueBox<[String]>
    /// Whether the level stands before the sentence.
    var showsLevel = false
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace

    init(lines: NIOLockedValueBox<[String]>, showsLevel: Bool = false) {
        self.lines = lines
        self.showsLevel = showsLevel
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let values = (event.metadata ?? [:]).sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        let level = showsLevel ? "\(event.level) " : ""
        lines.withLockedValue { $0.append("\(level)\(event.message): \(values.joined(separator: " "))") }
    }
}
