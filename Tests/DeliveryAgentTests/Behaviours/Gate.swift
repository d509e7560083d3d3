import NIOCore
import NIOPosix

/// Lets nobody through until it is opened.
final class Gate: Sendable {
    private let opened = MultiThreadedEventLoopGroup.singleton.next().makePromise(of: Void.self)

    deinit { open() }

    /// Opens it; it stays open.
    func open() { opened.succeed(()) }

    /// Waits until it is open.
    ///
    /// - Returns: true.
    func pass() async -> Bool {
        try? await opened.futureResult.get()
        return true
    }
}
