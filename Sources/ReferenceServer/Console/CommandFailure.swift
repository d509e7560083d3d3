/// Why a command ends without success: one clear line, and the exit status.
struct CommandFailure: Error, Hashable, Sendable {
    /// The line for people; empty when all has been said.
    let message: String
    /// The exit status.
    let status: Int32

    /// A negative answer: what was asked is not so.
    static func negative(_ message: String = "") -> CommandFailure { CommandFailure(message: message, status: 1) }

    /// Wrong usage: the command line makes no sense.
    static func usage(_ message: String) -> CommandFailure { CommandFailure(message: message, status: 2) }

    /// An operational failure: a file, a port, a server is not as it must be.
    static func operational(_ message: String) -> CommandFailure { CommandFailure(message: message, status: 3) }
}
