import DeliveryQueue
import NIOConcurrencyHelpers

/// Wakes those who wait to hear of a message when something was recorded of it.
///
/// It says that there is news, never what: who is woken reads the ledger. So one signal stands for any number of events,
/// and none is kept for anybody who does not listen.
final class DeliveryListeners: MailQueueObserver {
    private struct State {
        var signals: [MessageID: [UInt64: AsyncStream<Void>.Continuation]] = [:]
        var count: UInt64 = 0
        var hasEnded = false
    }

    private let state = NIOLockedValueBox(State())
    private let observers: [any MailQueueObserver]

    /// Makes a list without listeners.
    ///
    /// - Parameter observers: who is told of what is recorded before listeners are woken, in this order.
    init(after observers: [any MailQueueObserver]) { self.observers = observers }

    /// How many listen.
    var count: Int { state.withLockedValue { $0.signals.values.reduce(0) { $0 + $1.count } } }

    /// Begins to listen; what is recorded from now on is signalled.
    ///
    /// - Parameter id: the message.
    /// - Returns: a signal after something was recorded, one for all that was since the last; it ends with the
    ///   service. Whoever lets go of it listens no more.
    func listen(to id: MessageID) -> AsyncStream<Void> {
        let (signals, signal) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let number = state.withLockedValue { state -> UInt64? in
            guard !state.hasEnded else { return nil }
            state.count += 1
            state.signals[id, default: [:]][state.count] = signal
            return state.count
        }
        if let number {
            signal.onTermination = { [weak self] _ in self?.remove(number, from: id) }
        } else {
            signal.finish()
        }
        return signals
    }

    /// Tells the observers, and wakes those who listen to the message.
    func recorded(_ event: RecipientEvent, of message: QueuedMessage, recipients: [Int]) {
        for observer in observers { observer.recorded(event, of: message, recipients: recipients) }
        // Outside of the lock, as whoever is woken may take it.
        let woken = state.withLockedValue { state -> [AsyncStream<Void>.Continuation] in
            state.signals[message.id].map { Array($0.values) } ?? []
        }
        for signal in woken { signal.yield() }
    }

    /// Ends all signals, now and later: nothing more is recorded.
    func end() {
        let ended = state.withLockedValue { state -> [AsyncStream<Void>.Continuation] in
            state.hasEnded = true
            let all = state.signals.values.flatMap { Array($0.values) }
            state.signals = [:]
            return all
        }
        for signal in ended { signal.finish() }
    }

    private func remove(_ number: UInt64, from id: MessageID) {
        state.withLockedValue { state in
            state.signals[id]?[number] = nil
            if state.signals[id]?.isEmpty == true { state.signals[id] = nil }
        }
    }
}
