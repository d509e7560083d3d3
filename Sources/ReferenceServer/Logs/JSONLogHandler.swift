import DeliveryQueue
import Logging

/// Writes the log for programs: one JSON object a line.
///
/// ```json
/// {"time":"2026-11-23T05:48:58.405Z","level":"info","event":"accepted","message":"accepted",
///  "source":"ReferenceServer","details":{"id":"0sah336mg7mr3","from":"<me@a.test>"}}
/// ```
///
/// `time` is RFC 3339 in UTC, `event` a name that stays (`LogEventName`), `source` the module that says it, and
/// `details` has the values, all of them texts, or objects and arrays of texts. One event is one line of at most 16 KiB
/// (`LogLimits`); a value that was cut ends with `…`, and where anything was cut or left out there is
/// `"truncated":true`.
struct JSONLogHandler: LogHandler {
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
        let message = "\(event.message)"
        var line = JSONLogLine()
        line.member("time", "\(clock.now())")
        line.member("level", event.level.rawValue)
        line.member("event", LogEventName.name(of: message))
        line.member("message", message)
        line.member("source", event.source)
        line.object("details", LogFields.ordered(of: event, metadata))
        write(line.end())
    }
}
