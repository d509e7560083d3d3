import Dispatch
import Foundation

/// Waits for the signal that ends a long-running command.
enum StopSignal {
    /// Returns at the first SIGINT or SIGTERM; a second one ends the process at once.
    ///
    /// - Parameter failures: reasons to stop by ourselves.
    /// - Returns: the reason, or nil after a signal.
    static func wait(or failures: AsyncStream<String>? = nil) async -> String? {
        let signals = [SIGINT, SIGTERM]
        let (stream, continuation) = AsyncStream.makeStream(of: String?.self)
        let watching = failures.map { failures in
            Task {
                for await failure in failures { continuation.yield(failure) }
            }
        }
        let sources = signals.map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { continuation.yield(nil) }
            source.resume()
            return source
        }
        var reason: String?
        for await first in stream {
            reason = first
            break
        }
        watching?.cancel()
        for (number, source) in zip(signals, sources) {
            source.cancel()
            signal(number, SIG_DFL)
        }
        return reason
    }
}
