internal import NIOCore

/// What a channel does later; lives on its event loop.
///
/// What still waits when the channel ends is dropped.
final class ReplyTimer {
    private var waiting: [Int: Scheduled<Void>] = [:]
    private var count = 0

    /// Makes a timer for which nothing waits.
    init() {}

    /// Does something after a delay, or now when there is none.
    func run(after delay: Duration?, on eventLoop: any EventLoop, _ work: @escaping () -> Void) {
        guard let delay, delay > .zero else {
            work()
            return
        }
        count += 1
        let number = count
        waiting[number] = eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(delay)) {
            self.waiting[number] = nil
            work()
        }
    }

    /// Drops everything that waits.
    func cancelAll() {
        for task in waiting.values { task.cancel() }
        waiting = [:]
    }
}
