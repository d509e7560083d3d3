import DeliveryQueue
import NIOConcurrencyHelpers

/// How long maintenance rests: short while the queue is at work, and longer while nothing happens, so that an idle server
/// hardly wakes up.
final class MaintenanceRest: MailQueueObserver {
    /// The rest while something happens: short, so that what is finished leaves the queue's own files while they are small.
    static let short = Duration.seconds(10)
    /// How much longer it is while nothing does; the first event ends it.
    static let idle = Duration.seconds(50)

    private struct State {
        /// Whether something has happened since the last rest began.
        var isBusy = true
        var sleeper: Task<Void, Never>?
    }

    private let state = NIOLockedValueBox(State())

    func recorded(_ event: RecipientEvent, of message: QueuedMessage, recipients: [Int]) {
        let sleeper: Task<Void, Never>? = state.withLockedValue { state in
            state.isBusy = true
            return state.sleeper.take()
        }
        sleeper?.cancel()
    }

    /// Rests, until it is time or the task is cancelled.
    ///
    /// - Parameter clock: civil time.
    func rest(by clock: any QueueClock) async {
        try? await clock.sleep(until: clock.now() + Self.short)
        let sleeper: Task<Void, Never>? = state.withLockedValue { state in
            guard !state.isBusy else {
                state.isBusy = false
                return nil
            }
            let sleeper = Task { () -> Void in try? await clock.sleep(until: clock.now() + Self.idle) }
            state.sleeper = sleeper
            return sleeper
        }
        guard let sleeper else { return }
        await withTaskCancellationHandler {
            await sleeper.value
        } onCancel: {
            sleeper.cancel()
        }
    }
}
