/// Time that passes when the test says so.
actor ManualSleep {
    private struct Sleeper {
        let until: Duration
        let continuation: CheckedContinuation<Void, Never>
    }

    private var now = Duration.zero
    private var count = 0
    private var sleepers: [Int: Sleeper] = [:]
    private var cancelled: Set<Int> = []

    /// For how long each sleeper wants to sleep, the shortest first.
    var waits: [Duration] { sleepers.values.map { $0.until - now }.sorted() }

    /// Sleeps until so much time has passed, or the task is cancelled.
    func sleep(_ duration: Duration) async {
        count += 1
        let number = count
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                guard !cancelled.contains(number), duration > .zero else {
                    continuation.resume()
                    return
                }
                sleepers[number] = Sleeper(until: now + duration, continuation: continuation)
            }
        } onCancel: {
            Task { await self.cancel(number) }
        }
    }

    /// Lets time pass, and wakes whose time has come.
    func advance(by duration: Duration) {
        now += duration
        for (number, sleeper) in sleepers where sleeper.until <= now {
            sleepers[number] = nil
            sleeper.continuation.resume()
        }
    }

    /// Waits until so many sleep.
    func waitForSleepers(_ count: Int) async {
        while sleepers.count != count { await Task.yield() }
    }

    private func cancel(_ number: Int) {
        cancelled.insert(number)
        sleepers.removeValue(forKey: number)?.continuation.resume()
    }
}
