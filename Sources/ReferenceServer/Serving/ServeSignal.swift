import Dispatch
import Foundation
import NIOConcurrencyHelpers

/// What a running daemon is told by signals.
enum ServeSignal: Hashable, Sendable {
    /// SIGINT or SIGTERM: stop.
    case stop
    /// SIGHUP: read configuration, certificates and keys again.
    case reload
    /// SIGUSR2: hand the sockets over to this program started anew.
    case handOver

    fileprivate static let numbers: [(number: Int32, signal: ServeSignal)] = [
        (SIGINT, .stop), (SIGTERM, .stop), (SIGHUP, .reload), (SIGUSR2, .handOver),
    ]
}

/// Takes the signals of a daemon from its start on, one after the other.
///
/// A signal that comes while the same one waits is the same; one that stops goes before all others, and from then on a
/// second one ends the process at once.
final class ServeSignals {
    private let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation
    private let waiting = NIOLockedValueBox<Set<ServeSignal>>([])
    private let sources: [any DispatchSourceSignal]

    /// Begins to take signals.
    init() {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        (self.stream, self.continuation) = (stream, continuation)
        let waiting = waiting
        sources = ServeSignal.numbers.map { number, meaning in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                if meaning == .stop {
                    for (number, other) in ServeSignal.numbers where other == .stop { signal(number, SIG_DFL) }
                }
                waiting.withLockedValue { _ = $0.insert(meaning) }
                continuation.yield()
            }
            source.resume()
            return source
        }
    }

    /// Tells of signals until one of them ends the watch; then SIGINT and SIGTERM end the process at once.
    ///
    /// - Parameter isLast: takes what comes, and says whether it is the last.
    func watch(until isLast: (ServeSignal) async throws -> Bool) async rethrows {
        defer {
            for (source, (number, meaning)) in zip(sources, ServeSignal.numbers) {
                source.cancel()
                // A late SIGHUP must not end a daemon that is stopping.
                if meaning == .stop { signal(number, SIG_DFL) }
            }
        }
        for await _ in stream {
            while let next = take() {
                if try await isLast(next) { return }
            }
        }
    }

    private func take() -> ServeSignal? {
        waiting.withLockedValue { waiting in
            for signal in [ServeSignal.stop, .handOver, .reload] where waiting.remove(signal) != nil { return signal }
            return nil
        }
    }
}
