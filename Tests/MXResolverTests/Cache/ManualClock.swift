import MXResolver
import MailCryptography

/// A clock that goes when the test says so.
final class ManualClock: Sendable {
    private struct Sleeper: Sendable {
        let until: Duration
        let continuation: CheckedContinuation<Void, Never>
    }

    private struct State: Sendable {
        var now = Duration.zero
        var count = 0
        var sleepers: [Int: Sleeper] = [:]
        var cancelled: Set<Int> = []
    }

    private let state = LockedBox(State())

    /// The clock as a resolver takes it.
    var clock: CachingResolver.Clock {
        CachingResolver.Clock(now: { self.state.withLock { $0.now } }, sleep: { await self.sleep($0) })
    }

    /// How many tasks sleep now.
    var sleeperCount: Int { state.withLock { $0.sleepers.count } }

    /// Lets time pass, and wakes whose time has come.
    func advance(by duration: Duration) {
        let due = state.withLock { state in
            state.now += duration
            let due = state.sleepers.filter { $0.value.until <= state.now }
            for number in due.keys { state.sleepers[number] = nil }
            return due.values.map(\.continuation)
        }
        for continuation in due { continuation.resume() }
    }

    private func sleep(_ duration: Duration) async {
        let number = state.withLock { state in
            state.count += 1
            return state.count
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    guard !state.cancelled.contains(number) else { return true }
                    state.sleepers[number] = Sleeper(until: state.now + duration, continuation: continuation)
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            let sleeper = state.withLock { state in
                state.cancelled.insert(number)
                return state.sleepers.removeValue(forKey: number)
            }
            sleeper?.continuation.resume()
        }
    }
}

/// Gives way to other tasks until something is true.
func until(_ condition: () -> Bool) async {
    while !condition() { await Task.yield() }
}
