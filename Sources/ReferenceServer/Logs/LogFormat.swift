import ArgumentParser
import Logging

/// The words of `--log-format`; complete, as there is a handler for each.
enum LogFormat: String, ExpressibleByArgument, CaseIterable, Sendable {
    /// Lines for people: time, level, what happened, values.
    case plain
    /// Lines for programs: one JSON object an event.
    case json

    /// What writes in this format to standard error.
    ///
    /// - Parameter level: how much is written.
    func handler(level: Logger.Level) -> any LogHandler {
        switch self {
        case .plain: PlainLogHandler(level: level)
        case .json: JSONLogHandler(level: level)
        }
    }
}
