import Logging

/// What a running daemon says of itself, besides what it logs of mail.
///
/// For people it stands as a line of its own among those of the log; where the log is for programs it is an event, as a
/// line that is no JSON would be in their way (`tell`).
enum ServeNotice: Hashable, Sendable {
    /// Something about the configuration or the way the daemon was started that should be known.
    case remark(String)
    /// The configuration, and what it names, was read again and is in use.
    case readAgain
    /// What was read again and waits for a new start: keys of the configuration.
    case waiting([String])
    /// The configuration, or what it names, could not be used; the reason.
    case unchanged(String)
    /// The program that the daemon is to become could not run; the reason.
    case staying(String)
    /// The daemon becomes the program that lies at a path.
    case handingOver(String)
    /// The daemon begins to stop.
    case stopping
    /// The daemon has stopped.
    case stopped

    /// Says it, in the log's format.
    ///
    /// - Parameters:
    ///   - format: the format of the log.
    ///   - logger: the log.
    ///   - write: takes the line for people.
    func tell(in format: LogFormat, to logger: Logger, write: (String) -> Void = LogOutput.write) {
        switch format {
        case .plain: write(LogText.sentence(text))
        case .json: log(to: logger)
        }
    }

    /// The line for people.
    var text: String {
        switch self {
        case .remark(let text): "note: \(text)"
        case .readAgain: "waxwing: the configuration and the certificates were read again"
        case .waiting(let keys):
            "waxwing: these wait for a new start, as by SIGUSR2: \(keys.joined(separator: ", "))"
        case .unchanged(let reason): "waxwing: what is in use stays as it was: \(reason)"
        case .staying(let reason): "waxwing: not handing over: \(reason)"
        case .handingOver(let path): "waxwing: handing over to \(path)"
        case .stopping: "waxwing: stopping"
        case .stopped: "waxwing: stopped; what is queued is on disk and goes on at the next start"
        }
    }

    private func log(to logger: Logger) {
        switch self {
        case .remark(let text): logger.notice("A remark on how the server was started", metadata: ["note": "\(text)"])
        case .readAgain: logger.notice("The configuration and the certificates were read again")
        case .waiting(let keys):
            logger.notice(
                "Some of the configuration waits for a new start",
                metadata: ["keys": .array(keys.map { .string($0) })])
        case .unchanged(let reason):
            logger.warning("What is in use stays as it was", metadata: ["reason": "\(reason)"])
        case .staying(let reason): logger.warning("The server does not hand over", metadata: ["reason": "\(reason)"])
        case .handingOver(let path): logger.notice("The server hands over", metadata: ["program": "\(path)"])
        case .stopping: logger.notice("The server is stopping")
        case .stopped: logger.notice("The server has stopped")
        }
    }
}
