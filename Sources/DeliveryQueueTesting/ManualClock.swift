public import DeliveryQueue

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A clock that stands still until it is moved, so that days of retries run in milliseconds.
public final class ManualClock: QueueClock, @unchecked Sendable {
    // Unchecked: all state is touched under `mutex` only.

    private struct Sleeper {
        var id: UInt64
        var moment: WallTime
        var continuation: CheckedContinuation<Void, any Error>
    }

    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private var time: WallTime
    private var sleepers: [Sleeper] = []
    private var nextID: UInt64 = 0
    private var cancelled: Set<UInt64> = []

    /// Makes a clock.
    ///
    /// - Parameter start: the time at which it stands at first.
    public init(start: WallTime = WallTime(milliseconds: 1_800_000_000_000)) {
        time = start
        mutex = .allocate(capacity: 1)
        pthread_mutex_init(mutex, nil)
    }

    deinit {
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
    }

    private func locked<Value>(_ work: () -> Value) -> Value {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return work()
    }

    /// The time at which the clock stands.
    public func now() -> WallTime { locked { time } }

    /// When the earliest sleeper wants to wake, or nil when nobody sleeps.
    public var nextWake: WallTime? { locked { sleepers.map(\.moment).min() } }

    /// Moves the clock on and wakes whoever waited for that.
    ///
    /// - Parameter duration: how far; not negative.
    public func advance(by duration: Duration) { advance(to: now() + duration) }

    /// Moves the clock on to a moment and wakes whoever waited for that.
    ///
    /// - Parameter moment: where to; an earlier one leaves the clock as it is.
    public func advance(to moment: WallTime) {
        let woken = locked {
            time = max(time, moment)
            let due = sleepers.filter { $0.moment <= time }
            sleepers.removeAll { $0.moment <= time }
            return due
        }
        for sleeper in woken { sleeper.continuation.resume() }
    }

    /// Waits until the clock was moved to a moment.
    ///
    /// - Parameter moment: when to return; at once when it has passed.
    /// - Throws: `CancellationError` when the task was cancelled.
    public func sleep(until moment: WallTime) async throws {
        let id = locked {
            nextID += 1
            return nextID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let outcome: Result<Void, any Error>? = locked {
                    if cancelled.remove(id) != nil { return .failure(CancellationError()) }
                    if moment <= time { return .success(()) }
                    sleepers.append(Sleeper(id: id, moment: moment, continuation: continuation))
                    return nil
                }
                if let outcome { continuation.resume(with: outcome) }
            }
        } onCancel: {
            let sleeper = locked { () -> Sleeper? in
                guard let index = sleepers.firstIndex(where: { $0.id == id }) else {
                    cancelled.insert(id)
                    return nil
                }
                return sleepers.remove(at: index)
            }
            sleeper?.continuation.resume(throwing: CancellationError())
        }
    }
}
