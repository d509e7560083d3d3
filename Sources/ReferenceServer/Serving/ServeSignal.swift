import Dispatch
import Foundation

/// What a running daemon is told by signals.
enum ServeSignal: Hashable, Sendable {
    /// SIGINT or SIGTERM: stop.
    case stop
    /// SIGHUP: read configuration, certificates and keys again.
    case reload
    /// SIGUSR2: hand the sockets over to this program started anew.
    case handOver

    private static let numbers: [(number: Int32, signal: ServeSignal)] = [
        (SIGINT, .stop), (SIGTERM, .stop), (SIGHUP, .reload), (SIGUSR2, .handOver),
    ]

    /// Ignores what is meant for a running daemon while this one starts: SIGHUP or SIGUSR2 would end it.
    static func ignoreUntilWatched() {
        for number in [SIGHUP, SIGUSR2] { signal(number, SIG_IGN) }
    }

    /// Tells of signals until one of them ends the watch; then SIGINT and SIGTERM end the process at once again.
    ///
    /// - Parameter isLast: takes what comes, and says whether it is the last.
    static func watch(until isLast: (ServeSignal) async throws -> Bool) async rethrows {
        let (stream, continuation) = AsyncStream.makeStream(of: ServeSignal.self)
        let sources = numbers.map { number, meaning in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { continuation.yield(meaning) }
            source.resume()
            return source
        }
        defer {
            for (source, (number, meaning)) in zip(sources, numbers) {
                source.cancel()
                // A late SIGHUP must not end a daemon that is stopping.
                if meaning == .stop { signal(number, SIG_DFL) }
            }
        }
        for await signal in stream {
            if try await isLast(signal) { return }
        }
    }
}
