import DeliveryQueue
import Logging

/// Writes the log for people: time, level, what happened, and the values in a fixed order, as `name=value`.
///
/// One event is one line of at most 16 KiB (`LogLimits`), whatever is in it (`LogText`). Where values were left out, it
/// ends with `truncated=true`.
struct PlainLogHandler: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level
    private let clock: any QueueClock
    private let write: @Sendable (String) -> Void

    /// Makes a handler.
    ///
    /// - Parameters:
    ///   - level: how much is written.
    ///   - clock: the time.
    ///   - write: takes a line, without its end.
    init(
        level: Logger.Level, clock: any QueueClock = SystemQueueClock(),
        write: @escaping @Sendable (String) -> Void = LogOutput.write
    ) {
        logLevel = level
        self.clock = clock
        self.write = write
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var line = "\(clock.now()) \(event.level) \(LogText.sentence("\(event.message)"))"
        for (name, value) in LogFields.ordered(of: event, metadata) {
            let field = " \(LogText.value(name, limit: LogLimits.name))=\(LogText.value("\(value)"))"
            guard line.utf8.count + field.utf8.count <= LogLimits.line - Self.end.utf8.count else {
                line += Self.end
                break
            }
            line += field
        }
        write(line)
    }

    /// What says that values were left out.
    private static let end = " truncated=true"
}
