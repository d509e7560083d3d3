/// Something that costs much to read, and is therefore read again only when it is old.
///
/// Guarantees: one reading at a time, and none while nobody asks.
actor Remembered<Value: Sendable> {
    private let age: Duration
    private let now: @Sendable () -> ContinuousClock.Instant
    private let read: @Sendable () async -> Value
    private var last: (value: Value, at: ContinuousClock.Instant)?
    private var reading: Task<Value, Never>?

    /// Makes a memory of nothing.
    ///
    /// - Parameters:
    ///   - age: how old what is told may be.
    ///   - now: the time.
    ///   - read: reads it.
    init(
        for age: Duration, now: @escaping @Sendable () -> ContinuousClock.Instant = { .now },
        read: @escaping @Sendable () async -> Value
    ) {
        self.age = age
        self.now = now
        self.read = read
    }

    /// What was read last, or is read now.
    var value: Value {
        get async {
            if let last, now() - last.at < age { return last.value }
            if let reading { return await reading.value }
            let task = Task { [read] in await read() }
            reading = task
            let value = await task.value
            reading = nil
            last = (value, now())
            return value
        }
    }
}
