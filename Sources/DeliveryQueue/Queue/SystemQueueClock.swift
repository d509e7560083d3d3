#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The machine's clock.
public struct SystemQueueClock: QueueClock {
    /// Makes the clock.
    public init() {}

    /// The time now, from the machine's real-time clock.
    public func now() -> WallTime {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return WallTime(milliseconds: Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000)
    }

    /// Waits until a moment; a clock that is set meanwhile is noticed within a minute.
    public func sleep(until moment: WallTime) async throws {
        while true {
            let left = moment - now()
            guard left > .zero else { return }
            try await Task.sleep(for: min(left, .seconds(60)))
        }
    }
}
