import MTASTS
import MailCryptography

/// A clock that goes when the test says so, and can be set.
final class CivilClock: Sendable {
    private struct Sleeper: Sendable {
        let until: Duration
        let continuation: CheckedContinuation<Void, Never>
    }

    private struct State: Sendable {
        var civil: Int64
        /// What has passed; setting the clock does not change it.
        var passed = Duration.zero
        var count = 0
        var begun = 0
        var sleepers: [Int: Sleeper] = [:]
        var cancelled: Set<Int> = []
    }

    private let state: LockedBox<State>

    /// Makes a clock that shows a time.
    init(_ civil: Int64 = 1_700_000_000) { state = LockedBox(State(civil: civil)) }

    /// The clock as a resolver takes it.
    var clock: MTASTSResolver.Clock {
        MTASTSResolver.Clock(now: { self.now }, sleep: { await self.sleep($0) })
    }

    /// What it shows.
    var now: Int64 { state.withLock { $0.civil } }

    /// How long it is until somebody wakes; nil when nobody sleeps.
    var nextWake: Duration? {
        state.withLock { state in state.sleepers.values.map(\.until).min().map { $0 - state.passed } }
    }

    /// How many tasks sleep now.
    var sleeperCount: Int { state.withLock { $0.sleepers.count } }

    /// How many sleeps were begun so far; what was cancelled before does not count.
    var sleeps: Int { state.withLock { $0.begun } }

    /// Lets time pass, and wakes whose time has come.
    func advance(by seconds: Int64) {
        let due = state.withLock { state in
            state.civil += seconds
            state.passed += .seconds(seconds)
            let due = state.sleepers.filter { $0.value.until <= state.passed }
            for number in due.keys { state.sleepers[number] = nil }
            return due.values.map(\.continuation)
        }
        for continuation in due { continuation.resume() }
    }

    /// Sets it forward or back; nobody wakes for it.
    func set(by seconds: Int64) { state.withLock { $0.civil += seconds } }

    private func sleep(_ duration: Duration) async {
        let number = state.withLock { state in
            state.count += 1
            return state.count
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    guard !state.cancelled.contains(number) else { return true }
                    state.begun += 1
                    state.sleepers[number] = Sleeper(until: state.passed + duration, continuation: continuation)
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
