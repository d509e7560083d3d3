import Dispatch
import Foundation

/// Waits for the signal that ends a long-running command.
enum StopSignal {
    /// Returns at the first SIGINT or SIGTERM; a second one ends the process at once.
    static func wait() async {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        let numbers = [SIGINT, SIGTERM]
        let sources = numbers.map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { continuation.yield() }
            source.resume()
            return source
        }
        for await _ in stream { break }
        for (number, source) in zip(numbers, sources) {
            source.cancel()
            signal(number, SIG_DFL)
        }
    }
}
