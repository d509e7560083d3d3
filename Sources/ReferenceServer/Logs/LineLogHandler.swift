import DeliveryQueue
import Logging

/// Writes the log, a line for each event, in one of its formats.
///
/// One event is one line of at most 16 KiB (`LogLimits`), whatever is in it.
struct LineLogHandler: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level
    private let format: LogFormat
    private let clock: any QueueClock
    private let write: @Sendable (String) -> Void

    /// Makes a handler.
    ///
    /// - Parameters:
    ///   - format: how events are written.
    ///   - level: how much is written.
    ///   - clock: the time.
    ///   - write: takes a line, without its end.
    init(
        _ format: LogFormat, level: Logger.Level, clock: any QueueClock = SystemQueueClock(),
        write: @escaping @Sendable (String) -> Void = LogOutput.write
    ) {
        self.format = format
        logLevel = level
        self.clock = clock
        self.write = write
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        write(format.line(of: event, values: LogFields.ordered(of: event, metadata), at: clock.now()))
    }
}
