import ArgumentParser
import DeliveryQueue
import Logging

/// The words of `--log-format`; complete, as there is a form of a line for each.
enum LogFormat: String, ExpressibleByArgument, CaseIterable, Sendable {
    /// Lines for people: time, level, what happened, and the values as `name=value`.
    ///
    /// Where values were left out, a line ends with `truncated=true`.
    case plain
    /// Lines for programs: one JSON object an event.
    ///
    /// ```json
    /// {"time":"2026-11-23T05:48:58.405Z","level":"info","event":"accepted","message":"accepted",
    ///  "source":"ReferenceServer","details":{"id":"0sah336mg7mr3","from":"<me@a.test>"}}
    /// ```
    ///
    /// `time` is RFC 3339 in UTC, `event` a name that stays (`LogEventName`), `source` the module that says it, and
    /// `details` has the values, all of them texts, or objects and arrays of texts. A value that was cut ends with `…`,
    /// and where anything was cut or left out there is `"truncated":true`.
    case json

    /// The line of an event, without its end.
    ///
    /// - Parameters:
    ///   - event: the event.
    ///   - values: its values, in their order.
    ///   - time: when it was.
    func line(of event: LogEvent, values: [(name: String, value: Logger.MetadataValue)], at time: WallTime) -> String {
        switch self {
        case .plain: Self.plainLine(of: event, values: values, at: time)
        case .json: Self.jsonLine(of: event, values: values, at: time)
        }
    }

    private static func plainLine(
        of event: LogEvent, values: [(name: String, value: Logger.MetadataValue)], at time: WallTime
    ) -> String {
        var line = "\(time) \(event.level) \(LogText.sentence("\(event.message)"))"
        for (name, value) in values {
            let field = " \(LogText.value(name, limit: LogLimits.name))=\(LogText.value("\(value)"))"
            guard line.utf8.count + field.utf8.count <= LogLimits.line - truncated.utf8.count else {
                return line + truncated
            }
            line += field
        }
        return line
    }

    private static func jsonLine(
        of event: LogEvent, values: [(name: String, value: Logger.MetadataValue)], at time: WallTime
    ) -> String {
        let message = "\(event.message)"
        var line = JSONLogLine()
        line.member("time", "\(time)")
        line.member("level", event.level.rawValue)
        line.member("event", LogEventName.name(of: message))
        line.member("message", message)
        line.member("source", event.source)
        line.object("details", values)
        return line.end()
    }

    /// What says in a line for people that values were left out.
    private static let truncated = " truncated=true"
}
