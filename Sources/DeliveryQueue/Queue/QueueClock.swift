/// Civil time and waiting, injected so that days of retries run in milliseconds in a test.
public protocol QueueClock: Sendable {
    /// The time now.
    func now() -> WallTime

    /// Waits until a moment.
    ///
    /// - Parameter moment: when to return; at once when it has passed.
    /// - Throws: `CancellationError` when the task was cancelled.
    func sleep(until moment: WallTime) async throws
}
