import DeliveryQueue

@testable import DeliveryQueueSQLite

/// What a store has told of itself.
final class ToldEvents: Sendable {
    private struct Waiter: Sendable {
        var isWanted: @Sendable (QueueStoreEvent) -> Bool
        var continuation: CheckedContinuation<Bool, Never>
    }

    private struct State: Sendable {
        var events: [QueueStoreEvent] = []
        var waiters: [Int: Waiter] = [:]
        var lastWaiter = 0
    }

    private let state = Locked(State())

    /// How long an event is waited for: a store repairs itself in a fraction of a second, and a machine may be slow.
    static let patience = Duration.seconds(60)

    /// Takes an event; handed to a store.
    func add(_ event: QueueStoreEvent) {
        let ready = state.withLock { state in
            state.events.append(event)
            let ready = state.waiters.filter { $0.value.isWanted(event) }
            for number in ready.keys { state.waiters[number] = nil }
            return ready
        }
        for waiter in ready.values { waiter.continuation.resume(returning: true) }
    }

    /// The events, in the order in which they came.
    var all: [QueueStoreEvent] { state.withLock { $0.events } }

    /// Forgets what came so far.
    func forget() { state.withLock { $0.events = [] } }

    /// The messages that were put aside.
    var quarantined: [MessageID] {
        all.compactMap { if case .quarantined(let id, _) = $0 { id } else { nil } }
    }

    /// How often the store has stopped writing.
    var failures: Int { all.count { if case .failed = $0 { true } else { false } } }

    /// Waits until the store was built anew; false when it was not in time.
    func waitsForRecovery() async -> Bool { await waits { if case .recovered = $0 { true } else { false } } }

    /// Waits for an event, unless it came already; false when it did not come in time.
    func waits(for isWanted: @escaping @Sendable (QueueStoreEvent) -> Bool) async -> Bool {
        let number = state.withLock { state in
            state.lastWaiter += 1
            return state.lastWaiter
        }
        let deadline = Task {
            try await Task.sleep(for: Self.patience)
            state.withLock { $0.waiters.removeValue(forKey: number) }?.continuation.resume(returning: false)
        }
        defer { deadline.cancel() }
        return await withCheckedContinuation { continuation in
            let hasCome = state.withLock { state in
                if state.events.contains(where: isWanted) { return true }
                state.waiters[number] = Waiter(isWanted: isWanted, continuation: continuation)
                return false
            }
            if hasCome { continuation.resume(returning: true) }
        }
    }
}
