import NIOConcurrencyHelpers

/// Where the lines of the log go: standard error, one after the other.
///
/// A line that is longer than the system writes to a pipe at once would otherwise be mixed with one of another thread.
enum LogOutput {
    private static let lock = NIOLock()

    /// Writes a line and its end.
    ///
    /// - Parameter line: the line, without line ends in it.
    @Sendable static func write(_ line: String) {
        lock.withLock { Console.error(line) }
    }
}
